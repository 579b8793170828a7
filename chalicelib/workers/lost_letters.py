"""The mail for whoever lost the mails: the links to their orders, and one to sign in.

It has that one because it counts among the few that a mailbox is sent in an hour: whoever is mailed
no more of them can sign in with any that came.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from chalicelib.token_claims import MINUTE, SignInClaims
from chalicelib.workers.letters import host_of
from chalicelib.workers.mails.rendering import Fact, Letter, mail_of
from chalicelib.workers.mails.writing import amount, instant
from sale_api.domain.contact import Contact
from sale_api.ports import Mail, OrderSummary

MOST: Final = 20
"""So many orders, the newest, are in one mail; all of them are to be seen after signing in."""


def lost_link(
    contact: Contact,
    orders: Sequence[OrderSummary],
    link: str,
    *,
    link_to: Callable[[str], str],
    key: str,
) -> Mail:
    """Return the mail with the links to orders; `link` signs in, `key` stays when sent again."""
    return mail_of(lost_letter(contact, orders, link, link_to), contact, key)


def lost_letter(
    contact: Contact, orders: Sequence[OrderSummary], link: str, link_to: Callable[[str], str]
) -> Letter:
    """Return what it says; there may be no orders under that address."""
    shop = host_of(link)
    minutes = str(SignInClaims.lives_seconds // MINUTE)
    return Letter(
        kind="lost_link" if orders else "lost_nothing",
        shop=shop,
        values={"shop": shop, "minutes": minutes, "email": contact.email},
        facts=[_row(order, contact, link_to(order.order)) for order in orders[:MOST]],
        link=link,
        why="why_sign_in",
    )


def _row(order: OrderSummary, contact: Contact, link: str) -> Fact:
    total = amount(order.price.times(order.quantity), contact.language)
    placed = instant(order.placed_at, contact.zone, contact.language)
    units = f"{order.quantity} × {order.title}"  # noqa: RUF001 - the sign for "times", as meant
    return Fact("placed", (placed, units, total), link)
