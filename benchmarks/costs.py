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

from benchmarks.bench import Bench, bench, crowd
from benchmarks.meter import Counts
from benchmarks.results import Result
from benchmarks.shop import DELIVERY, HOUR_MS, SALE, event, looking
from chalicelib.system import now
from infra.local.engines import engine
from sale_api.domain.lot import Lot
from sale_api.usecases.barring import let_go

ENGINES: Final = ("dynoxide", "ministack")
PROCESSES: Final = (1, 100, 1_000)
SECONDS: Final = 2
FIVE_LOTS: Final = 80


def run() -> Iterator[Result]:
    """Measure each path on both engines, which must agree; the crowds on one are enough."""
    first, second = ENGINES
    with Path(os.devnull).open("w", encoding="utf-8") as log, redirect_stdout(log):
        given = _measured(first, (*PATHS, *CROWDS))
        for other in _measured(second, PATHS):
            assert other in given, f"{first} and {second} do not agree: {other}"
    yield from given


def _measured(name: str, paths: Sequence[Callable[[str], Iterator[Result]]]) -> list[Result]:
    with engine(name) as url:
        return [result for path in paths for result in path(url)]


def _rows(path: str, counts: Counts, requests: int, units: int, times: int = 1) -> Iterator[Result]:
    """Return both measures of a path against their ceilings."""
    for unit, ours, ceiling in (
        ("requests", counts.requests / times, requests),
        ("write units", counts.write_units / times, units),
    ):
        yield Result(name=f"{path}: {unit}", unit=unit, ours=ours, reference=ceiling, bar=1.0)


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
    with bench(url, opens_in_ms=HOUR_MS) as early, early.warm().counting() as not_open:
        for number in range(times):
            early.told(early.shop.reserving(number), "not_open_yet")
    yield from _rows("status", looked, 0, 0)
    for name, counts in (("closed", closed), ("not open yet", not_open)):
        yield from _rows(f"refused: {name}", counts, 0, 0)
    yield from _rows("refused: sold out, above the limit, malformed or forged", refused, 0, 0)


def _many_processes(url: str) -> Iterator[Result]:
    with bench(url, units=32, limit=32) as ours:
        ours.reserve(0, 32)
        ours.publish_levels()
        for processes in PROCESSES:
            counts = crowd(ours, processes, SECONDS)
            name = f"sold out, refused by {processes:,} processes"
            yield Result(
                name=f"{name}: reads a second and process",
                unit="requests",
                ours=counts.reads / processes / SECONDS,
                reference=2,
                bar=1.0,
            )
            yield Result(
                name=f"{name}: write units",
                unit="write units",
                ours=counts.write_units,
                reference=0,
                bar=1.0,
            )
        ours.shop.restarted()
        with ours.meter.counting() as cold:
            ours.told(ours.shop.reserving(1), "sold_out")
        yield from _rows("refused by a process that has just begun", cold, 2, 0)


def _publishing(url: str) -> Iterator[Result]:
    """Each second one of a hundred processes publishes for all."""
    for name, units, taken in (
        ("", 1_000, 0),
        (", once some are refused", 64, 15),
        (", once some are refused, 1,000 units", 1_000, 15),
    ):
        with bench(url, units=units, limit=2) as ours:
            ours.fill(taken)
            counts = crowd(ours, 100, SECONDS, quantity=2 if taken else None)
        for unit, taken_a_second in (
            ("requests", counts.writes / SECONDS),
            ("write units", counts.write_units / SECONDS),
        ):
            what = "writes" if unit == "requests" else unit
            yield Result(
                name=f"levels published{name}: {what} a second",
                unit=unit,
                ours=taken_a_second,
                reference=1,
                bar=1.0,
            )


def _reserving(url: str) -> Iterator[Result]:
    with bench(url, units=FIVE_LOTS) as ours, ours.warm().counting() as counts:
        ours.reserve(0)
    yield from _rows("reserve at home", counts, 1, 1)
    with bench(url, units=32, limit=1) as ours:
        for number in range(23):
            ours.reserve(number)
        with ours.warm().counting() as counts:
            ours.reserve(23)
    yield from _rows("reserve at home, 24 claims there", counts, 1, 2)


def _lending(url: str) -> Iterator[Result]:
    with bench(url, units=FIVE_LOTS) as ours:
        shopper = ours.drained_home()
        with ours.warm().counting() as counts:
            ours.reserve(shopper)
        yield from _rows("reserve, lent, as a rule", counts, 3, 5)
        yield from _rows("expire and give back, lent", _let_go(ours, shopper), 2, 5)
    with bench(url, units=FIVE_LOTS) as ours:
        shopper = ours.drained_home()
        ours.contest_lenders()
        with ours.warm().counting() as counts:
            ours.told(ours.shop.reserving(shopper), "try_again")
        yield from _rows("reserve, lent, at worst", counts, 9, 17)


def _ordering(url: str) -> Iterator[Result]:
    with bench(url, units=FIVE_LOTS) as ours:
        request = event(
            "POST",
            "/v1/sales/{sale}/order",
            token=ours.shop.shopper(0),
            body={"reservation": ours.reserve(0), "delivery": DELIVERY},
            sale=SALE,
        )
        with ours.warm().counting() as counts:
            order = ours.ask(request)
            assert order["state"] == "placed", order
        yield from _rows("order", counts, 1, 2)
        ours.later(HOUR_MS)
        with ours.warm().counting() as counts:
            again = ours.ask(request)
            assert again["order"] == order["order"], again
        yield from _rows("order, repeated late", counts, 2, 0)


def _giving_back(url: str) -> Iterator[Result]:
    with bench(url, units=FIVE_LOTS) as ours:
        ours.reserve(0)
        ours.warm()
        yield from _rows("expire and give back", _let_go(ours, 0), 2, 2)


def _settling(url: str) -> Iterator[Result]:
    with bench(url, units=32) as ours:
        for number in range(16):
            ours.reserve(number)
        (lot,) = ours.lots()
        assert len(lot.claims) == 16  # noqa: PLR2004 - as many as a full lot's shoppers
        with ours.warm().counting() as counts:
            ours.stores.lots.settle(SALE, lot.number, lot.claims)
        yield from _rows("settle the 16 claims of a lot", counts, 1, 2)


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
            now=now(),
            orders=ours.stores.orders,
            lots=ours.stores.lots,
        )
    assert order is None
    return counts


PATHS: Final = (_from_memory, _reserving, _lending, _ordering, _giving_back, _settling)
CROWDS: Final = (_many_processes, _publishing)
