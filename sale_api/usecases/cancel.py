"""Cancel an order before it ships: with a reason, told, and its units given back."""

from __future__ import annotations

from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.ports import Lots, Orders
from sale_api.usecases.move_order import end_order

OWN_WISH = "Cancelled by the shopper."
"""The reason of a shopper who gives none."""


def cancel(
    *,
    order_id: str,
    by: Actor,
    shopper: str | None,
    reason: str,
    resell: bool = True,
    now: int,
    orders: Orders,
    lots: Lots,
) -> Order:
    """Cancel, and give the units back: on sale again, or written off unless `resell`.

    A shopper's order that is cancelled already is the same answer, and so is the very same
    cancellation by a marketer. `WrongState` once it has shipped, and if it was cancelled in
    another way: whether its units are sold again has been decided.
    Three requests (lent units: one of them a transaction).
    """

    def make(order: Order, at: int) -> Order:
        return order.moved(OrderState.CANCELLED, at=at, by=by, reason=reason, resell=resell)

    return end_order(
        order_id=order_id,
        shopper=shopper,
        to=OrderState.CANCELLED,
        make=make,
        now=now,
        orders=orders,
        lots=lots,
        any_words=by is Actor.SHOPPER,
    )
