"""How people are reached: where parcels go, and how somebody is told."""

from __future__ import annotations

import re

from msgspec import Struct

from sale_api.domain.addresses import Misread, in_ascii

LONGEST_ADDRESS = 254
LONGEST_LOCAL_PART = 64
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL_PART = rf"{ATOM}(\.{ATOM})*"
DOMAIN = r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+"
MISREAD = "Write the part after the @ in ASCII, as xn--..."
NO_ADDRESS = "Give an e-mail address such as anna@example.org."


class Delivery(Struct, frozen=True):
    """Where the parcel goes; `country` is two letters of ISO 3166."""

    name: str
    street: str
    postcode: str
    city: str
    country: str


class Contact(Struct, frozen=True):
    """How the shopper is told: address, language (de or en) and time zone."""

    email: str
    language: str
    zone: str


FORGOTTEN = Contact("", "", "")
"""What stands where a contact was that has been erased: nobody can be reached by it."""


def address_from(raw: str) -> str:
    """Return an address with its domain in ASCII, as mail servers want it.

    `ValueError` has the sentence that says what is wrong with it.
    """
    local, at, domain = raw.rpartition("@")
    try:
        ascii_domain = in_ascii(domain)
    except Misread:
        raise ValueError(MISREAD) from None
    except UnicodeError:
        raise ValueError(NO_ADDRESS) from None
    address = f"{local}@{ascii_domain}"
    if not at or len(address) > LONGEST_ADDRESS or len(local) > LONGEST_LOCAL_PART:
        raise ValueError(NO_ADDRESS)
    if not re.fullmatch(LOCAL_PART, local) or not re.fullmatch(DOMAIN, ascii_domain):
        raise ValueError(NO_ADDRESS)
    return address


def address_in(raw: str, field: str, faults: dict[str, str]) -> str:
    """Return the address in a field that may be empty, or note what is wrong with it."""
    try:
        return address_from(raw) if raw else ""
    except ValueError as error:
        faults[field] = str(error)
        return ""
