"""What arrives of goods to come, and who has had their part of it: held after each write (I19)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sale_api.domain.goods import Arrivals
from sale_api.domain.order import Order, Standing
from sale_api.ports import OrderSummary


class Yard:
    """Whom the goods of each pool went to, and since when the list has known who waits."""

    def __init__(self) -> None:
        """Begin with nobody who waits."""
        self._listed: dict[str, int] = {}
        self._had: set[str] = set()

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

    def _passed_over(self, served: Order, orders: Iterable[Order], begun: int) -> list[Order]:
        """Return who ordered before, and was known to wait before whoever served them began."""
        return [
            order
            for order in waiting(orders)
            if order.placed_at < served.placed_at and self._listed.get(order.order, begun) < begun
        ]


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
