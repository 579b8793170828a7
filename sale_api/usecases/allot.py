"""Allot: what has arrived of goods to come goes to the orders that wait for it, first come first.

Each minute, like all keeping. Two at once are harmless: an order is allotted once, by its history,
and never more than has arrived, by the count of what was given.
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec.structs import replace

from sale_api.domain.goods import Arrivals, waiting_for
from sale_api.domain.history import Note, NoteKind
from sale_api.domain.moves import Actor
from sale_api.domain.order import Order
from sale_api.domain.sale import Sale
from sale_api.ports import Goods, Orders, OrderViews, Unmet

AT_ONCE = 200
"""So many orders of a pool are served in one go; the next minute serves the next."""

TRIES = 4


class Depot(NamedTuple):
    """Where goods lie, who waits for them, and the instant."""

    now: int
    goods: Goods
    views: OrderViews
    orders: Orders


def allot(*, sale: Sale, depot: Depot) -> None:
    """Give what has arrived to paid orders, in the order in which they were placed.

    One that wants more than is left is not passed over: its pool waits until more arrives. Cost:
    a read for each pool to come; where something is left one request for the list, and a read and a
    transaction of two writes for each order.
    """
    for pool in sale.plan.pools:
        if pool.to_come:
            _allot_pool(sale.sale, pool.pool, depot)


def _allot_pool(sale: str, pool: str, depot: Depot) -> None:
    left = depot.goods.find(sale, pool)
    if left is None or not left.can_give(1):
        return
    for order in depot.views.needing(waiting_for(sale, pool), depot.now, AT_ONCE):
        left = _after(order, left, depot)
        if left is None:
            return


def _after(order_id: str, left: Arrivals, depot: Depot) -> Arrivals | None:
    """Return the goods after an order has its part of them, or None: it must wait, with all others.

    An order that does not wait any more leaves them as they are: the list is a moment behind.
    """
    for _ in range(TRIES):
        order = depot.orders.find(order_id)
        if not isinstance(order, Order) or not _waits(order, left):
            return left
        if not left.can_give(order.claim.quantity):
            return None
        note = Note(NoteKind.ALLOTTED, order_id)
        try:
            depot.goods.allot(order.noted(note, at=depot.now, by=Actor.SYSTEM), left)
        except Unmet:
            left = depot.goods.find(left.sale, left.pool) or left
            continue
        return replace(left, given=left.given + order.claim.quantity)
    return None


def _waits(order: Order, left: Arrivals) -> bool:
    return order.need is not None and order.need[0] == waiting_for(left.sale, left.pool)
