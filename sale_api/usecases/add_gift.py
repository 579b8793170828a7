"""Add a gift: a seller's goodwill, in words, to an order in any state."""

from __future__ import annotations

from sale_api.domain.errors import LimitReached, RequestReused
from sale_api.domain.history import Note, NoteKind, times_noted
from sale_api.domain.moves import Actor
from sale_api.domain.order import Order
from sale_api.ports import Orders
from sale_api.usecases.moves import move

MOST_GIFTS = 10
"""So many gifts an order may have; each stands in its history for good."""


def add_gift(*, order_id: str, gift_id: str, words: str, now: int, orders: Orders) -> Order:
    """Note a gift under an id of the marketer's; the same again is the same answer.

    `RequestReused` if other words stand under its id, `LimitReached` after the tenth. One read,
    one write.
    """
    note = Note(NoteKind.GIFT, gift_id, text=words)

    def step(order: Order) -> Order:
        there = order.note(NoteKind.GIFT, gift_id)
        if there is None:
            if times_noted(order.history, NoteKind.GIFT) == MOST_GIFTS:
                detail = f"An order has at most {MOST_GIFTS} gifts."
                raise LimitReached(detail, limit=MOST_GIFTS)
            return order.noted(note, at=now, by=Actor.MARKETER)
        if there.note == note:
            return order
        raise RequestReused("Other words stand under this id; choose another.")

    return move(order_id=order_id, shopper=None, orders=orders, step=step)
