"""Find orders: a shopper's own, or a marketer's search; lists lag the orders by a moment."""

from __future__ import annotations

from collections.abc import Sequence

from sale_api.domain.errors import InvalidRequest
from sale_api.domain.fates import trouble_in
from sale_api.domain.history import NoteKind, times_noted
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.ports import Orders, OrderSummary, OrderViews, Page


def summary_of(order: Order) -> OrderSummary:
    """Return what lists show of an order; why a shopper ended it is nobody else's business."""
    ended = next((event for event in order.history if event.ends), None)
    need, need_at = order.need or (None, None)
    return OrderSummary(
        order=order.order,
        sale=order.sale,
        title=order.title,
        shopper=order.shopper,
        state=order.state,
        quantity=order.claim.quantity,
        price=order.price,
        placed_at=order.placed_at,
        version=order.version,
        gifts=times_noted(order.history, NoteKind.GIFT),
        ended_by=ended.by if ended else None,
        reason=ended.reason if ended and ended.by is not Actor.SHOPPER else None,
        need=need,
        need_at=need_at,
        mail=trouble_in(order.posted),
    )


def of_shopper(*, shopper: str, views: OrderViews) -> Sequence[OrderSummary]:
    """Return all orders of a shopper, whatever became of them, the newest first. One request."""
    return views.of_shopper(shopper)


def search(
    *,
    sale: str | None,
    state: OrderState | None,
    shopper: str | None,
    order: str | None,
    cursor: str | None,
    views: OrderViews,
    orders: Orders,
) -> Page:
    """Return a page of orders by number, by shopper, or by sale; narrowed by sale and state.

    `InvalidRequest` if none of the three is given. One request.
    """
    if order is not None:
        standing = orders.find(order)
        found = [summary_of(standing)] if isinstance(standing, Order) else []
    elif shopper is not None:
        found = list(views.of_shopper(shopper))
    elif sale is not None:
        return views.of_sale(sale, state, cursor)
    else:
        raise InvalidRequest({"sale": "Search by sale, email or order."})
    return Page([each for each in found if _matches(each, sale, state, shopper)], None)


def _matches(
    summary: OrderSummary, sale: str | None, state: OrderState | None, shopper: str | None
) -> bool:
    return (
        sale in {None, summary.sale}
        and state in {None, summary.state}
        and shopper in {None, summary.shopper}
    )
