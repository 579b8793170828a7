"""Identifiers that are derived, never drawn: the same facts always give the same key.

Order keys are derived so that checkout and expiry meet on one item; home lots, so that one item
answers whether a shopper has a claim. Fields are framed by their length before they are hashed,
so that no two lists of fields give the same bytes.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode

from sale_api.domain.addresses import normalised

SHOPPER_BYTES = 12
ORDER_BYTES = 15


def framed(*fields: str | bytes) -> bytes:
    """Join fields without ambiguity: four bytes of length, big-endian, before each."""
    encoded = [field.encode() if isinstance(field, str) else field for field in fields]
    return b"".join(len(field).to_bytes(4, "big") + field for field in encoded)


def shopper_id(address: str, key: bytes) -> str:
    """Return the id of whoever reads mail at `address`: a keyed hash, 16 characters.

    However the address is spelt, one person is one shopper (`normalised`). The key never rotates:
    another key would make every shopper a new one with a second claim.
    """
    digest = hmac.digest(key, framed("shopper", normalised(address)), "sha256")
    return urlsafe_b64encode(digest[:SHOPPER_BYTES]).decode()


def listed_as(sale: str, shopper: str, key: bytes) -> str:
    """Return the name under which a sale's report lists a shopper: 16 characters.

    A keyed hash: who has no key cannot find a shopper there, nor one shopper in two reports.
    """
    digest = hmac.digest(key, framed("report", sale, shopper), "sha256")
    return urlsafe_b64encode(digest[:SHOPPER_BYTES]).decode()


def order_id(sale: str, shopper: str, claim: str) -> str:
    """Return the only key under which this claim can ever become an order: 20 characters."""
    digest = hashlib.sha256(framed("order", sale, shopper, claim)).digest()
    return urlsafe_b64encode(digest[:ORDER_BYTES]).decode()


def home_lot(sale: str, shopper: str, home_lots: int) -> int:
    """Return the number of the lot where this shopper's claim stands, whatever pool it is from."""
    digest = hashlib.sha256(framed("home", sale, shopper)).digest()
    return int.from_bytes(digest[:8], "big") % home_lots
