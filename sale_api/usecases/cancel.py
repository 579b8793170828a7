"""Cancel an order before it ships: with a reason, told, and its units given back."""

from __future__ import annotations

from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.ports import Lots, Orders, Unmet
from sale_api.usecases.moves import move

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

    def step(order: Order) -> Order:
        last = order.history[-1]
        same = (last.by, last.reason, order.resell) == (by, reason, resell)
        if order.state is OrderState.CANCELLED and (by is Actor.SHOPPER or same):
            return order
        return order.moved(OrderState.CANCELLED, at=now, by=by, reason=reason, resell=resell)

    order = move(order_id=order_id, shopper=shopper, orders=orders, step=step)
    try:
        give_back_ended(order=order, lots=lots)
    except Unmet:
        return order  # another transaction is on that lot; the relay comes by in a moment
    return order


def give_back_ended(*, order: Order, lots: Lots) -> None:
    """Give back the units of an order that has ended; again is harmless. One write.

    Called right after the move, and once more by the relay, which sees every ending: so a crash
    between the two strands nothing. Raises `Unmet` when another transaction was in the way.
    """
    assert not order.is_in_force, f"order {order.order} is in force"
    lots.give_back(order.sale, order.home, order.shopper, order.claim, order.restock)
