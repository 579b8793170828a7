"""Circles: shoppers who count together in a sale, since one person may be all of them.

Two kinds: those whose mail domain one owner can have registered, and those at one delivery address.
A circle goes by a keyed hash, so what is stored says neither domain nor address; and the sale is
in it, so nobody is known again from sale to sale. docs/reference/limits.md has rules and vectors.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode

from msgspec import Struct

from sale_api.domain.contact import Delivery
from sale_api.domain.errors import Forbidden, LimitReached
from sale_api.domain.identifiers import framed

CIRCLE_LIMITS = range(1, 101)
"""So many shoppers a plan may let in: the item that names all of them stays a small one."""
CIRCLE_BYTES = 15

IN_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
BLANK_BESIDE_A_WORD = r"(?<!\d) | (?!\d)"


class Origin(Struct, frozen=True):
    """Where a shopper's mailbox stands, as found out when they signed in.

    `domain` is the part of it that somebody registered; empty where strangers have boxes, for
    those are no circle.
    """

    throwaway: bool = False
    domain: str = ""


UNKNOWN_ORIGIN = Origin()


def refuse_throwaway(origin: Origin, *, refused: bool) -> None:
    """Raise `Forbidden` if boxes at throw-away domains are `refused` and this is one."""
    if refused and origin.throwaway:
        raise Forbidden("Throw-away addresses are not let in here; sign in with one that lasts.")


def too_many_of_a_domain(limit: int) -> LimitReached:
    """Return the refusal of a shopper whose domain has joined as often as it may."""
    detail = f"At most {limit} may join with addresses of one mail domain; use another address."
    return LimitReached(detail, limit=limit, counted="domain")


def too_many_of_a_household(limit: int) -> LimitReached:
    """Return the refusal of an order to an address that has as many shoppers as it may."""
    detail = f"At most {limit} may order to one delivery address, and as many have."
    return LimitReached(detail, limit=limit, counted="household")


def domain_circle(sale: str, domain: str, key: bytes) -> str:
    """Return the name of the circle of a registrable domain."""
    return _named("domain", sale, domain, key=key)


def household_circle(sale: str, delivery: Delivery, key: bytes) -> str:
    """Return the name of the circle of a delivery address, however it is spelt; not of a person."""
    street = _bare(delivery.street).replace("strasse", "str")
    postcode = _bare(delivery.postcode).replace(" ", "")
    place = (street, postcode, _bare(delivery.city), delivery.country)
    return _named("household", sale, *place, key=key)


def _named(*fields: str, key: bytes) -> str:
    digest = hmac.digest(key, framed(*fields), "sha256")
    return urlsafe_b64encode(digest[:CIRCLE_BYTES]).decode()


def _bare(line: str) -> str:
    """Return letters, their marks and numbers alone, and a blank between two numbers."""
    from unicodedata import category, normalize  # noqa: PLC0415 - only where households count

    folded = normalize("NFKC", normalize("NFKC", line).casefold()).translate(IN_ASCII)
    kept = (letter if category(letter)[0] in "LMN" else " " for letter in folded)
    return re.sub(BLANK_BESIDE_A_WORD, "", " ".join("".join(kept).split()))
