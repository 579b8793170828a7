"""How orders are paid: by invoice afterwards, or first, by bank transfer under a reference.

The reference is the order's id in other letters, with check digits: who reads a bank's booking
finds its order by key.
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from enum import StrEnum

from msgspec import Struct

from sale_api.domain.money import Money

PREFIX = "FS"
UNNAMED = "sha256-"
"""How the id of a booking begins to which its bank gave none: a digest, of use to no person."""

REFERENCE = re.compile(rf"(?=({PREFIX}[0-9]{{2}}[A-Z2-7]{{24}}))")


class Payment(StrEnum):
    """How it is to be paid."""

    INVOICE = "invoice"
    PREPAYMENT = "prepayment"


class Prepayment(Struct, frozen=True, kw_only=True):
    """To whom a sale's prepaid orders are paid, how soon, and when a reminder goes.

    Both times count from when it was ordered, on wall time: banks know of no pause.
    """

    holder: str
    iban: str
    bic: str = ""
    pay_seconds: int
    remind_seconds: int

    def asked(self, at: int) -> Prepaid:
        """Return what is asked of whoever orders at an instant."""
        remind_at, pay_by = (at + each * 1_000 for each in (self.remind_seconds, self.pay_seconds))
        return Prepaid(self.holder, self.iban, self.bic, remind_at, pay_by)


class Prepaid(Struct, frozen=True):
    """To whom an order is to be paid, and by when; instants of wall time."""

    holder: str
    iban: str
    bic: str
    remind_at: int
    pay_by: int


class Instructions(Struct, frozen=True, kw_only=True):
    """What a shopper needs to pay: an account and a reference, or a link to pay at."""

    amount: Money
    reference: str
    pay_by: int
    holder: str = ""
    iban: str = ""
    bic: str = ""
    link: str = ""


class Booking(Struct, frozen=True):
    """Money that came, under the bank's id, with whatever the payer wrote."""

    id: str
    amount: Money
    text: str


def reference_of(order: str) -> str:
    """Return the reference under which an order is paid: 28 letters and digits."""
    raw = urlsafe_b64decode(order)
    return f"{PREFIX}{98 - _remainder(raw, 0):02}{b32encode(raw).decode()}"


def order_in(text: str) -> str | None:
    """Return the order whose reference stands in a text, however it is set apart; None: none.

    The last one that fits: what stands before it may, with its first letters, look like another.
    """
    plain = re.sub("[^A-Za-z0-9]", "", text).upper()
    found = [each[1] for each in REFERENCE.finditer(plain)]
    numbers = [(b32decode(each[4:]), int(each[2:4])) for each in found]
    fitting = [raw for raw, digits in numbers if _remainder(raw, digits) == 1]
    return urlsafe_b64encode(fitting[-1]).decode() if fitting else None


def _remainder(raw: bytes, digits: int) -> int:
    """Return what is left of a number with two more digits, divided by 97 (ISO 7064).

    Of the number itself, not of its letters: so each letter counts for the same number of places,
    and one wrong letter is always found.
    """
    return (int.from_bytes(raw) * 100 + digits) % 97
