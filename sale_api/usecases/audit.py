"""The audit of a sale that is over: read all that is on record of it, and check it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sale_api.domain.audit import Check, audited
from sale_api.domain.goods import Arrivals
from sale_api.domain.identifiers import order_id
from sale_api.domain.lot import Lot
from sale_api.domain.record import Record
from sale_api.domain.report import refuse_until_over
from sale_api.domain.sale import Sale
from sale_api.domain.waiting import Entry
from sale_api.ports import Entrants, Goods, Lots, Orders, OrderSummary, OrderViews, Sales, Waiting
from sale_api.usecases.report import served
from sale_api.usecases.steer import read_sale

AT_ONCE = 2_000
"""So many summaries of orders are asked for at once: about a MB."""


class Audit(NamedTuple):
    """A sale, and what each check found."""

    sale: Sale
    checks: Sequence[Check]

    @property
    def passed(self) -> bool:
        """Whether no check found a fault."""
        return not any(check.faults for check in self.checks)


def audit(
    *,
    sale_id: str,
    now: int,
    sales: Sales,
    lots: Lots,
    orders: Orders,
    views: OrderViews,
    entrants: Entrants,
    waiting: Waiting,
    goods: Goods,
    grace_ms: int,
) -> Audit:
    """Check a sale that is over; `NotFound`, or `WrongState` until then. Writes nothing.

    A read for the sale and each pool to come, one for each hundred lots, each 2,000 orders in the
    list, each hundred orders, and sixteen for each line and list, or one for each MB of each of its
    parts.
    """
    sale = read_sale(sale_id=sale_id, sales=sales)
    refuse_until_over(sale, now, grace_ms)
    # Lots before orders: an order that is still in force when it is read had its claim before.
    entries = _entries(sale, waiting)
    stock = lots.look(sale_id, range(sale.layout.lot_count))
    arrived = _arrived(sale, goods)
    keys = _claimed(stock)
    keys.update(summary.order for summary in _listed(sale_id, views))
    keys.update(entry.order for entry in entries.values() if entry.order)
    windows = range(len(sale.plan.windows) if sale.plan.line else 0)
    record = Record(
        sale=sale,
        lots=stock,
        standing=orders.look(keys),
        lines=[list(entrants.tickets(sale_id, window)) for window in windows],
        entries=entries,
        goods=arrived,
        now=now,
        grace_ms=grace_ms,
    )
    return Audit(sale, audited(record))


def _claimed(stock: Sequence[Lot]) -> set[str]:
    """Return the order keys of all claims."""
    return {
        order_id(lot.sale, shopper, claim.claim)
        for lot in stock
        for shopper, claim in lot.claims.items()
    }


def _entries(sale: Sale, waiting: Waiting) -> Mapping[str, Entry]:
    """Read the list, before the orders: what has ended in it was decided under a key before."""
    if sale.plan.waitlist is None:
        return {}
    return {entry.shopper: entry for entry in waiting.of_sale(sale.sale)}


def _arrived(sale: Sale, goods: Goods) -> Sequence[Arrivals]:
    """Read what has arrived of each pool to come, and was given; nothing where nothing stands."""
    pools = [pool.pool for pool in sale.plan.pools if pool.to_come]
    return [goods.find(sale.sale, pool) or Arrivals(sale.sale, pool) for pool in pools]


def _listed(sale: str, views: OrderViews) -> Iterator[OrderSummary]:
    start: int | None = 0
    while start is not None:
        page = served(sale=sale, start=start, most=AT_ONCE, views=views)
        yield from page.orders
        start = page.following
