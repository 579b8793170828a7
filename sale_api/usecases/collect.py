"""Collect: remind of what is unpaid, then let it expire. The keeper calls this each minute."""

from __future__ import annotations

from sale_api.domain.errors import TryAgain
from sale_api.domain.history import Note, NoteKind
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.sale import Sale
from sale_api.ports import Lots, Orders, OrderViews, Unmet
from sale_api.usecases.move_order import give_back_ended
from sale_api.usecases.moves import move

UNPAID = "Not paid in time."
"""The reason of an order that has expired; letters and pages put it into their own words."""

REMINDER = Note(NoteKind.REMINDED, "1")

MOST = 200
"""So many orders are looked after in a minute: each takes three requests, one after the other."""


def collect(*, sale: Sale, now: int, views: OrderViews, orders: Orders, lots: Lots) -> None:
    """Remind whoever has not paid by the plan's time, once; later end the order, its units back.

    The list is a moment old, so each order is read and judged by itself; one that is late for both
    is reminded first. What could not be done now is done in a minute. Raises `Unknown` at the first
    request without an answer: the keeper has other work, which is not to wait for 200 of these.
    One request, and for each order that is due a read, a write, and one more for its units.
    """
    if sale.plan.prepayment is None:
        return
    for order_id in views.needing(f"{sale.sale}#money", now, MOST):
        try:
            order = move(
                order_id=order_id, shopper=None, orders=orders, step=lambda each: _due(each, now)
            )
            if order.state is OrderState.EXPIRED:
                give_back_ended(order=order, lots=lots)
        except (TryAgain, Unmet):
            continue


def _due(order: Order, now: int) -> Order:
    """Return the order after what is due by now; the same order if nothing is."""
    prepaid = order.prepaid
    if prepaid is None or order.state is not OrderState.AWAITING_PAYMENT:
        return order
    if order.note(NoteKind.REMINDED, REMINDER.id) is None:
        return order.noted(REMINDER, at=now, by=Actor.SYSTEM) if prepaid.remind_at <= now else order
    if prepaid.pay_by <= now:
        return order.moved(OrderState.EXPIRED, at=now, by=Actor.SYSTEM, reason=UNPAID)
    return order
