"""Ship: the parcel is on its way, with whom, and where to follow it."""

from __future__ import annotations

from sale_api.domain.history import Shipment
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.ports import Orders
from sale_api.usecases.move_order import move_order


def ship(*, order_id: str, shipment: Shipment, now: int, orders: Orders) -> Order:
    """Mark an order in fulfilment as shipped; the same shipment again is the same answer.

    `WrongState` from any other state. One read, one write.
    """

    def make(order: Order, at: int) -> Order:
        return order.moved(OrderState.SHIPPED, at=at, by=Actor.MARKETER, shipment=shipment)

    return move_order(
        order_id=order_id,
        shopper=None,
        to=OrderState.SHIPPED,
        make=make,
        now=now,
        orders=orders,
    )
