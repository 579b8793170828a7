"""Relay: what happened to orders, passed on: messages, lists, and the lots they came from.

Called with the orders' change stream, in batches that may come twice. Everything here may be
repeated: messages name an event and consumers know which they have done, summaries carry a
version, giving back recognises itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from sale_api.domain.history import Event
from sale_api.domain.lot import Claim
from sale_api.domain.order import Order
from sale_api.ports import Lots, OrderViews, Queue, Queues, Unknown, Unmet, Waiting
from sale_api.usecases.find_orders import summary_of
from sale_api.usecases.move_order import give_back_ended
from sale_api.usecases.news import Altered, News, news_of
from sale_api.usecases.relay_waiting import note_offers


def relay(
    *, batch: Sequence[Altered], views: OrderViews, queues: Queues, lots: Lots, waiting: Waiting
) -> frozenset[str]:
    """Pass a batch on; return the sales that got units back, for the keeper.

    Raises `Unknown` if any part may not have happened, and `Unmet` if another transaction was in
    the way of giving back: then the batch is to come again, for nobody else looks after the units
    of an ended order. Cost: one request for each ten messages and queue, one write for each order,
    for each lot with new orders, for each offer that was decided, and for each ending.
    """
    news = news_of(batch)
    tell(news, queues)
    have_packed(news, queues)
    list_orders(news, views)
    settle(news, lots)
    note_offers(news, waiting)
    give_back(news, lots)
    return frozenset([*(bar.sale for bar in news.bars), *(order.sale for order in news.ended)])


def tell(news: News, queues: Queues) -> None:
    """Have the shopper told of every event."""
    queues.send(Queue.NOTICES, [_message(order, event) for order, event in news.events])


def have_packed(news: News, queues: Queues) -> None:
    """Have each order packed at the event that makes it ready, and none that has ended."""
    due = [(each, event) for each, event in news.events if each.is_ready_at(event) or event.ends]
    queues.send(Queue.FULFILMENT, [_message(order, event) for order, event in due])


def list_orders(news: News, views: OrderViews) -> None:
    """Show the orders in the lists as they are now."""
    for order in news.listed.values():
        views.record(summary_of(order))


def settle(news: News, lots: Lots) -> None:
    """Settle the claims of new orders, so that no keeper has to ask what became of them."""
    by_lot: dict[tuple[str, int], dict[str, Claim]] = {}
    for order in news.begun:
        if order.is_in_force:
            by_lot.setdefault((order.sale, order.home), {})[order.shopper] = order.claim
    for (sale, home), claims in by_lot.items():
        try:
            lots.settle(sale, home, claims)
        except (Unmet, Unknown):
            # Nothing depends on it: the keeper settles what is left once its deadline is past.
            continue


def give_back(news: News, lots: Lots) -> None:
    """Give back the units of orders that have ended, in case that whoever ended them could not."""
    for order in news.ended:
        give_back_ended(order=order, lots=lots)


def _message(order: Order, event: Event) -> dict[str, object]:
    # No personal data in a queue: who handles the message reads the order.
    return {"order": order.order, "event": event.number}
