"""Memory and growth: what a process keeps, and what a request costs in a large sale.

Memory: the peak of resident memory of one process that has answered 1,000, 10,000 and 100,000
requests of ever new shoppers: looks, refusals of several kinds, made-up sales, and reservations
(DynamoDB answers at once). It must level off: from 10,000 requests to 100,000 it may grow by 5 %.
A leak of 100 bytes a request would be 9 MB, more than that; what the allocator takes now and then
is less.

Cost: the CPU of each kind of request in a sale of 1,000 and of 100,000 units, against the same
request in a sale of 10 (for lends 48: with one lot nobody can lend). It must not grow: the bar is
1.10, well above the noise of these medians and far below anything that looks at every lot, for
there are 6,250 times as many. The memory is warm and the clock stands still: what a process spends
once a second on remembering, however many requests come, stands apart and has no bar.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from itertools import count, cycle, islice
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from app import app
from benchmarks.memory import memory
from benchmarks.results import Result
from benchmarks.rounds import compared
from benchmarks.shop import SALE, Shop, looking
from benchmarks.stubbed import StubbedLots, use_stub
from chalicelib import wiring
from chalicelib.system import now
from infra.local.proxy_event import Event
from sale_api.domain.levels import Levels, mark_of
from sale_api.domain.sale import Sale
from sale_api.usecases.stock import Stock

SAME: Final = 1.10
UNITS: Final = (1_000, 100_000)
FEW: Final = 10
FEWEST_THAT_LEND: Final = 48
SHOPPERS: Final = 64
STATUS, REFUSAL, RESERVATION, LEND = "status", "sold out", "reservation at home", "lend"


def run() -> Iterator[Result]:
    """Measure memory, then cost."""
    use_stub()
    with Path(os.devnull).open("w", encoding="utf-8") as log, redirect_stdout(log):
        yield from memory()
        for kind in (STATUS, REFUSAL, RESERVATION, LEND):
            for units in UNITS:
                yield _cost(kind, FEWEST_THAT_LEND if kind == LEND else FEW, units)
        yield from _remembering()


def _cost(kind: str, few: int, units: int) -> Result:
    ours, reference = _request(kind, units), _request(kind, few)
    name = f"{kind} in a sale of {units:,} units, against {few}"
    return compared(ours, reference).result(name, bar=SAME)


def _request(kind: str, units: int) -> Callable[[], object]:
    """Return a call that makes one request of a kind in a sale of so many units."""
    instant = now()
    shop = Shop(units=units)
    levels = _levels(kind, shop)
    shop.world.published.publish(levels)
    shop.restarted(now=lambda: instant, lots=StubbedLots(shop.world.lots))
    requests = cycle(_requests(kind, shop, levels))
    status = EXPECTED[kind]

    def ask() -> None:
        wiring.install(shop.system)
        answer = app(next(requests), None)
        assert answer["statusCode"] == status, answer

    return ask


def _levels(kind: str, shop: Shop) -> Levels:
    """Return levels for a kind: all sold, with as many holders as units; every second lot; none."""
    levels = shop.world.published.levels[SALE]
    if kind == REFUSAL:
        holders = frozenset(mark_of(shop.id_of(-number)) for number in range(1, shop.units + 1))
        gone = levels.lowered(dict.fromkeys(range(len(levels.levels)), 0))
        return replace(gone, holders=holders)
    empty = range(0, len(levels.levels), 2) if kind == LEND else range(0)
    return levels.lowered(dict.fromkeys(empty, 0))


def _requests(kind: str, shop: Shop, levels: Levels) -> list[Event]:
    """Return requests of shoppers whom it fits: not the holders, nor those with units at home."""
    if kind == STATUS:
        return [looking()]
    sale = shop.world.sales.sales[SALE]
    fitting = (
        number
        for number in count()
        if not levels.holds(shop.id_of(number))
        and (kind != LEND or not levels.level(sale.home_of(shop.id_of(number))))
    )
    return [shop.reserving(number) for number in islice(fitting, SHOPPERS)]


def _remembering() -> Iterator[Result]:
    """What one process spends a second on the memory of a sale, its shelf for lends included."""
    for units in UNITS:
        sides = []
        for size in (units, FEWEST_THAT_LEND):
            shop = Shop(units=size)
            sale, levels = shop.world.sales.sales[SALE], shop.world.published.levels[SALE]
            sides.append(lambda sale=sale, levels=levels: _remember(sale, levels))
        ours, reference = sides
        name = f"remembering a sale of {units:,} units for a second, against {FEWEST_THAT_LEND}"
        yield compared(ours, reference).result(name, bar=None)


def _remember(sale: Sale, levels: Levels) -> None:
    stock = Stock(sale, levels)
    assert stock.lender("main", 1, 0, lambda below: below - 1) is not None


EXPECTED: Final = {STATUS: 200, REFUSAL: 409, RESERVATION: 201, LEND: 201}
