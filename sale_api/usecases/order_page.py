"""The order's own page: the truth from the first click on, mail or no mail."""

from __future__ import annotations

from sale_api.domain.errors import NotFound
from sale_api.domain.order import Order
from sale_api.ports import Orders


def read_order(*, order_id: str, shopper: str | None, orders: Orders) -> Order:
    """Return an order as it stands; one consistent read.

    `shopper` is who asks; None stands for a marketer, or whoever has the order's signed link.
    `NotFound` alike if there is none, if only a bar stands there, or if it is another's.
    """
    standing = orders.find(order_id)
    if not isinstance(standing, Order) or shopper not in {None, standing.shopper}:
        raise NotFound("There is no such order.")
    return standing
