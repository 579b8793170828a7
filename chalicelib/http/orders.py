"""An order's own page, for its shopper or whoever has its link; how they cancel and withdraw."""

from __future__ import annotations

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.parsing.kinds import text
from chalicelib.http.parsing.people import LINE
from chalicelib.http.presenting.orders import order_page
from sale_api.domain.errors import NotFound
from sale_api.domain.moves import Actor
from sale_api.usecases.cancel import OWN_WISH, cancel
from sale_api.usecases.order_page import read_order
from sale_api.usecases.withdraw import withdraw

REASON_LENGTH = 500


def show_order(call: Call, order: str) -> Answer:
    """An order's state and whole history."""
    found = read_order(order_id=order, shopper=_reader(call, order), orders=call.system.orders)
    return Answer(body=order_page(found, call))


def withdraw_own_order(call: Call, order: str) -> Answer:
    """Withdraw from the contract; the law wants no hurdle, so the link is enough (0025)."""
    shopper = _reader(call, order)
    fields = call.body()
    name = fields.read("name", LINE)
    reason = fields.optional("reason", text(REASON_LENGTH), "")
    fields.finish()
    withdrawn = withdraw(
        order_id=order,
        shopper=shopper,
        name=name,
        reason=reason,
        now=call.now,
        orders=call.system.orders,
        lots=call.system.lots,
    )
    return Answer(body=order_page(withdrawn, call))


def _reader(call: Call, order: str) -> str | None:
    """Return the shopper who asks for an order, or None for whoever has its link."""
    tokens, token = call.system.tokens, call.token()
    if tokens.purpose(token) != "order-link":
        return call.shopper().shopper
    if tokens.read_order_link(token, call.now) != order:
        raise NotFound("There is no such order.")
    return None


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
