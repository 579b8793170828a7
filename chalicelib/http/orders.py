"""An order's own page, for its shopper or whoever has its link; and its cancellation."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.guard import route
from chalicelib.http.parsing.kinds import text
from chalicelib.http.presenting.orders import order_page
from sale_api.domain.errors import NotFound
from sale_api.domain.moves import Actor
from sale_api.usecases.cancel import OWN_WISH, cancel
from sale_api.usecases.order_page import read_order

blueprint = Blueprint(__name__)

REASON_LENGTH = 500


@route(blueprint, "GET", "/orders/{order}")
def show_order(call: Call, order: str) -> Answer:
    """An order's state and whole history."""
    tokens, token = call.system.tokens, call.token()
    shopper = None
    if tokens.purpose(token) == "order-link":
        if tokens.read_order_link(token, call.now) != order:
            raise NotFound("There is no such order.")
    else:
        shopper = call.shopper().shopper
    found = read_order(order_id=order, shopper=shopper, orders=call.system.orders)
    return Answer(body=order_page(found, call))


@route(blueprint, "POST", "/orders/{order}/cancellation")
def cancel_own_order(call: Call, order: str) -> Answer:
    """Cancel an order before it ships; the link alone does not allow that."""
    who = call.shopper()
    fields = call.body(needed=False)
    reason = fields.optional("reason", text(REASON_LENGTH), OWN_WISH)
    fields.finish()
    cancelled = cancel(
        order_id=order,
        by=Actor.SHOPPER,
        shopper=who.shopper,
        reason=reason,
        now=call.now,
        orders=call.system.orders,
        lots=call.system.lots,
    )
    return Answer(body=order_page(cancelled, call))
