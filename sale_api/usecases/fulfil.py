"""Fulfil: hand what is ready to the warehouse, and tell it what has ended, however often asked."""

from __future__ import annotations

from sale_api.domain.moves import MOVES, Actor, OrderState
from sale_api.domain.order import FULFILMENT, task
from sale_api.ports import ENDED, READY, Done, Orders, Warehouse

LEASE_MS = 60_000
"""How long a consumer has an event to itself; a consumer that died frees it after that."""


def fulfil(*, order_id: str, event: int, now: int, orders: Orders, warehouse: Warehouse) -> None:
    """Tell the warehouse of one event, then mark it as done; told again, it has the same name.

    Only once the warehouse has an order does it move into fulfilment, with the mark in the same
    write; one that was ended meanwhile is not handed over. Raises `Taken` while somebody else is at
    it, `Unknown` if the warehouse may not have it, and `Unmet` if the order was moved in between:
    then the message is to come again. Two writes and a message.
    """
    name = task(event, FULFILMENT)
    try:
        order = orders.lease(order_id, name, now, now + LEASE_MS)
    except Done:
        return
    news = order.history[event - 1]
    if news.ends:
        warehouse.tell(ENDED, f"{order_id}-{name}", news.at, order)
    elif OrderState.IN_FULFILMENT in MOVES[order.state]:
        warehouse.tell(READY, f"{order_id}-{name}", news.at, order)
        taken_in = order.moved(OrderState.IN_FULFILMENT, at=now, by=Actor.SYSTEM)
        orders.move(taken_in, done=name, at=now)
        return
    orders.finish(order_id, name, now)
