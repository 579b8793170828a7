"""Book: money has come to the bank, and the order that it pays for is marked as paid."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from sale_api.domain.errors import NotFound
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.payment import Booking, order_in
from sale_api.ports import Orders, Payments
from sale_api.usecases.moves import move


class Result(StrEnum):
    """What became of a booking; all but the first two have to be looked at by somebody."""

    PAID = "paid"
    KNOWN = "known"
    UNKNOWN_REFERENCE = "unknown_reference"
    WRONG_STATE = "wrong_state"
    WRONG_CURRENCY = "wrong_currency"
    WRONG_AMOUNT = "wrong_amount"


class Booked(NamedTuple):
    """What became of a booking, and the order that it names, as it stands now."""

    result: Result
    order: Order | None = None


def book(*, booking: Booking, now: int, orders: Orders, payments: Payments) -> Booked:
    """Mark the order that a booking names as paid, if it is all of its total.

    Booked before, in this list or another, it is `KNOWN`. Money for what has ended, or was paid by
    another booking, is in the `WRONG_STATE`: it is to be paid back. What was only authorised is
    taken first; if that is not certain (`Unknown`), the same booking is to come again. One read,
    one write.
    """
    result = Result.UNKNOWN_REFERENCE
    order_id = order_in(booking.text)
    if order_id is None:
        return Booked(result)

    def step(order: Order) -> Order:
        nonlocal result
        result = _judged(order, booking)
        if result is not Result.PAID:
            return order
        payments.capture(order)
        return order.moved(OrderState.PAID, at=now, by=Actor.SYSTEM, detail=booking.id)

    try:
        order = move(order_id=order_id, shopper=None, orders=orders, step=step)
    except NotFound:
        return Booked(result)
    return Booked(result, order)


def _judged(order: Order, booking: Booking) -> Result:
    """Return what a booking is to an order; `PAID` if it can pay for it."""
    paid = order.entered(OrderState.PAID)
    if paid is not None and paid.detail == booking.id:
        return Result.KNOWN
    if order.state is not OrderState.AWAITING_PAYMENT:
        return Result.WRONG_STATE
    if booking.amount.currency != order.total.currency:
        return Result.WRONG_CURRENCY
    return Result.PAID if booking.amount == order.total else Result.WRONG_AMOUNT
