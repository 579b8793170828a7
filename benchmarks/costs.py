"""Requests and write units of each path, against the ceiling that the design sets for it.

Ours is what the handlers and workers ask of DynamoDB on each path, counted below the adapters, with
the capacity that the engine says each request consumed. The reference is the ceiling. Measured on
two engines that share no code; they must agree.

Refusals are asked of 1, 100 and 1,000 simulated processes, each with a memory of its own, and of
one that has just begun. What a memory reads is counted for itself: two reads a second and process
are allowed, however many are refused.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Final

from benchmarks import crowds
from benchmarks.baskets import buying_at_once
from benchmarks.bench import Bench, bench
from benchmarks.crowds import ceilings
from benchmarks.lines import joining_by_domain, joining_with_a_code, standing_in_line
from benchmarks.meter import Counts
from benchmarks.payments import booking
from benchmarks.results import Result
from benchmarks.shop import DELIVERY, HOUR_MS, SALE, event, looking
from benchmarks.waits import offering, waiting_for_units
from chalicelib.system import now
from infra.local.engines import engine
from infra.local.proxy_event import Event
from sale_api.domain.lot import Lot
from sale_api.domain.moves import Actor
from sale_api.usecases.barring import let_go

ENGINES: Final = ("dynoxide", "ministack")
FIVE_LOTS: Final = 80


def run() -> Iterator[Result]:
    """Measure each path on both engines, which must agree; the crowds on one are enough."""
    first, second = ENGINES
    with Path(os.devnull).open("w", encoding="utf-8") as log, redirect_stdout(log):
        given = _measured(first, (*PATHS, crowds.many_processes, crowds.publishing))
        for other in _measured(second, PATHS):
            assert other in given, f"{first} and {second} do not agree: {other}"
    yield from given


def _measured(name: str, paths: Sequence[Callable[[str], Iterator[Result]]]) -> list[Result]:
    with engine(name) as url:
        return [result for path in paths for result in path(url)]


def _from_memory(url: str) -> Iterator[Result]:
    """A warm memory: status, and each kind of refusal, twenty times each."""
    times = 20
    with bench(url, units=32, limit=32) as ours:
        taken = ours.reserve(0, 32)
        assert taken
        ours.publish_levels()
        with ours.warm().counting() as looked:
            for _ in range(times):
                assert ours.ask(looking())["sold_out"]
        with ours.warm().counting() as refused:
            forged = ours.shop.shopper(1)[:-4] + "AAAA"
            path, body = "/v1/sales/{sale}/reservation", {"quantity": 1}
            for number in range(1, times):
                ours.told(ours.shop.reserving(number), "sold_out")
                ours.told(ours.shop.reserving(number, 99), "limit_reached")
                ours.told(ours.shop.reserving(number, "one"), "invalid_request")
                ours.told(
                    event("POST", path, token=forged, body=body, sale=SALE), "unauthenticated"
                )
            ours.later(24 * HOUR_MS)
        with ours.warm().counting() as closed:
            for number in range(times):
                ours.told(ours.shop.reserving(number), "closed")
    with bench(url, units=32, limit=32, other_units=32) as ours:
        assert ours.reserve(0, 32)
        ours.publish_levels()
        with ours.warm().counting() as pointed_on:
            for number in range(1, times):
                following = ours.ask(ours.shop.reserving(number))["next"]
                assert following["pool"] == "other", following
    with bench(url, opens_in_ms=HOUR_MS) as early, early.warm().counting() as not_open:
        for number in range(times):
            early.told(early.shop.reserving(number), "not_open_yet")
    yield from ceilings("status", looked, 0, 0)
    for name, counts in (("closed", closed), ("not open yet", not_open)):
        yield from ceilings(f"refused: {name}", counts, 0, 0)
    yield from ceilings("refused: sold out, above the limit, malformed or forged", refused, 0, 0)
    yield from ceilings("refused: sold out, with the next pool", pointed_on, 0, 0)


def _reserving(url: str) -> Iterator[Result]:
    with bench(url, units=FIVE_LOTS) as ours, ours.warm().counting() as counts:
        ours.reserve(0)
    yield from ceilings("reserve at home", counts, 1, 1)
    with bench(url, units=32, limit=1) as ours:
        for number in range(23):
            ours.reserve(number)
        with ours.warm().counting() as counts:
            ours.reserve(23)
    yield from ceilings("reserve at home, 24 claims there", counts, 1, 2)


def _lending(url: str) -> Iterator[Result]:
    with bench(url, units=FIVE_LOTS) as ours:
        shopper = ours.drained_home()
        with ours.warm().counting() as counts:
            ours.reserve(shopper)
        yield from ceilings("reserve, lent, as a rule", counts, 3, 5)
        yield from ceilings("expire and give back, lent", _let_go(ours, shopper), 2, 5)
    with bench(url, units=FIVE_LOTS) as ours:
        shopper = ours.drained_home()
        ours.contest_lenders()
        with ours.warm().counting() as counts:
            ours.told(ours.shop.reserving(shopper), "try_again")
        yield from ceilings("reserve, lent, at worst", counts, 9, 17)


def _ordering(url: str) -> Iterator[Result]:
    with bench(url, units=FIVE_LOTS) as ours:
        request = _order_of(ours)
        with ours.warm().counting() as counts:
            order = ours.ask(request)
            assert order["state"] == "placed", order
        yield from ceilings("order", counts, 1, 2)
        ours.later(HOUR_MS)
        with ours.warm().counting() as counts:
            again = ours.ask(request)
            assert again["order"] == order["order"], again
        yield from ceilings("order, repeated late", counts, 2, 0)


def _ordering_of_a_household(url: str) -> Iterator[Result]:
    with bench(url, units=FIVE_LOTS, household_limit=1) as ours:
        request = _order_of(ours)
        with ours.warm().counting() as counts:
            order = ours.ask(request)
            assert order["state"] == "placed", order
        yield from ceilings("order, where households count", counts, 2, 3)
        refused = _order_of(ours, 1)
        with ours.warm().counting() as counts:
            ours.told(refused, "limit_reached")
        yield from ceilings("refused: enough orders of a household", counts, 1, 1)


def _order_of(ours: Bench, shopper: int = 0) -> Event:
    """Return the request to order what a shopper reserves now, all of them at one address."""
    return event(
        "POST",
        "/v1/sales/{sale}/order",
        token=ours.shop.shopper(shopper),
        body={"reservation": ours.reserve(shopper), "delivery": DELIVERY},
        sale=SALE,
    )


def _giving_back(url: str) -> Iterator[Result]:
    with bench(url, units=FIVE_LOTS) as ours:
        ours.reserve(0)
        ours.warm()
        yield from ceilings("expire and give back", _let_go(ours, 0), 2, 2)


def _settling(url: str) -> Iterator[Result]:
    with bench(url, units=32) as ours:
        for number in range(16):
            ours.reserve(number)
        (lot,) = ours.lots()
        assert len(lot.claims) == 16  # noqa: PLR2004 - as many as a full lot's shoppers
        with ours.warm().counting() as counts:
            ours.stores.lots.settle(SALE, lot.number, lot.claims)
        yield from ceilings("settle the 16 claims of a lot", counts, 1, 2)


def _let_go(ours: Bench, shopper: int) -> Counts:
    """Let a shopper's claim go as the keeper does."""
    identity = ours.shop.id_of(shopper)
    lot: Lot = next(lot for lot in ours.lots() if identity in lot.claims)
    claim = lot.claims[identity]
    with ours.meter.counting() as counts:
        order = let_go(
            sale=SALE,
            home=lot.number,
            shopper=identity,
            claim=claim,
            by=Actor.SYSTEM,
            now=now(),
            orders=ours.stores.orders,
            lots=ours.stores.lots,
        )
    assert order is None
    return counts


PATHS: Final = (
    _from_memory,
    _reserving,
    _lending,
    _ordering,
    _ordering_of_a_household,
    buying_at_once,
    booking,
    standing_in_line,
    joining_by_domain,
    joining_with_a_code,
    waiting_for_units,
    offering,
    _giving_back,
    _settling,
)
