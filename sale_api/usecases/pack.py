"""Pack: the orders of a sale that are to be packed, for a list."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sale_api.domain.moves import OrderState
from sale_api.domain.order import Order
from sale_api.ports import Orders, OrderViews, Sales
from sale_api.usecases.steer import read_sale


class ToPack(Struct, frozen=True):
    """A page of orders in fulfilment, and where the next one begins, if there is one."""

    orders: Sequence[Order]
    cursor: str | None


def to_pack(
    *, sale_id: str, cursor: str | None, sales: Sales, views: OrderViews, orders: Orders
) -> ToPack:
    """Return a page of the orders in fulfilment as they stand, the oldest first.

    The list lags the orders: one that has left meanwhile is left out, and one that was taken in a
    moment ago may come with the next list. `NotFound` if there is no such sale. Three requests.
    """
    read_sale(sale_id=sale_id, sales=sales)
    page = views.of_sale(sale_id, OrderState.IN_FULFILMENT, cursor)
    listed = [each.order for each in page.orders]
    standing = orders.look(listed) if listed else {}
    found = [standing.get(key) for key in listed]
    packed = [
        each for each in found if isinstance(each, Order) and each.state is OrderState.IN_FULFILMENT
    ]
    return ToPack(packed, page.cursor)
