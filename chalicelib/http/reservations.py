"""Holding units of a sale, giving them back, and ordering them."""

from __future__ import annotations

from typing import TypeVar

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.lines import ticket_of
from chalicelib.http.parsing.kinds import YES, Kind, matching, refined, text, whole
from chalicelib.http.parsing.names import POOL
from chalicelib.http.parsing.people import read_delivery
from chalicelib.http.presenting.orders import order_page
from chalicelib.http.presenting.reservations import reservation
from chalicelib.tokens import LONGEST_TOKEN, ShopperToken
from sale_api.domain.errors import InvalidRequest, Unauthenticated
from sale_api.domain.plan import MOST_UNITS
from sale_api.domain.reservation import Reservation
from sale_api.domain.ticket import Ticket
from sale_api.usecases.buy import Buyer, Counter, buy
from sale_api.usecases.give_back import give_back
from sale_api.usecases.hold import Hold, held
from sale_api.usecases.place_order import Placed, place_order
from sale_api.usecases.reserve import reserve

T = TypeVar("T")

NOT_YOURS = "This is no reservation of yours in this sale."
QUANTITY = whole(1, MOST_UNITS)
WHATEVER = "*"
MEANT: Kind[str | None] = refined(
    matching(
        r'\*|"[A-Za-z0-9_-]{8}"',
        "Send the ETag of the one reservation that is meant, as it came; neither a list nor W/.",
    ),
    lambda raw: None if raw == WHATEVER else raw.strip('"'),
    None,
)
"""The claim that a condition names; none: whatever is held."""


def reserve_units(call: Call, sale: str) -> Answer:
    """Hold units, or order a prepared basket at once; asked again, the same answer."""
    who = call.shopper()
    fields = call.body()
    ticket = fields.optional("ticket", ticket_of(call), None)
    if fields.optional("order", YES, absent=False):
        fields.finish()
        return _bought(call, who, sale, ticket)
    quantity = fields.read("quantity", QUANTITY)
    pool = fields.optional("pool", POOL, "")
    fields.finish()
    running = call.system
    hold = reserve(
        sale_id=sale,
        shopper=who.shopper,
        quantity=quantity,
        pool=pool or None,
        ticket=ticket,
        origin=who.origin,
        now=call.now,
        watch=running.watch,
        lots=running.lots,
        orders=running.orders,
        chance=running.chance,
        grace_ms=running.grace_ms,
    )
    return _answer(hold, call, 201 if hold.new else 200)


def show_reservation(call: Call, sale: str) -> Answer:
    """What the shopper holds in a sale."""
    running = call.system
    hold = held(
        sale_id=sale,
        shopper=call.shopper().shopper,
        now=call.now,
        watch=running.watch,
        lots=running.lots,
        orders=running.orders,
    )
    return _answer(hold, call)


def give_units_back(call: Call, sale: str) -> Answer:
    """Let go of what is meant; if that is not held any more, it is the same answer."""
    who = call.shopper()
    give_back(
        sale_id=sale,
        shopper=who.shopper,
        only=meant(call, MEANT),
        now=call.now,
        watch=call.system.watch,
        lots=call.system.lots,
        orders=call.system.orders,
    )
    return Answer(status=204)


def order_units(call: Call, sale: str) -> Answer:
    """Order what is reserved; asked again, the same answer."""
    who = call.shopper()
    fields = call.body()
    reserved = fields.read("reservation", _reservation_of(call, who, sale))
    delivery = read_delivery(fields.nested("delivery"))
    fields.finish()
    assert reserved is not None, "a reservation that is none was a fault"
    placed = place_order(
        reservation=reserved,
        delivery=delivery,
        contact=who.contact,
        now=call.now,
        watch=call.system.watch,
        sales=call.system.sales,
        orders=call.system.orders,
        lots=call.system.lots,
        circles=call.system.circles,
    )
    return _placed(placed, call)


def _bought(call: Call, who: ShopperToken, sale: str, ticket: Ticket | None) -> Answer:
    running = call.system
    placed = buy(
        sale_id=sale,
        buyer=Buyer(who.shopper, who.contact, ticket, who.origin),
        counter=Counter(
            now=call.now,
            watch=running.watch,
            sales=running.sales,
            lots=running.lots,
            orders=running.orders,
            chance=running.chance,
            circles=running.circles,
            grace_ms=running.grace_ms,
        ),
        baskets=running.baskets,
    )
    return _placed(placed, call)


def _placed(placed: Placed, call: Call) -> Answer:
    return Answer(status=201 if placed.new else 200, body=order_page(placed.order, call))


def _answer(hold: Hold, call: Call, status: int = 200) -> Answer:
    # The tag names the claim, for `If-Match`; an order is not given back but cancelled.
    tag = {} if hold.order else {"ETag": f'"{hold.reservation.claim.claim}"'}
    return Answer(status=status, body=reservation(hold, call), headers=tag)


def meant(call: Call, kind: Kind[T]) -> T:
    """Return what the request's condition names, or raise `InvalidRequest`."""
    # An empty condition is not an absent one: a client that lost the tag must not lose the units.
    try:
        return kind.convert(call.header("if-match", absent=WHATEVER))
    except ValueError as error:
        raise InvalidRequest({"If-Match": str(error)}) from None


def _reservation_of(call: Call, who: ShopperToken, sale: str) -> Kind[Reservation | None]:
    """Return the kind of a signed reservation; another's is no better than a forged one."""
    token = text(LONGEST_TOKEN)

    def convert(raw: object) -> Reservation | None:
        try:
            reserved = call.system.tokens.read_reservation(token.convert(raw), call.now)
        except Unauthenticated:
            raise ValueError(NOT_YOURS) from None
        if (reserved.sale, reserved.shopper) != (sale, who.shopper):
            raise ValueError(NOT_YOURS)
        return reserved

    return Kind(convert, None)
