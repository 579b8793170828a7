"""People's particulars: addresses that mail and parcels reach, languages, time zones."""

from __future__ import annotations

from enum import StrEnum

from chalicelib.http.parsing.countries import COUNTRIES
from chalicelib.http.parsing.fields import Fields
from chalicelib.http.parsing.kinds import Kind, matching, one_of, refined, text
from sale_api.domain.contact import LONGEST_ADDRESS, Contact, Delivery, address_from
from sale_api.domain.hours import zone_named


class Language(StrEnum):
    """The languages in which shoppers are told."""

    GERMAN = "de"
    ENGLISH = "en"


def _zone(raw: str) -> str:
    zone_named(raw)
    return raw


def _country(raw: str) -> str:
    if raw not in COUNTRIES:
        raise ValueError("Give the two letters of a country, such as DE (ISO 3166).")
    return raw


LINE = text(100)
ZONE_NAME = r"[A-Za-z0-9_+-]{1,20}(/[A-Za-z0-9_+-]{1,20}){0,2}"
EMAIL = refined(text(LONGEST_ADDRESS), address_from, "-")
ZONE: Kind[str] = refined(
    matching(ZONE_NAME, "Give a time zone such as Europe/Berlin."), _zone, "UTC"
)
COUNTRY = refined(text(2, least=2), _country, "-")


def read_contact(fields: Fields) -> Contact:
    """Return how somebody wants to be told; the caller finishes the fields."""
    return Contact(
        email=fields.read("email", EMAIL),
        language=fields.read("language", one_of(Language)),
        zone=fields.read("zone", ZONE),
    )


def read_delivery(fields: Fields) -> Delivery:
    """Return where a parcel goes; the caller finishes the fields."""
    return Delivery(
        name=fields.read("name", LINE),
        street=fields.read("street", LINE),
        postcode=fields.read("postcode", text(20)),
        city=fields.read("city", LINE),
        country=fields.read("country", COUNTRY),
    )
