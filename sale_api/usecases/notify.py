"""Notify: tell the shopper of one event of an order; at least once, and then marked as told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sale_api.domain.history import Event
from sale_api.domain.order import NOTICE, Order, task
from sale_api.ports import Done, Mail, Mailer, Orders, Unknown, Unmet
from sale_api.usecases.fulfil import LEASE_MS

TRIES = 3
"""How often a mail that went is marked before it has to go again."""


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
    message is to come again. One whose fate is known by then did go, and is only marked. Two
    writes and a mail.
    """
    name = task(event, NOTICE)
    try:
        order = orders.lease(order_id, name, now, now + LEASE_MS)
    except Done:
        return
    if name not in order.posted:
        mailer.send(write(order, order.history[event - 1]))
    mark(partial(orders.finish, order_id, name, now))


def mark(finish: Callable[[], None]) -> None:
    """Mark a mail that went, though nobody answers or a transaction is in the way.

    Without its mark it would go again. One write, and after trouble two more.
    """
    for _ in range(TRIES - 1):
        try:
            finish()
        except (Unknown, Unmet):
            continue
        return
    finish()
