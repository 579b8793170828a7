"""A ticket: when a shopper joined the line of a window, signed; all that admission needs."""

from __future__ import annotations

from msgspec import Struct

from sale_api.domain.contact import Contact


class Ticket(Struct, frozen=True, kw_only=True):
    """A shopper's joining of one window's line, on the wall clock; it never changes."""

    sale: str
    window: int
    shopper: str
    joined_at: int


class Entrant(Struct, frozen=True, kw_only=True):
    """A ticket's other half, as it is kept: also how the shopper is told."""

    ticket: Ticket
    contact: Contact
