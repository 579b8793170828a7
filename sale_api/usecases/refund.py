"""Refund: the shopper's money goes back; a bank's has been sent by hand."""

from __future__ import annotations

from sale_api.domain.errors import InvalidRequest
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.ports import Orders, Payments
from sale_api.usecases.move_order import move_order
from sale_api.usecases.order_page import read_order


def refund(*, order_id: str, amount: Money, now: int, orders: Orders, payments: Payments) -> Order:
    """Give money back for an order that has ended, and note it; the same again is the same answer.

    `InvalidRequest` if it is more than the order's total, or another currency; `WrongState` while
    the units are the shopper's, and for another amount than before. Given first, once under one
    name, then noted: who stops in between asks again. Two reads, one write.
    """

    def make(order: Order, at: int) -> Order:
        moved = order.moved(OrderState.REFUNDED, at=at, by=Actor.MARKETER, amount=amount)
        if amount.currency != order.total.currency or not 0 < amount.minor <= order.total.minor:
            raise InvalidRequest({"amount": f"Give more than nothing, and at most {order.total}."})
        return moved

    order = read_order(order_id=order_id, shopper=None, orders=orders)
    if order.entered(OrderState.REFUNDED) is None:
        make(order, now)  # refuses what cannot be, before anybody is asked for money
        payments.refund(order, amount, f"{order_id}-refund")
    return move_order(
        order_id=order_id,
        shopper=None,
        to=OrderState.REFUNDED,
        make=make,
        now=now,
        orders=orders,
    )
