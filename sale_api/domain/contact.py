"""How people are reached: where parcels go, and how somebody is told."""

from __future__ import annotations

from msgspec import Struct


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
