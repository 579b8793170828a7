"""Fulfil: take a new order into fulfilment, exactly once however often the message comes."""

from __future__ import annotations

from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import FULFILMENT, task
from sale_api.ports import Done, Orders

LEASE_MS = 60_000
"""How long a consumer has an event to itself; a consumer that died frees it after that."""


def fulfil(*, order_id: str, event: int, now: int, orders: Orders) -> None:
    """Move a placed order into fulfilment, and mark the event as done in the same write.

    An order that was cancelled meanwhile stays so. Raises `Taken` while somebody else is at it,
    and `Unmet` if the order was moved in between: then the message is to come again. Two writes.
    """
    name = task(event, FULFILMENT)
    try:
        order = orders.lease(order_id, name, now, now + LEASE_MS)
    except Done:
        return
    if order.state is OrderState.PLACED:
        taken_in = order.moved(OrderState.IN_FULFILMENT, at=now, by=Actor.SYSTEM)
        orders.move(taken_in, done=name, at=now)
    else:
        orders.finish(order_id, name, now)
