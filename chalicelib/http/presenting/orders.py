"""An order's page, whose link reads it without signing in; and orders in lists."""

from __future__ import annotations

from chalicelib.http.call import Call
from chalicelib.http.presenting.instants import instant, instant_or_none, money
from chalicelib.transfer_code import has_code, rows_of
from sale_api.domain.contact import Delivery
from sale_api.domain.delays import promise_of
from sale_api.domain.fates import posted_in
from sale_api.domain.history import Event, Note, Shipment
from sale_api.domain.identifiers import listed_as
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import NOTICE, Order, task
from sale_api.domain.payment import UNNAMED
from sale_api.domain.promise import Promise
from sale_api.domain.withdrawal import can_withdraw, withdraw_until
from sale_api.ports import OrderSummary


def order_link(order: str, call: Call) -> str:
    """Return the address of an order's page, with the token that reads it in the fragment."""
    token = call.system.tokens.order_link(order, call.now)
    return call.system.settings.link("order.html", token)


def order_page(order: Order, call: Call, *, to_marketer: bool = False) -> dict[str, object]:
    """Return where an order stands, and everything that happened to it.

    Which marketer did something is told `to_marketer` alone.
    """
    keyring = call.system.tokens.keys.keyring
    return {
        "order": order.order,
        "sale": order.sale,
        "title": order.title,
        "seller": order.seller,
        "contact": order.seller_contact or None,
        "state": order.state,
        "quantity": order.claim.quantity,
        "price": money(order.price),
        "total": money(order.total),
        "delivery": delivery_shown(order.delivery),
        "email": order.contact.email,
        "placed_at": instant(order.placed_at),
        "history": [_event(order, event, to_marketer=to_marketer) for event in order.history],
        "payment": _payment(order, call),
        "withdrawal": _withdrawal(order, call.now),
        "promise": _promise(promise_of(order)),
        "link": order_link(order.order, call),
        "listed_as": listed_as(order.sale, order.shopper, keyring.report_key),
    }


def _payment(order: Order, call: Call) -> dict[str, object] | None:
    """Return how to pay, as long as that is awaited; `qr` is the transfer as a code to scan."""
    if order.state is not OrderState.AWAITING_PAYMENT:
        return None
    asked = call.system.payments.instructions(order)
    return {
        "holder": asked.holder,
        "iban": asked.iban,
        "bic": asked.bic or None,
        "reference": asked.reference,
        "amount": money(asked.amount),
        "pay_by": instant(asked.pay_by),
        "qr": rows_of(asked) if has_code(asked) else None,
    }


def _withdrawal(order: Order, now: int) -> dict[str, object] | None:
    """Return until when its shopper may withdraw; None if they may not, or not any more."""
    if not can_withdraw(order, now):
        return None
    return {"until": instant_or_none(withdraw_until(order))}


def _promise(promise: Promise | None) -> dict[str, object] | None:
    if promise is None:
        return None
    return {
        "place": promise.place,
        "delivers_from": promise.delivers_from or None,
        "delivers_by": promise.delivers_by or None,
        "to_come": promise.to_come,
    }


def _event(order: Order, event: Event, *, to_marketer: bool) -> dict[str, object]:
    return {
        "event": event.number,
        "at": instant(event.at),
        "by": event.by,
        "what": event.what,
        "note": None if event.note is None else _note(event.note),
        "reason": event.reason or None,
        "detail": event.detail if to_marketer or _is_for_shopper(event) else None,
        "amount": None if event.amount is None else money(event.amount),
        "shipment": None if event.shipment is None else _shipment(event.shipment),
        "told_at": instant_or_none(order.told_at(event)),
        "mail": _mail(order, event),
    }


def _is_for_shopper(event: Event) -> bool:
    """Tell whether what a move refers to means anything to its shopper."""
    return event.by is not Actor.MARKETER and not (event.detail or "").startswith(UNNAMED)


def _mail(order: Order, event: Event) -> str | None:
    """Return what became of the mail on an event: its fate, or sent; None: it has not gone yet."""
    posted = posted_in(order.posted, task(event.number, NOTICE))
    if posted is not None:
        return posted.fate
    return None if order.told_at(event) is None else "sent"


def _note(note: Note) -> dict[str, object]:
    return {"kind": note.kind, "text": note.text, "on": note.on}


def _shipment(shipment: Shipment) -> dict[str, object]:
    return {
        "carrier": shipment.carrier,
        "number": shipment.number,
        "link": shipment.link or None,
    }


def delivery_shown(delivery: Delivery) -> dict[str, object]:
    """Return where a parcel goes."""
    return {
        "name": delivery.name,
        "street": delivery.street,
        "postcode": delivery.postcode,
        "city": delivery.city,
        "country": delivery.country,
    }


def summary(found: OrderSummary) -> dict[str, object]:
    """Return an order in a marketer's list."""
    return {
        "order": found.order,
        "sale": found.sale,
        "title": found.title,
        "shopper": found.shopper,
        "state": found.state,
        "quantity": found.quantity,
        "price": money(found.price),
        "total": money(found.price.times(found.quantity)),
        "placed_at": instant(found.placed_at),
        "mail": found.mail,
    }


def own_summary(found: OrderSummary, call: Call) -> dict[str, object]:
    """Return an order in its shopper's list, with the link to its page."""
    shown = summary(found)
    del shown["shopper"], shown["mail"]
    return {**shown, "link": order_link(found.order, call)}
