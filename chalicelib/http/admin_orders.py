"""Orders as marketers find and move them."""

from __future__ import annotations

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.guard import ORDER
from chalicelib.http.orders import REASON_LENGTH
from chalicelib.http.parsing.fields import Fields
from chalicelib.http.parsing.kinds import FLAG, matching, one_of, refined, text, whole
from chalicelib.http.parsing.people import EMAIL, LINE
from chalicelib.http.parsing.plans import CHOSEN, CURRENCY, SALE
from chalicelib.http.presenting.orders import order_page, summary
from sale_api.domain.history import Shipment
from sale_api.domain.identifiers import shopper_id
from sale_api.domain.money import LARGEST_MINOR, Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.usecases.add_gift import add_gift
from sale_api.usecases.cancel import cancel
from sale_api.usecases.deliver import deliver
from sale_api.usecases.find_orders import search
from sale_api.usecases.order_page import read_order
from sale_api.usecases.refund import refund
from sale_api.usecases.ship import ship
from sale_api.usecases.take_back import take_back

NUMBER = matching(ORDER, "Give the number of an order: 20 characters.")
CURSOR = matching(r"[A-Za-z0-9_=.-]{1,500}", "Take it from the page before.")


ADDRESS = r"https?://[^\s/?#:@\\<>\[\]]+(:[0-9]{1,5})?([/?#]\S*)?"
LINK = refined(
    text(500),
    matching(ADDRESS, "Give a web address such as https://parcels.example/4711.").convert,
    "",
)


def find_orders(call: Call) -> Answer:
    """Search by sale, address or number; a page at a time."""
    call.marketer()
    fields = call.query()
    sale = fields.optional("sale", SALE, "")
    state = _state(fields)
    email = fields.optional("email", EMAIL, "")
    order = fields.optional("order", NUMBER, "")
    cursor = fields.optional("cursor", CURSOR, "")
    if not (fields.has("sale") or fields.has("email") or fields.has("order")):
        fields.fault("sale", "Search by sale, email or order.")
    fields.finish()
    page = search(
        sale=sale or None,
        state=state,
        shopper=shopper_id(email, call.system.tokens.shopper_key) if email else None,
        order=order or None,
        cursor=cursor or None,
        views=call.system.views,
        orders=call.system.orders,
    )
    return Answer(body={"orders": [summary(each) for each in page.orders], "cursor": page.cursor})


def show_any_order(call: Call, order: str) -> Answer:
    """An order's page, whoever ordered."""
    call.marketer()
    found = read_order(order_id=order, shopper=None, orders=call.system.orders)
    return Answer(body=order_page(found, call, to_marketer=True))


def ship_order(call: Call, order: str) -> Answer:
    """Note that the parcel is on its way."""
    call.marketer()
    fields = call.body()
    shipment = shipment_of(fields)
    fields.finish()
    shipped = ship(order_id=order, shipment=shipment, now=call.now, orders=call.system.orders)
    return Answer(body=order_page(shipped, call, to_marketer=True))


def shipment_of(fields: Fields) -> Shipment:
    """Return with whom a parcel travels."""
    return Shipment(
        carrier=fields.read("carrier", LINE),
        number=fields.read("number", LINE),
        link=fields.optional("link", LINK, ""),
    )


def deliver_order(call: Call, order: str) -> Answer:
    """Note that the parcel has come."""
    call.marketer()
    call.body(needed=False).finish()
    delivered = deliver(order_id=order, now=call.now, orders=call.system.orders)
    return Answer(body=order_page(delivered, call, to_marketer=True))


def cancel_any_order(call: Call, order: str) -> Answer:
    """Cancel with a reason, and say whether the units may be sold again."""
    call.marketer()
    reason, resell = _ending(call.body())
    cancelled = cancel(
        order_id=order,
        by=Actor.MARKETER,
        shopper=None,
        reason=reason,
        resell=resell,
        now=call.now,
        orders=call.system.orders,
        lots=call.system.lots,
    )
    return Answer(body=order_page(cancelled, call, to_marketer=True))


def take_order_back(call: Call, order: str) -> Answer:
    """Note that the parcel came back, or is lost, and say whether the units may be sold again."""
    call.marketer()
    reason, resell = _ending(call.body())
    returned = take_back(
        order_id=order,
        reason=reason,
        resell=resell,
        now=call.now,
        orders=call.system.orders,
        lots=call.system.lots,
    )
    return Answer(body=order_page(returned, call, to_marketer=True))


def refund_order(call: Call, order: str) -> Answer:
    """Pay back, or note what was by hand."""
    call.marketer()
    fields = call.body()
    given = fields.nested("amount")
    amount = Money(given.read("amount", whole(0, LARGEST_MINOR)), given.read("currency", CURRENCY))
    fields.finish()
    refunded = refund(
        order_id=order,
        amount=amount,
        now=call.now,
        orders=call.system.orders,
        payments=call.system.payments,
    )
    return Answer(body=order_page(refunded, call, to_marketer=True))


def add_gift_to_order(call: Call, order: str) -> Answer:
    """Note a gift or voucher, with words for the shopper."""
    call.marketer()
    fields = call.body()
    gift, words = fields.read("gift", CHOSEN), fields.read("text", text(REASON_LENGTH))
    fields.finish()
    given = add_gift(
        order_id=order, gift_id=gift, words=words, now=call.now, orders=call.system.orders
    )
    return Answer(body=order_page(given, call, to_marketer=True))


def _ending(fields: Fields) -> tuple[str, bool]:
    """Return why an order ends, and whether its units may be sold again."""
    reason, resell = fields.read("reason", text(REASON_LENGTH)), fields.read("resell", FLAG)
    fields.finish()
    return reason, resell


def _state(fields: Fields) -> OrderState | None:
    return fields.read("state", one_of(OrderState)) if fields.has("state") else None
