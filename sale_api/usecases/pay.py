"""Pay: a marketer has seen the money of an order, and says so."""

from __future__ import annotations

from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.ports import Orders
from sale_api.usecases.move_order import move_order


def pay(*, order_id: str, by: str, now: int, orders: Orders) -> Order:
    """Mark an order that awaits payment as paid; again by the same marketer is the same answer.

    `WrongState` from any other state, and if a booking or somebody else has paid it. One read, one
    write.
    """

    def make(order: Order, at: int) -> Order:
        return order.moved(OrderState.PAID, at=at, by=Actor.MARKETER, detail=f"by hand: {by}")

    return move_order(
        order_id=order_id, shopper=None, to=OrderState.PAID, make=make, now=now, orders=orders
    )
