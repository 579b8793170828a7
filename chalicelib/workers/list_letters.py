"""The mails on a waiting list: what each says, taken from an entry and its sale.

As with orders: about one event as it was, and never more than is true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from chalicelib.workers.letters import host_of, promised, sold_by
from chalicelib.workers.mails.rendering import Fact, Letter, mail_of
from chalicelib.workers.mails.writing import amount, instant
from sale_api.domain.delays import pool_of
from sale_api.domain.sale import Sale
from sale_api.domain.waiting import Entry, EntryState
from sale_api.ports import Mail

SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "offered": (
        *("until", "title", "quantity", "price", "total"),
        *("place", "delivers_from", "delivers_by", "at", "seller"),
    ),
    "offered_fewer": (
        *("until", "title", "quantity", "wanted", "price", "total"),
        *("place", "delivers_from", "delivers_by", "at", "seller"),
    ),
    "lapsed": ("at", "title", "quantity", "seller"),
    "served": ("at", "title", "seller"),
}
"""The rows of each letter, in their order; what is not there is left out."""


def list_notice(
    sale: Sale, entry: Entry, number: int, *, page_of: Callable[[str, str], str]
) -> Mail:
    """Return the mail on one event of an entry in a sale's list, as the event was."""
    page = "buy.html" if entry.history[number - 1].what is EntryState.OFFERED else "sale.html"
    letter = list_letter(sale, entry, number, page_of(page, entry.sale))
    key = f"{entry.sale}-{entry.shopper}-{number}"
    return mail_of(letter, entry.contact, key, sale.plan.contact)


def list_letter(sale: Sale, entry: Entry, number: int, link: str) -> Letter:
    """Return what the mail on one event of an entry says."""
    kind, facts = kind_of(entry, number), _facts(sale, entry, number)
    return Letter(
        kind=kind,
        shop=sale.plan.seller or host_of(link),
        values={
            "email": entry.contact.email,
            **{name: ", ".join(fact.lines) for name, fact in facts.items()},
        },
        facts=[facts[name] for name in SHOWN[kind] if name in facts],
        link=link,
        why="why_list",
    )


def kind_of(entry: Entry, number: int) -> str:
    """Return which letter tells of an event of an entry."""
    event = entry.history[number - 1]
    offered = event.what is EntryState.OFFERED
    fewer = offered and event.quantity != entry.wish(number).quantity
    return "offered_fewer" if fewer else event.what


def _facts(sale: Sale, entry: Entry, number: int) -> dict[str, Fact]:
    """Return all rows that there are, by name."""
    to, event = entry.contact, entry.history[number - 1]
    found = {
        "at": Fact(event.what, (instant(event.at, to.zone, to.language),)),
        "title": Fact("title", (sale.plan.title,)),
        "wanted": Fact("wanted", (str(entry.wish(number).quantity),)),
        "price": Fact("price", (amount(entry.price, to.language),)),
        **_promised(sale, entry, number),
        **sold_by(sale.plan.seller, sale.plan.contact),
    }
    if event.what is not EntryState.SERVED:
        offer = entry.offer(number)
        assert offer.quantity is not None, f"an offer of nothing: {offer}"
        assert offer.until_at is not None, f"an offer for ever: {offer}"
        total = entry.price.times(offer.quantity)
        found["quantity"] = Fact("quantity", (str(offer.quantity),))
        found["total"] = Fact("total", (amount(total, to.language),))
        found["until"] = Fact("until", (instant(offer.until_at, to.zone, to.language),))
    return found


def _promised(sale: Sale, entry: Entry, number: int) -> Mapping[str, Fact]:
    """Return what is promised of the pool by now; of one that is waited for no more nothing."""
    if entry.wish(number) != entry.wish(entry.version):
        return {}
    return promised(pool_of(sale, entry.pool).promise, entry.contact.language)
