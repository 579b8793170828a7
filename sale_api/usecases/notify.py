"""Notify: tell the shopper of one event of an order; at least once, and then marked as told."""

from __future__ import annotations

from collections.abc import Callable

from sale_api.domain.history import Event
from sale_api.domain.order import NOTICE, Order, task
from sale_api.ports import Done, Mail, Mailer, Orders
from sale_api.usecases.fulfil import LEASE_MS


def notify(
    *,
    order_id: str,
    event: int,
    now: int,
    orders: Orders,
    mailer: Mailer,
    write: Callable[[Order, Event], Mail],
) -> None:
    """Send the mail on one event, then mark it as told; a mail sent again has the same key.

    Raises `Taken` while somebody else is at it, `Unknown` if the mail may not have gone: then the
    message is to come again. Two writes and a mail.
    """
    name = task(event, NOTICE)
    try:
        order = orders.lease(order_id, name, now, now + LEASE_MS)
    except Done:
        return
    mailer.send(write(order, order.history[event - 1]))
    orders.finish(order_id, name, now)
