"""What a waiting list costs: to join it, ask again, look, leave, and to be offered units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.bench import Bench, bench
from benchmarks.crowds import ceilings
from benchmarks.meter import Counts
from benchmarks.results import Result
from benchmarks.shop import SALE, Shop, event
from infra.local.proxy_event import Event
from sale_api.domain.lot import Lot, Returned
from sale_api.domain.waiting import PARTS, Waitlist
from sale_api.usecases.offer import Desk, Offers

LIST: Final = Waitlist(offer_seconds=600, days=1)
ONE_LOT, TWO_LOTS = 32, 64
WAITING: Final = 5
FOR_EACH: Final = 4
"""Requests for an offer: the entry, its home lot, the transaction, and who is the first then."""


def waiting_for_units(url: str) -> Iterator[Result]:
    """Join, ask again, look, and leave."""
    with bench(url, units=ONE_LOT, waitlist=LIST) as ours:
        ours.fill(ONE_LOT)
        with ours.warm().counting() as joined:
            assert ours.ask(_asking(ours.shop, "POST", 0))["state"] == "waiting"
        with ours.warm().counting() as again:
            assert ours.ask(_asking(ours.shop, "POST", 0))["state"] == "waiting"
        ours.ask(_asking(ours.shop, "GET", 0))  # what a process remembers of the list
        with ours.warm().counting() as looked:
            assert ours.ask(_asking(ours.shop, "GET", 0))["outlook"]["before"] == 0
        with ours.warm().counting() as left:
            ours.send(_asking(ours.shop, "DELETE", 0))
    yield from ceilings("join a waiting list", joined, 1, 2)
    yield from ceilings("join a waiting list, asked again", again, 1, 1)
    yield from ceilings("see where one waits", looked, 1, 0)
    yield from ceilings("leave a waiting list", left, 2, 2)


def offering(url: str) -> Iterator[Result]:
    """Offer what came back to five who wait, at home and lent: a pass over the whole list."""
    for (name, counts), most in zip(_offered(url), (5, 7), strict=True):
        path = f"a pass over a waiting list, five offers {name}"
        yield _within(path, "requests", counts.requests, PARTS + WAITING * FOR_EACH)
        yield _within(f"an offer {name}", "write units", counts.write_units / WAITING, most)


def _within(path: str, unit: str, ours: float, ceiling: float) -> Result:
    return Result(name=f"{path}: {unit}", unit=unit, ours=ours, reference=ceiling, bar=1.0)


def _offered(url: str) -> Iterator[tuple[str, Counts]]:
    for name, units in (("at home", ONE_LOT), ("lent", TWO_LOTS)):
        with bench(url, units=units, waitlist=LIST) as ours:
            lots = ours.lots()
            ours.fill(lots[0].allotted)
            for number in ours.at_home(lots[-1], WAITING):
                assert ours.ask(_asking(ours.shop, "POST", number))["state"] == "waiting"
            _return_all(ours, ours.lots()[0])
            offers = _offers(ours, range(len(lots)))
            with ours.meter.counting() as counts:
                assert offers.serve("main")
            assert len(offers.made) == WAITING, offers.made
        yield name, counts


def _return_all(ours: Bench, lot: Lot) -> None:
    for shopper, claim in lot.claims.items():
        ours.stores.lots.give_back(SALE, lot.number, shopper, claim, Returned.RETURNED)


def _offers(ours: Bench, numbers: Sequence[int]) -> Offers:
    system, stores = ours.shop.system, ours.stores
    sale = stores.sales.find(SALE)
    assert sale is not None
    desk = Desk(
        sale,
        ours.clock,
        system.now,
        stores.lots,
        stores.orders,
        stores.waiting,
        system.chance,
        system.grace_ms,
    )
    offers = Offers(desk)
    offers.look_again(numbers)
    return offers


def _asking(shop: Shop, method: str, number: int) -> Event:
    body = {"quantity": 1} if method == "POST" else None
    path = "/v1/sales/{sale}/waitlist"
    return event(method, path, token=shop.shopper(number), body=body, sale=SALE)
