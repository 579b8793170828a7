"""Heed: note on an order what became of one of its mails, in whatever order that is told."""

from __future__ import annotations

from sale_api.domain.fates import Posted
from sale_api.domain.order import NOTICE, task
from sale_api.ports import Orders


def heed(*, order_id: str, event: int, posted: Posted, orders: Orders) -> None:
    """Note the fate of the mail on one event, unless one that stands over it is noted.

    Raises `Unmet` if there is no such order: then there is nothing to note. One write.
    """
    orders.posted(order_id, task(event, NOTICE), posted.text)
