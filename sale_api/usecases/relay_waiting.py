"""Relay of a waiting list: what became of offers is noted, and whoever should know is told.

What became of an offer stands under its order key; the entry only follows it. All of it may be
repeated: an entry's last offer is named by its key, a message by its event.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sale_api.domain.moves import Actor
from sale_api.domain.waiting import TOLD, Entry, EntryState
from sale_api.ports import Queue, Queues, Waiting
from sale_api.usecases.news import News


class Moved(Struct, frozen=True):
    """An entry before and after one write; None: it is new."""

    before: Entry | None
    after: Entry


def note_offers(news: News, waiting: Waiting) -> None:
    """Note in the list what became of offers: taken, declined, or run out. One write each."""
    for order in news.begun:
        if order.claim.offered:
            at, taken = order.placed_at, EntryState.TAKEN
            waiting.end_offer(order.sale, order.shopper, order.order, taken, at)
    for bar in news.bars:
        if bar.offered_to:
            became = EntryState.DECLINED if bar.by is Actor.SHOPPER else EntryState.LAPSED
            waiting.end_offer(bar.sale, bar.offered_to, bar.order, became, bar.at)


def tell_who_waits(*, batch: Sequence[Moved], queues: Queues) -> None:
    """Have shoppers told of what they did not ask for themselves. One request for each ten.

    By the queue of what somebody acts on, so that no receipts hold an offer up.
    """
    bodies = [
        {"list": moved.after.sale, "shopper": moved.after.shopper, "event": number}
        for moved in batch
        for number, event in enumerate(moved.after.history, start=1)
        if event.what in TOLD and number > (moved.before.version if moved.before else 0)
    ]
    queues.send(Queue.SIGN_IN, bodies)
