"""What arrives of goods to come, who has had their part of it, and who is told that it comes later.

Held after each write, and at rest (I19).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sale_api.domain.goods import Arrivals
from sale_api.domain.history import Event
from sale_api.domain.order import Order, Standing
from sale_api.domain.sale import Sale
from sale_api.ports import OrderSummary

CAN_LEAVE = {"placed", "awaiting_payment", "paid", "in_fulfilment"}

KNOWN_MS = 60_000
"""Whose order stood so soon after a later date was said is told of it; others were promised it, or
their request took longer than one can.
"""


class Yard:
    """Whom the goods of each pool went to, and since when the list has known who waits.

    And since when each order stands, and how long its history was when it was looked at.
    """

    def __init__(self) -> None:
        """Begin with nobody who waits."""
        self._listed: dict[str, int] = {}
        self._had: set[str] = set()
        self._since: dict[str, int] = {}
        self._seen: dict[str, int] = {}

    def note_listed(self, summary: OrderSummary, now: int) -> None:
        """Note that the list says of an order that it waits for goods, or that it does not."""
        if "#goods#" in (summary.need or ""):
            self._listed.setdefault(summary.order, now)
        else:
            self._listed.pop(summary.order, None)

    def fault(self, goods: Mapping[str, Arrivals], standing: Iterable[Standing], begun: int) -> str:
        """Say what is wrong after a write by an invocation that had `begun` then."""
        orders = [each for each in standing if isinstance(each, Order)]
        for pool, there in goods.items():
            mine = [order for order in orders if order.pool == pool]
            had = [order for order in mine if has_had(order)]
            given = sum(order.claim.quantity for order in had)
            if not given == there.given <= sum(there.arrivals.values()):
                return f"orders have had {given} of {there}"
            for order in had:
                passed = self._passed_over(order, mine, begun)
                if order.order not in self._had and passed:
                    return f"{order} has had its part before {passed}"
            self._had.update(order.order for order in had)
        return ""

    def misled(self, sale: Sale, standing: Iterable[Standing], now: int) -> str:
        """Say who was told of a later date that nobody said, or that does not concern them."""
        for order in standing:
            if not isinstance(order, Order) or self._seen.get(order.order) == len(order.history):
                continue
            self._since.setdefault(order.order, now)
            self._seen[order.order] = len(order.history)
            note = order.history[-1].note
            if note is None or note.kind != "later":
                continue
            before = order.history[:-1]
            dates = {delay.delivers_by for delay in sale.delays if delay.pool == order.pool}
            is_news = note.on in dates and note.on > _promised(order, before)
            if not is_news or has_had(order) or order.history[-1].what not in CAN_LEAVE:
                return f"a later date is none of their business: {order}"
        return ""

    def untold(self, sale: Sale, standing: Iterable[Standing]) -> str:
        """Say who can leave, and was not told at rest of the last date that was said."""
        last = {delay.pool: delay for delay in sale.delays}
        for order in standing:
            if not isinstance(order, Order) or order.pool not in last or has_had(order):
                continue
            said = last[order.pool]
            is_known = self._since[order.order] < said.at + KNOWN_MS
            can_leave = order.history[-1].what in CAN_LEAVE
            if is_known and can_leave and _promised(order, order.history) < said.delivers_by:
                return f"not told of {said}: {order}"
        return ""

    def _passed_over(self, served: Order, orders: Iterable[Order], begun: int) -> list[Order]:
        """Return who ordered before, and was known to wait before whoever served them began."""
        return [
            order
            for order in waiting(orders)
            if order.placed_at < served.placed_at and self._listed.get(order.order, begun) < begun
        ]


def _promised(order: Order, history: Sequence[Event]) -> str:
    """Return the day that its shopper knows of, or nothing if they were promised none."""
    assert order.promise is not None, "a pool with a date promises it"
    told = [event.note.on for event in history if event.note is not None and event.note.on]
    return max([order.promise.delivers_by, *told])


def has_had(order: Order) -> bool:
    """Tell whether goods were allotted to an order; that is for good."""
    return any(event.note and event.note.kind == "allotted" for event in order.history)


def waiting(orders: Iterable[Order]) -> Iterator[Order]:
    """Give those that are paid, and whose goods are to come."""
    return (
        order
        for order in orders
        if order.history[-1].what == "paid"
        and order.promise is not None
        and order.promise.to_come
        and not has_had(order)
    )


def left_lying(goods: Mapping[str, Arrivals], standing: Iterable[Standing]) -> str:
    """Say who waits at rest though there is enough for them, first come first; nothing: nobody."""
    orders = [each for each in standing if isinstance(each, Order)]
    for pool, there in goods.items():
        queue = sorted(
            (order for order in waiting(orders) if order.pool == pool),
            key=lambda order: (order.placed_at, order.order),
        )
        left = sum(there.arrivals.values()) - there.given
        if queue and queue[0].claim.quantity <= left:
            return f"{queue[0]} waits beside {there}"
    return ""
