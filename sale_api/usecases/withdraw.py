"""Withdraw: a shopper withdraws from the contract, as § 355 BGB lets consumers do."""

from __future__ import annotations

from sale_api.domain.errors import WrongState
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.withdrawal import can_withdraw
from sale_api.ports import Lots, Orders
from sale_api.usecases.move_order import end_order


def withdraw(
    *,
    order_id: str,
    shopper: str | None,
    name: str,
    reason: str = "",
    now: int,
    orders: Orders,
    lots: Lots,
) -> Order:
    """Withdraw in somebody's name; the very same declaration again is the same answer.

    Units that have not shipped are given back at once; others come back with their parcel.
    `shopper` None stands for whoever has the order's link. `WrongState` once the period is over, or
    the order has ended. Two requests, three if units are given back.
    """

    def make(order: Order, at: int) -> Order:
        if not can_withdraw(order, at):
            detail = f"The order is {order.state}; nobody can withdraw from it any more."
            raise WrongState(detail, state=order.state)
        return order.moved(
            OrderState.WITHDRAWN, at=at, by=Actor.SHOPPER, reason=reason, detail=name
        )

    return end_order(
        order_id=order_id,
        shopper=shopper,
        to=OrderState.WITHDRAWN,
        make=make,
        now=now,
        orders=orders,
        lots=lots,
    )
