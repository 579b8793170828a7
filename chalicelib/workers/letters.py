"""The mails: what each says, taken from an order or a contact; `mails/` has words and layouts.

They never say more than is true: an order is received, not accepted (§ 312i BGB), until it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from chalicelib.token_claims import MINUTE, SignInClaims
from chalicelib.transfer_code import has_code
from chalicelib.workers.mails.rendering import Fact, Letter, mail_of
from chalicelib.workers.mails.writing import amount, country, instant, written
from sale_api.domain.contact import Contact, Delivery
from sale_api.domain.history import Event, Note, NoteKind
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.payment import Instructions
from sale_api.domain.promise import Promise
from sale_api.ports import Mail, Payments
from sale_api.usecases.cancel import OWN_WISH

SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "placed": (
        *("order", "at", "title", "quantity", "price", "total", "delivery"),
        *("place", "delivers_from", "delivers_by", "seller"),
    ),
    "awaiting_payment": (
        *("pay_by", "total", "holder", "iban", "bic", "reference"),
        *("order", "at", "title", "quantity", "price", "delivery"),
        *("place", "delivers_from", "delivers_by", "seller"),
    ),
    "reminded": (
        *("pay_by", "total", "holder", "iban", "bic", "reference"),
        *("order", "at", "title", "quantity", "seller"),
    ),
    "allotted": ("at", "order", "title", "quantity", "delivery", "seller"),
    "paid": ("at", "total", "order", "title", "quantity", "delivery", "seller"),
    "expired": ("at", "order", "title", "quantity", "total", "seller"),
    "in_fulfilment": ("order", "at", "title", "quantity", "seller"),
    "shipped": ("carrier", "number", "at", "order", "title", "quantity", "delivery", "seller"),
    "delivered": ("at", "order", "title", "quantity", "delivery", "seller"),
    "withdrawn": (
        *("at", "declared_by", "order", "title", "quantity", "total", "reason", "seller"),
    ),
    "returned": ("reason", "at", "order", "title", "quantity", "seller"),
    "refunded": ("amount", "at", "order", "title", "quantity", "total", "seller"),
    "later": ("delivers_by", "reason", "at", "order", "title", "quantity", "total", "seller"),
    "gift": ("words", "at", "order", "title", "quantity", "seller"),
    "cancelled": ("reason", "at", "order", "title", "quantity", "total", "seller"),
    "cancelled_by_shopper": ("at", "reason", "order", "title", "quantity", "total", "seller"),
}
"""The rows of each letter, in their order; what an order does not have is left out."""

MONEY_COMES_BACK: Final = frozenset({"cancelled", "cancelled_by_shopper", "expired"})
"""The letters that say what becomes of the money, to whom was to pay first; perhaps they did."""


def sign_in(contact: Contact, link: str, key: str) -> Mail:
    """Return the mail with a sign-in link; `key` stays the same when it is sent again."""
    return mail_of(sign_in_letter(contact, link), contact, key)


def sign_in_letter(contact: Contact, link: str) -> Letter:
    """Return what the mail with a sign-in link says."""
    shop = host_of(link)
    minutes = str(SignInClaims.lives_seconds // MINUTE)
    return Letter(
        kind="sign_in",
        shop=shop,
        values={"shop": shop, "minutes": minutes, "email": contact.email},
        link=link,
        why="why_sign_in",
    )


def notice(
    order: Order, event: Event, *, link_to: Callable[[str], str], payments: Payments
) -> Mail:
    """Return the mail on one event of an order, as the event was, whatever came after it.

    But who would be asked for money is told if the order has gone on since.
    """
    letter = notice_letter(order, event, link_to(order.order), payments)
    return mail_of(letter, order.contact, f"{order.order}-{event.number}", order.seller_contact)


def notice_letter(order: Order, event: Event, link: str, payments: Payments) -> Letter:
    """Return what the mail on one event of an order says."""
    kind, facts = kind_of(event), _facts(order, event)
    notes: tuple[str, ...] = ("page", "private")
    transfer: Instructions | None = None
    if order.prepaid is not None:
        asked = payments.instructions(order)
        facts |= _to_pay(asked, order.contact)
        if kind in MONEY_COMES_BACK:
            notes = ("money_back", *notes)
        if "reference" in SHOWN[kind] and order.state is not event.what:
            notes = ("overtaken", *notes)  # a mail may be late, and money for what has ended lost
        elif "reference" in SHOWN[kind] and has_code(asked):
            notes, transfer = ("code", *notes), asked
    return Letter(
        kind=kind,
        shop=order.seller or host_of(link),
        values={
            "name": order.delivery.name,
            "email": order.contact.email,
            **{name: ", ".join(fact.lines) for name, fact in facts.items()},
        },
        facts=[facts[name] for name in SHOWN[kind] if name in facts],
        link=link,
        notes=notes,
        why="why_order",
        transfer=transfer,
    )


def kind_of(event: Event) -> str:
    """Return which letter tells of an event."""
    if event.what is OrderState.CANCELLED and event.by is Actor.SHOPPER:
        return "cancelled_by_shopper"
    return event.name


def _facts(order: Order, event: Event) -> dict[str, Fact]:
    """Return all rows that there are, by name."""
    language, to, shipment = order.contact.language, order.delivery, event.shipment
    found = {
        "order": Fact("order", (order.order,)),
        "at": Fact(event.name, (instant(event.at, order.contact.zone, language),)),
        "title": Fact("title", (order.title,)),
        "quantity": Fact("quantity", (str(order.claim.quantity),)),
        "price": Fact("price", (amount(order.price, language),)),
        "total": Fact("total", (amount(order.total, language),)),
        "delivery": Fact("delivery", _address(to, language)),
        **promised(order.promise or Promise(), language),
        **sold_by(order.seller, order.seller_contact),
    }
    if event.reason and (event.by is not Actor.SHOPPER or event.reason != OWN_WISH):
        found["reason"] = Fact("reason", (event.reason,))
    if event.detail:
        found["declared_by"] = Fact("declared_by", (event.detail,))
    if event.note:
        found |= _noted(event.note, language)
    if event.amount:
        found["amount"] = Fact("amount", (amount(event.amount, language),))
    if shipment:
        found["carrier"] = Fact("carrier", (shipment.carrier,))
        found["number"] = Fact("number", (shipment.number,), shipment.link)
    return found


def promised(promise: Promise, language: str) -> dict[str, Fact]:
    """Return from where the goods come and when, as far as it was said."""
    said = {
        "place": promise.place,
        "delivers_from": promise.delivers_from and written(promise.delivers_from, language),
        "delivers_by": promise.delivers_by and written(promise.delivers_by, language),
    }
    return {name: Fact(name, (line,)) for name, line in said.items() if line}


def sold_by(seller: str, contact: str) -> dict[str, Fact]:
    """Return who sells, and at which address they answer, as far as it was said."""
    lines = tuple(line for line in (seller, contact) if line)
    return {"seller": Fact("seller", lines)} if lines else {}


def _noted(note: Note, language: str) -> dict[str, Fact]:
    """Return the words of a note: a gift, or why it comes later, and the day that is promised."""
    named = "reason" if note.kind is NoteKind.LATER else "words"
    said = {named: note.text, "delivers_by": note.on and written(note.on, language)}
    return {name: Fact(name, (line,)) for name, line in said.items() if line}


def _to_pay(asked: Instructions, contact: Contact) -> dict[str, Fact]:
    """Return the rows of a transfer; numbers in fours, as people type them."""
    found = {
        "pay_by": instant(asked.pay_by, contact.zone, contact.language),
        "holder": asked.holder,
        "iban": _in_fours(asked.iban),
        "reference": _in_fours(asked.reference),
        **({"bic": asked.bic} if asked.bic else {}),
    }
    return {name: Fact(name, (said,)) for name, said in found.items()}


def _in_fours(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def _address(to: Delivery, language: str) -> tuple[str, ...]:
    return (to.name, to.street, f"{to.postcode} {to.city}", country(to.country, language))


def host_of(link: str) -> str:
    """Return what a shop that does not say who sells calls itself."""
    return urlsplit(link).netloc
