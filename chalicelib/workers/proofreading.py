"""Proofreading: before the first mail goes, every letter there can be is looked through.

Each is filled from the barest order, in each language: what an event always has, and nothing else.
So a state without a letter, or a letter with a brace that nothing fills, stops a deployment with
its first mail, all faults at once, and never one order's notice at run time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter
from typing import Any, Final

from msgspec.structs import replace

from chalicelib.workers import letters, list_letters, lost_letters
from chalicelib.workers.mails.rendering import HERE, Letter, words_of
from sale_api.domain.contact import Contact, Delivery
from sale_api.domain.history import Event, Note, NoteKind, Shipment
from sale_api.domain.lot import Claim
from sale_api.domain.money import Money
from sale_api.domain.moves import BEGINS, MOVES, Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.payment import Prepaid
from sale_api.domain.plan import Plan, Pool
from sale_api.domain.promise import Promise
from sale_api.domain.sale import Sale
from sale_api.domain.waiting import TOLD, Entry, EntryEvent, EntryState
from sale_api.ports import Payments
from sale_api.usecases.find_orders import summary_of

LANGUAGES: Final = tuple(sorted(path.stem for path in HERE.glob("*.toml")))

PARTS: Final = ("subject", "preheader", "heading", "greeting", "button")
MANY: Final = ("before", "after")
COMMON: Final = ("or_link", "scan", "picture")

_MONEY, _LINK = Money(4_997, "EUR"), "https://shop.example/order.html#token"
_PREPAID = {"prepaid": Prepaid("holder", "DE89370400440532013000", "", 1, 2)}
_PROMISED = {"promise": Promise("place", "2027-01-01", "2027-01-31", to_come=True)}

OF_EVENT: Final[Mapping[str, Mapping[str, Any]]] = {
    OrderState.PAID: {"detail": "booking"},
    OrderState.SHIPPED: {"shipment": Shipment("carrier", "number")},
    OrderState.WITHDRAWN: {"detail": "who withdraws"},
    OrderState.REFUNDED: {"amount": _MONEY},
    NoteKind.GIFT: {"note": Note(NoteKind.GIFT, "gift", text="words")},
    NoteKind.LATER: {"note": Note(NoteKind.LATER, "later", text="reason", on="2027-02-28")},
}
"""What an event always has, beside its instant and the reason that the table of moves asks for."""

OF_ORDER: Final[Mapping[str, Mapping[str, Any]]] = {
    OrderState.AWAITING_PAYMENT: _PREPAID,
    OrderState.PAID: _PREPAID,
    OrderState.EXPIRED: _PREPAID,
    NoteKind.REMINDED: _PREPAID,
    NoteKind.ALLOTTED: _PROMISED,
    NoteKind.LATER: _PROMISED,
}
"""What an order always has when this happens to it."""

_ORDER: Final = Order(
    order="order-of-20-letters-",
    sale="sale",
    title="title",
    shopper="shopper",
    pool="pool",
    home=0,
    claim=Claim(1, "claim", 0),
    price=_MONEY,
    delivery=Delivery("name", "street", "postcode", "city", "DE"),
    contact=Contact("a@shop.example", "en", "UTC"),
    history=(Event(1, 0, Actor.SHOPPER, OrderState.PLACED),),
)
"""With nothing that an order may do without."""

_SALE: Final = Sale(
    sale="sale",
    plan=Plan(
        title="title",
        zone="UTC",
        windows=(),
        price=_MONEY,
        pools=(Pool("pool", 2),),
        limit=2,
        hold_seconds=60,
    ),
)
_JOINED: Final = EntryEvent(0, EntryState.WAITING, Actor.SHOPPER, 2)


_ENDED: Final = Event(2, 1, Actor.SYSTEM, OrderState.EXPIRED, "reason")

_seen_whole: list[bool] = []


class IncompleteError(Exception):
    """When there is a mail that cannot be written; the sentence lists every fault."""


def check(payments: Payments) -> None:
    """Raise `IncompleteError` with all faults at once. A few milliseconds, once a process."""
    if _seen_whole:
        return
    if found := list(faults(LANGUAGES, payments)):
        raise IncompleteError("; ".join(found))
    _seen_whole.append(True)


def faults(languages: Iterable[str], payments: Payments) -> Iterator[str]:
    """Name every letter that is missing, and whatever is wrong with those there are."""
    there = {letter.kind for letter in _letters("en", payments)}
    entries = _entries(_ORDER.contact)
    needed = {list_letters.kind_of(entry, entry.version) for entry in entries}
    needed |= set(map(letters.kind_of, _events()))
    yield from (f"{name} has no letter" for name in sorted(needed - there))
    for language in languages:
        found = (
            f"{language}, {letter.kind}: {fault}"
            for letter in _letters(language, payments)
            for fault in _wrong(letter, words_of(language))
        )
        yield from dict.fromkeys(found)  # a letter that is looked at twice has a fault twice


def _letters(language: str, payments: Payments) -> Iterator[Letter]:
    """Give a letter of each kind there is, as bare as it can be."""
    contact = Contact("a@shop.example", language, "UTC")
    yield letters.sign_in_letter(contact, _LINK)
    for orders in ([], [summary_of(_ORDER)]):
        yield lost_letters.lost_letter(contact, orders, _LINK, lambda _: _LINK)
    for event in _events():
        if letters.kind_of(event) in letters.SHOWN:
            more = OF_ORDER.get(event.name, {})
            order = replace(_ORDER, contact=contact, history=(event,), **more)
            yield letters.notice_letter(order, event, _LINK, payments)
            if event.what is OrderState.AWAITING_PAYMENT:  # what asks for money may come too late
                late = replace(order, history=(event, _ENDED))
                yield letters.notice_letter(late, event, _LINK, payments)
            if letters.kind_of(event) in letters.MONEY_COMES_BACK:
                yield letters.notice_letter(replace(order, **_PREPAID), event, _LINK, payments)
    for entry in _entries(contact):
        if list_letters.kind_of(entry, entry.version) in list_letters.SHOWN:
            yield list_letters.list_letter(_SALE, entry, entry.version, _LINK)


def _entries(contact: Contact) -> Iterator[Entry]:
    """Give an entry up to each event that is told; an offer may be of fewer units than asked."""
    for state in sorted(TOLD):
        for quantity in (1, 2):
            offer = EntryEvent(0, EntryState.OFFERED, Actor.SYSTEM, quantity, 1)
            told = () if state is offer.what else (EntryEvent(0, state, Actor.SYSTEM),)
            yield Entry(
                sale="sale",
                shopper="shopper",
                pool="pool",
                quantity=2,
                price=_MONEY,
                contact=contact,
                history=(_JOINED, offer, *told),
            )


def _events() -> Iterator[Event]:
    """Give an event for each state, by each who may enter it, and one for each kind of note."""
    by = {(state, Actor.SHOPPER): False for state in BEGINS}
    for moves in MOVES.values():
        by |= {(state, actor): move.reason for state, move in moves.items() for actor in move.by}
    for (state, actor), needs_reason in by.items():
        bare = Event(1, 0, actor, state, "reason" if needs_reason else "")
        yield replace(bare, **OF_EVENT.get(state, {}))
    for kind in NoteKind:
        more = {"note": Note(kind, "note"), **OF_EVENT.get(kind, {})}
        yield replace(Event(1, 0, Actor.SYSTEM, OrderState.PLACED), **more)


def _shown() -> Mapping[str, Sequence[str]]:
    return {**letters.SHOWN, **list_letters.SHOWN}


def _wrong(letter: Letter, words: Mapping[str, Any]) -> Iterator[str]:
    own, common = words.get(letter.kind, {}), words["common"]
    yield from (f"there is no {part}" for part in (*PARTS, *MANY) if part not in own)
    rows = {fact.name for fact in letter.facts} | {*_shown().get(letter.kind, ())} - {"at"}
    yield from (f"no label for {row}" for row in sorted(rows - words["facts"].keys()))
    sentences = [own[part] for part in PARTS if part in own]
    sentences += [sentence for part in MANY for sentence in own.get(part, ())]
    named = (*COMMON, *letter.notes, letter.why)
    yield from (f"there is no {name} for all letters" for name in named if name not in common)
    sentences += [common[name] for name in named if name in common]
    for sentence in sentences:
        for _, name, _, _ in Formatter().parse(sentence):
            if name is not None and name not in letter.values:
                yield f"nothing fills {{{name}}}"
