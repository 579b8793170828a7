"""The mails: plain text in the shopper's language, one template for each kind.

They never say more than is true: an order is received, not confirmed (§ 312i BGB), until it is.
"""

from __future__ import annotations

from collections.abc import Callable
from string import Template

from sale_api.domain.hours import moment_of, zone_named
from sale_api.domain.money import Money
from sale_api.domain.order import Contact, Event, Order, OrderState
from sale_api.ports import Mail

SUBJECTS = {
    "en": {
        "sign_in": "Your link to sign in",
        OrderState.PLACED: "We have received your order: $title",
        OrderState.IN_FULFILMENT: "We are preparing your order: $title",
        OrderState.SHIPPED: "Your order is on its way: $title",
        OrderState.CANCELLED: "Your order was cancelled: $title",
    },
    "de": {
        "sign_in": "Ihr Link zum Anmelden",
        OrderState.PLACED: "Wir haben Ihre Bestellung erhalten: $title",
        OrderState.IN_FULFILMENT: "Wir bereiten Ihre Bestellung vor: $title",
        OrderState.SHIPPED: "Ihre Bestellung ist unterwegs: $title",
        OrderState.CANCELLED: "Ihre Bestellung wurde storniert: $title",
    },
}

TEXTS = {
    "en": {
        "sign_in": """\
Good day,

with this link you sign in. It works for half an hour:

$link

If you did not ask for it, there is nothing to do.
""",
        OrderState.PLACED: """\
Good day, $name,

we received your order on $at:

    $quantity x $title, $price each, $total in all

It goes to: $address

The order's page always shows where it stands, and everything that happened to it:

$link
""",
        OrderState.IN_FULFILMENT: """\
Good day, $name,

your order ($quantity x $title) has been in preparation since $at. We write again when it ships.

$link
""",
        OrderState.SHIPPED: """\
Good day, $name,

your order ($quantity x $title) left us on $at.

    $carrier, number $number$follow

$link
""",
        OrderState.CANCELLED: """\
Good day, $name,

your order ($quantity x $title) was cancelled on $at. The reason:

    $reason

The order's page keeps everything that happened to it:

$link
""",
    },
    "de": {
        "sign_in": """\
Guten Tag,

mit diesem Link melden Sie sich an. Er gilt eine halbe Stunde:

$link

Haben Sie ihn nicht angefordert, ist nichts zu tun.
""",
        OrderState.PLACED: """\
Guten Tag, $name,

wir haben Ihre Bestellung am $at erhalten:

    $quantity x $title, je $price, zusammen $total

Sie geht an: $address

Die Seite Ihrer Bestellung zeigt jederzeit, wo sie steht und was mit ihr geschehen ist:

$link
""",
        OrderState.IN_FULFILMENT: """\
Guten Tag, $name,

Ihre Bestellung ($quantity x $title) wird seit $at vorbereitet. Wir schreiben wieder, wenn sie
verschickt ist.

$link
""",
        OrderState.SHIPPED: """\
Guten Tag, $name,

Ihre Bestellung ($quantity x $title) hat uns am $at verlassen.

    $carrier, Nummer $number$follow

$link
""",
        OrderState.CANCELLED: """\
Guten Tag, $name,

Ihre Bestellung ($quantity x $title) wurde am $at storniert. Der Grund:

    $reason

Die Seite Ihrer Bestellung bewahrt alles auf, was mit ihr geschehen ist:

$link
""",
    },
}

INSTANTS = {"en": "%d/%m/%Y, %H:%M:%S (%Z)", "de": "%d.%m.%Y, %H:%M:%S Uhr (%Z)"}


def sign_in(contact: Contact, link: str, key: str) -> Mail:
    """Return the mail with a sign-in link; `key` stays the same when it is sent again."""
    return _mail(contact, "sign_in", {"link": link}, key)


def notice(order: Order, event: Event, *, link_to: Callable[[str], str]) -> Mail:
    """Return the mail on one event of an order, as the event was, whatever came after it."""
    language = order.contact.language
    delivery = order.delivery
    shipment = event.shipment
    at = moment_of(event.at, zone_named(order.contact.zone))
    values = {
        "title": order.title,
        "name": delivery.name,
        "quantity": str(order.claim.quantity),
        "price": amount(order.price, language),
        "total": amount(order.total, language),
        "address": f"{delivery.street}, {delivery.postcode} {delivery.city}, {delivery.country}",
        "at": at.strftime(INSTANTS[language]),
        "reason": event.reason,
        "carrier": shipment.carrier if shipment else "",
        "number": shipment.number if shipment else "",
        "follow": f"\n    {shipment.link}" if shipment and shipment.link else "",
        "link": link_to(order.order),
    }
    return _mail(order.contact, event.what, values, f"{order.order}-{event.number}")


def amount(money: Money, language: str) -> str:
    """Return an amount as the language writes it: 49,97 EUR or 49.97 EUR."""
    return str(money).replace(".", ",") if language == "de" else str(money)


def _mail(contact: Contact, kind: str, values: dict[str, str], key: str) -> Mail:
    subject = Template(SUBJECTS[contact.language][kind]).substitute(values)
    text = Template(TEXTS[contact.language][kind]).substitute(values)
    return Mail(to=contact.email, subject=subject, text=text, key=key)
