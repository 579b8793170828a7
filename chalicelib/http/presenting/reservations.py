"""What a shopper holds: the signed reservation that orders it, or the order that came of it."""

from __future__ import annotations

from chalicelib.http.call import Call
from chalicelib.http.presenting.instants import instant, money
from chalicelib.http.presenting.orders import order_link
from sale_api.usecases.hold import Hold


def reservation(hold: Hold, call: Call) -> dict[str, object]:
    """Return a reservation; `deadline` comes later if the sale is halted meanwhile."""
    held, order = hold.reservation, hold.order
    quantity = held.claim.quantity
    return {
        "sale": held.sale,
        "pool": held.pool,
        "quantity": quantity,
        "price": money(held.price),
        "total": money(held.price.times(quantity)),
        "deadline": instant(hold.deadline_at),
        "offered": held.claim.offered,
        "state": "held" if order is None else "ordered",
        "reservation": call.system.tokens.reservation(held, call.now),
        "order": None if order is None else order.order,
        "link": None if order is None else order_link(order.order, call),
    }
