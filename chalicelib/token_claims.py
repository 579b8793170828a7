"""What each kind of token says, and how long it lives; the shapes alone, unsigned.

A kind's `purpose` is its audience, its type and the name of its key.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec

from sale_api.domain.circles import Origin
from sale_api.domain.contact import Contact
from sale_api.domain.lot import Claim
from sale_api.domain.money import Money
from sale_api.domain.reservation import Reservation
from sale_api.domain.ticket import Ticket

MINUTE = 60
DAY = 24 * 60 * MINUTE


class Claims(msgspec.Struct, kw_only=True):
    """What every token says: for what, by whom, since and until when (seconds), which version."""

    purpose: ClassVar[str]
    lives_seconds: ClassVar[int]

    aud: str = ""
    iss: str = ""
    iat: int = 0
    exp: int = 0
    v: int = 0

    @staticmethod
    def kinds() -> list[type[Claims]]:
        """Return all kinds there are."""
        return [
            SignInClaims,
            ShopperClaims,
            TicketClaims,
            ReservationClaims,
            OrderLinkClaims,
            AdminClaims,
        ]


class SignInClaims(Claims, kw_only=True):
    """Somebody reads mail at this address.

    It lives as long as the hour in which three are mailed: whoever is mailed none now, because a
    stranger asked for them, has one that works.
    """

    purpose = "sign-in"
    lives_seconds = 60 * MINUTE

    email: str
    language: str
    zone: str

    @classmethod
    def of(cls, contact: Contact) -> SignInClaims:
        """Return what is said of a contact."""
        return cls(email=contact.email, language=contact.language, zone=contact.zone)

    @property
    def contact(self) -> Contact:
        """Whom it was mailed to."""
        return Contact(self.email, self.language, self.zone)


class ShopperClaims(Claims, kw_only=True):
    """A shopper, with all that a receipt needs, so that ordering reads nothing."""

    purpose = "shopper"
    lives_seconds = 30 * DAY

    sub: str
    email: str
    language: str
    zone: str
    throwaway: bool = False
    domain: str = ""

    @classmethod
    def of(cls, shopper: str, contact: Contact, origin: Origin) -> ShopperClaims:
        """Return what is said of a shopper."""
        return cls(
            sub=shopper,
            email=contact.email,
            language=contact.language,
            zone=contact.zone,
            throwaway=origin.throwaway,
            domain=origin.domain,
        )

    @property
    def contact(self) -> Contact:
        """How the shopper is told."""
        return Contact(self.email, self.language, self.zone)

    @property
    def origin(self) -> Origin:
        """Where the shopper's mailbox stands, as it was when they signed in."""
        return Origin(self.throwaway, self.domain)


class TicketClaims(Claims, kw_only=True):
    """A place in a line, worth nothing without its shopper's token. Joining again renews it."""

    purpose = "ticket"
    lives_seconds = 90 * DAY

    sale: str
    window: int
    sub: str
    joined_at: int

    @classmethod
    def of(cls, ticket: Ticket) -> TicketClaims:
        """Return what is said of a ticket."""
        return cls(
            sale=ticket.sale,
            window=ticket.window,
            sub=ticket.shopper,
            joined_at=ticket.joined_at,
        )

    @property
    def ticket(self) -> Ticket:
        """The ticket."""
        return Ticket(
            sale=self.sale, window=self.window, shopper=self.sub, joined_at=self.joined_at
        )


class ReservationClaims(Claims, kw_only=True):
    """Units that are held. It outlives every deadline: the sale's clock decides, not `exp`."""

    purpose = "reservation"
    lives_seconds = 30 * DAY

    sale: str
    sub: str
    pool: str
    claim: str
    quantity: int
    deadline: int
    lender: int | None
    amount: int
    currency: str
    offered: bool = False

    @classmethod
    def of(cls, reservation: Reservation) -> ReservationClaims:
        """Return what is said of a reservation."""
        claim = reservation.claim
        return cls(
            sale=reservation.sale,
            sub=reservation.shopper,
            pool=reservation.pool,
            claim=claim.claim,
            quantity=claim.quantity,
            deadline=claim.deadline,
            lender=claim.lender,
            amount=reservation.price.minor,
            currency=reservation.price.currency,
            offered=claim.offered,
        )

    @property
    def reservation(self) -> Reservation:
        """The reservation."""
        claim = Claim(self.quantity, self.claim, self.deadline, self.lender, offered=self.offered)
        return Reservation(
            sale=self.sale,
            shopper=self.sub,
            pool=self.pool,
            claim=claim,
            price=Money(self.amount, self.currency),
        )


class OrderLinkClaims(Claims, kw_only=True):
    """One order's page may be read. It lives as long as orders are kept."""

    purpose = "order-link"
    lives_seconds = 3_650 * DAY

    sub: str


class AdminClaims(Claims, kw_only=True):
    """A marketer, until there is an identity provider that says so."""

    purpose = "admin"
    lives_seconds = 12 * 60 * MINUTE

    sub: str
