"""Deliver: the parcel has come to its shopper."""

from __future__ import annotations

from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.ports import Orders
from sale_api.usecases.move_order import move_order


def deliver(*, order_id: str, now: int, orders: Orders) -> Order:
    """Mark a shipped order as delivered; again is the same answer.

    `WrongState` from any other state. One read, one write.
    """

    def make(order: Order, at: int) -> Order:
        return order.moved(OrderState.DELIVERED, at=at, by=Actor.MARKETER)

    return move_order(
        order_id=order_id,
        shopper=None,
        to=OrderState.DELIVERED,
        make=make,
        now=now,
        orders=orders,
    )
