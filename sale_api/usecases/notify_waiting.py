"""Notify who waits: tell a shopper of one event of their entry in a waiting list.

At least once, and then marked as told.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sale_api.domain.contact import FORGOTTEN
from sale_api.domain.order import NOTICE, task
from sale_api.domain.sale import Sale
from sale_api.domain.waiting import Entry
from sale_api.ports import Done, Mail, Mailer, Sales, Waiting
from sale_api.usecases.fulfil import LEASE_MS
from sale_api.usecases.notify import mark


def notify_waiting(
    *,
    sale_id: str,
    shopper: str,
    event: int,
    now: int,
    sales: Sales,
    waiting: Waiting,
    mailer: Mailer,
    write: Callable[[Sale, Entry, int], Mail],
) -> None:
    """Send the mail on one event, then mark it as told; a mail sent again has the same key.

    Raises `Taken` while somebody else is at it, `Unknown` if the mail may not have gone: then the
    message is to come again. Whose contact was erased by then is told nothing any more, and that
    counts as told. A read, two writes and a mail.
    """
    name = task(event, NOTICE)
    try:
        entry = waiting.lease(sale_id, shopper, name, now, now + LEASE_MS)
    except Done:
        return
    if entry.contact != FORGOTTEN:
        sale = sales.find(sale_id)
        assert sale is not None, f"a list of {sale_id}, and no such sale"
        mailer.send(write(sale, entry, event))
    mark(partial(waiting.finish, sale_id, shopper, name, now))
