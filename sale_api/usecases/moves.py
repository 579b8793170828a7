"""Moving an order: read it, append one event, and read again if somebody was faster."""

from __future__ import annotations

from collections.abc import Callable

from sale_api.domain.errors import TryAgain
from sale_api.domain.order import Order
from sale_api.ports import Orders, Unmet
from sale_api.usecases.order_page import read_order

TRIES = 4


def move(
    *, order_id: str, shopper: str | None, orders: Orders, step: Callable[[Order], Order]
) -> Order:
    """Return the order after `step`; a step that returns its order unchanged writes nothing.

    One read and one write; again, up to four times, if the order was moved in between, then
    `TryAgain`. Whatever `step` raises goes to the caller.
    """
    for _ in range(TRIES):
        before = read_order(order_id=order_id, shopper=shopper, orders=orders)
        after = step(before)
        if after is before:
            return before
        try:
            orders.move(after)
        except Unmet:
            continue
        return after
    raise TryAgain("The order is being changed; ask again.")
