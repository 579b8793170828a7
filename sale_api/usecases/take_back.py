"""Take back: the parcel of an order has come back, or is lost."""

from __future__ import annotations

from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.ports import Lots, Orders
from sale_api.usecases.move_order import end_order


def take_back(
    *, order_id: str, reason: str, resell: bool, now: int, orders: Orders, lots: Lots
) -> Order:
    """Note why a parcel came back; its units are sold again, or written off unless `resell`.

    The very same return again is the same answer. `WrongState` if it never left, or its units are
    back already. Three requests (lent units: one of them a transaction).
    """

    def make(order: Order, at: int) -> Order:
        return order.moved(
            OrderState.RETURNED, at=at, by=Actor.MARKETER, reason=reason, resell=resell
        )

    return end_order(
        order_id=order_id,
        shopper=None,
        to=OrderState.RETURNED,
        make=make,
        now=now,
        orders=orders,
        lots=lots,
    )
