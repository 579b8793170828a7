"""Signed tokens: what somebody may do, carried by themselves, so that checking it reads nothing.

Takes values and the instant, gives tokens, and the values back. A token is a JSON Web Token under
HS256, whatever its header says; each purpose has a key of its own. All of it but the signature is
signed as text, and the signature is compared as text, so nobody else can spell a token in another
way either. Whatever is wrong with one, the answer is the same `Unauthenticated`: it must not tell
a forger how far he got.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import lru_cache
from typing import Final, Literal, TypeVar

import msgspec

from chalicelib.keyring import Keyring, Keys
from chalicelib.token_claims import (
    AdminClaims,
    Claims,
    OrderLinkClaims,
    ReservationClaims,
    ShopperClaims,
    SignInClaims,
    TicketClaims,
)
from sale_api.domain.circles import UNKNOWN_ORIGIN, Origin
from sale_api.domain.contact import Contact
from sale_api.domain.errors import Unauthenticated
from sale_api.domain.reservation import Reservation
from sale_api.domain.ticket import Ticket

C = TypeVar("C", bound=Claims)

ALGORITHM: Final = "HS256"
VERSION = 1
LONGEST_TOKEN = 4_096
SKEW_SECONDS = 60
"""So far may the clock of whoever signed a token be ahead of ours."""


class _Header(msgspec.Struct):
    """What stands before the claims; a token under any other algorithm is none."""

    alg: Literal["HS256"]
    kid: str = ""
    typ: str = ""


class ShopperToken(msgspec.Struct, frozen=True):
    """Who asks, how they are told, and until when (wall time) the token is good."""

    shopper: str
    contact: Contact
    expires_at: int
    origin: Origin = UNKNOWN_ORIGIN


class Tokens:
    """Signs and reads every kind of token of one deployment."""

    def __init__(
        self, keyring: Keyring, issuer: str, reload: Callable[[], Keyring] | None = None
    ) -> None:
        """Take the keys, the name of deployment and stage, and how to read the keys anew."""
        self._issuer = issuer
        self.keys = Keys(keyring, reload)

    @property
    def shopper_key(self) -> bytes:
        """The key of shopper ids."""
        return self.keys.keyring.shopper_key

    def sign_in(self, contact: Contact, now: int) -> str:
        """Return the token of a mailed sign-in link."""
        return self._signed(SignInClaims.of(contact), now)

    def read_sign_in(self, token: str, now: int) -> Contact:
        """Return whose address it was mailed to."""
        return self._read(SignInClaims, token, now).contact

    def shopper(
        self, shopper: str, contact: Contact, now: int, origin: Origin = UNKNOWN_ORIGIN
    ) -> str:
        """Return the token of somebody who has read the mail."""
        return self._signed(ShopperClaims.of(shopper, contact, origin), now)

    def read_shopper(self, token: str, now: int) -> ShopperToken:
        """Return who asks."""
        claims = self._read(ShopperClaims, token, now)
        return ShopperToken(claims.sub, claims.contact, claims.exp * 1000, claims.origin)

    def ticket(self, ticket: Ticket, now: int) -> str:
        """Return the ticket as its holder carries it."""
        return self._signed(TicketClaims.of(ticket), now)

    def read_ticket(self, token: str, now: int) -> Ticket:
        """Return the ticket; one of the future is none, for it would be before all of now."""
        ticket = self._read(TicketClaims, token, now).ticket
        if ticket.joined_at > now + SKEW_SECONDS * 1_000:
            raise _refusal()
        return ticket

    def reservation(self, reservation: Reservation, now: int) -> str:
        """Return the reservation as its holder carries it."""
        return self._signed(ReservationClaims.of(reservation), now)

    def read_reservation(self, token: str, now: int) -> Reservation:
        """Return the reservation; its deadline is not judged here, for the sale's clock does."""
        return self._read(ReservationClaims, token, now).reservation

    def order_link(self, order: str, now: int) -> str:
        """Return what reads one order's page."""
        return self._signed(OrderLinkClaims(sub=order), now)

    def read_order_link(self, token: str, now: int) -> str:
        """Return which order it reads."""
        return self._read(OrderLinkClaims, token, now).sub

    def admin(self, name: str, now: int) -> str:
        """Return a marketer's token, as the command line issues it."""
        return self._signed(AdminClaims(sub=name), now)

    def read_admin(self, token: str, now: int) -> str:
        """Return the marketer's name."""
        return self._read(AdminClaims, token, now).sub

    def purpose(self, token: str) -> str:
        """Return what a token says it is for, unverified: good for choosing how to read it."""
        return _header(token[:LONGEST_TOKEN].partition(".")[0])[1]

    def _signed(self, claims: Claims, now: int) -> str:
        claims.iat = now // 1000
        claims.exp = claims.iat + claims.lives_seconds
        claims.aud, claims.iss, claims.v = claims.purpose, self._issuer, VERSION
        kid, key = self.keys.newest(claims.purpose)
        signed = f"{_header_of(claims.purpose, kid)}.{_text(msgspec.json.encode(claims))}"
        return f"{signed}.{_signature(signed, key)}"

    def _read(self, kind: type[C], token: str, now: int) -> C:
        signed, _, signature = token[:LONGEST_TOKEN].rpartition(".")
        header, _, payload = signed.partition(".")
        kid, purpose = _header(header)
        if len(token) > LONGEST_TOKEN or purpose != kind.purpose:
            raise _refusal()
        key = self.keys.find(kind.purpose, kid, now)
        if key is None:
            raise _refusal()
        try:
            genuine = hmac.compare_digest(_signature(signed, key).encode(), signature.encode())
            claims = msgspec.json.decode(_bytes(payload), type=kind) if genuine else None
        except (msgspec.MsgspecError, ValueError):
            raise _refusal() from None
        if claims is None:
            raise _refusal()
        if (claims.aud, claims.iss, claims.v) != (kind.purpose, self._issuer, VERSION):
            raise _refusal()
        if not claims.iat - SKEW_SECONDS <= now / 1000 < claims.exp:
            raise _refusal()
        return claims


@lru_cache(maxsize=64)
def _header(segment: str) -> tuple[str, str]:
    """Return key id and purpose of a token's first part; empty if it is none. A crowd has few."""
    try:
        header = msgspec.json.decode(_bytes(segment), type=_Header)
    except (msgspec.MsgspecError, ValueError):
        return "", ""
    return header.kid, header.typ


@lru_cache(maxsize=64)
def _header_of(purpose: str, kid: str) -> str:
    return _text(msgspec.json.encode(_Header(alg=ALGORITHM, kid=kid, typ=purpose)))


def _signature(signed: str, key: bytes) -> str:
    return _text(hmac.digest(key, signed.encode(), "sha256"))


def _text(content: bytes) -> str:
    """Return bytes as tokens spell them: base64 for URLs, without padding (RFC 7515)."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Return what a part of a token spells; `ValueError` if it spells nothing."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _refusal() -> Unauthenticated:
    return Unauthenticated("Sign in again: this token is not valid here, or not any more.")
