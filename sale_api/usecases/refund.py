"""Refund: the shopper's money has been sent back, by hand."""

from __future__ import annotations

from sale_api.domain.errors import InvalidRequest
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.ports import Orders
from sale_api.usecases.move_order import move_order


def refund(*, order_id: str, amount: Money, now: int, orders: Orders) -> Order:
    """Note what was paid back of an order that has ended; the same again is the same answer.

    `InvalidRequest` if it is more than the order's total, or another currency; `WrongState` while
    the units are the shopper's. One read, one write.
    """

    def make(order: Order, at: int) -> Order:
        moved = order.moved(OrderState.REFUNDED, at=at, by=Actor.MARKETER, amount=amount)
        if amount.currency != order.total.currency or not 0 < amount.minor <= order.total.minor:
            raise InvalidRequest({"amount": f"Give more than nothing, and at most {order.total}."})
        return moved

    return move_order(
        order_id=order_id,
        shopper=None,
        to=OrderState.REFUNDED,
        make=make,
        now=now,
        orders=orders,
    )
