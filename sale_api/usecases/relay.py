"""Relay: what happened to orders, passed on: messages, lists, and the lots they came from.

Called with the orders' change stream, in batches that may come twice. Everything here may be
repeated: messages name an event and consumers know which they have done, summaries carry a
version, giving back recognises itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sale_api.domain.history import Event
from sale_api.domain.lot import Claim
from sale_api.domain.moves import OrderState
from sale_api.domain.order import Bar, Order, Standing
from sale_api.ports import Lots, OrderViews, Queue, Queues, Unknown, Unmet
from sale_api.usecases.cancel import give_back_ended
from sale_api.usecases.find_orders import summary_of


class Altered(Struct, frozen=True):
    """A key of the orders table before and after one write; None: nothing stood there."""

    before: Standing | None
    after: Standing | None

    @property
    def news(self) -> Sequence[Event]:
        """The events that this write added; leases, marks, bars and tidying add none."""
        if not isinstance(self.after, Order):
            return ()
        known = self.before.version if isinstance(self.before, Order) else 0
        return self.after.history[known:]


def relay(
    *, batch: Sequence[Altered], views: OrderViews, queues: Queues, lots: Lots
) -> frozenset[str]:
    """Pass a batch on; return the sales that got units back, for the keeper.

    Raises `Unknown` if any part may not have happened, and `Unmet` if another transaction was in
    the way of giving back: then the batch is to come again, for nobody else looks after the units
    of an ended order. Cost: one request for each ten messages and queue, one write for each order,
    for each lot with new orders, and for each ending.
    """
    told = [(each.after, event) for each in batch for event in each.news]
    orders = [(order, event) for order, event in told if isinstance(order, Order)]
    queues.send(Queue.NOTICES, [_message(order, event) for order, event in orders])
    new = [(order, event) for order, event in orders if event.what is OrderState.PLACED]
    queues.send(Queue.FULFILMENT, [_message(order, event) for order, event in new])
    latest = {order.order: order for order, _ in orders}
    for order in latest.values():
        views.record(summary_of(order))
    _settle([latest[order.order] for order, _ in new], lots)
    ended = [order for order in latest.values() if not order.is_in_force]
    for order in ended:
        give_back_ended(order=order, lots=lots)
    barred = (each.after.sale for each in batch if isinstance(each.after, Bar))
    return frozenset([*barred, *(order.sale for order in ended)])


def _settle(placed: Sequence[Order], lots: Lots) -> None:
    """Settle the claims of new orders, so that no keeper has to ask what became of them."""
    by_lot: dict[tuple[str, int], dict[str, Claim]] = {}
    for order in placed:
        if order.is_in_force:
            by_lot.setdefault((order.sale, order.home), {})[order.shopper] = order.claim
    for (sale, home), claims in by_lot.items():
        try:
            lots.settle(sale, home, claims)
        except (Unmet, Unknown):
            # Nothing depends on it: the keeper settles what is left once its deadline is past.
            continue


def _message(order: Order, event: Event) -> dict[str, object]:
    # No personal data in a queue: who handles the message reads the order.
    return {"order": order.order, "event": event.number}
