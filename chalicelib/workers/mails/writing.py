"""Amounts, instants, countries and people's own words, as each language writes them in a mail.

Babel would bring 33 MB of locales into a package of 10 MB for two languages, nine currencies and
the names of countries; a test compares these tables with it instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from sale_api.domain.hours import moment_of, zone_named
from sale_api.domain.money import Money

NAMES: Final = Path(__file__).parent / "countries.json"
"""Made by `python -m tests.mails.countries`."""

NO_BREAK: Final = "\u00a0"
ISOLATE: Final = "\u2068{}\u2069"
"""First strong isolate, and its end: what is written from right to left keeps to itself."""

LEFTWARD: Final = frozenset({"R", "AL"})
UNCLEAN: Final = "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+"
"""What could end a header or a line, or turn the direction of what follows."""

SYMBOLS: Final = {
    "de": {"EUR": "€", "GBP": "£", "USD": "$"},
    "en": {"EUR": "€", "GBP": "£", "USD": "US$"},
}
MONTHS: Final = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}


def amount(money: Money, language: str) -> str:
    """Return an amount as the language writes it: 1.234,50 € or €1,234.50."""
    number = f"{money.minor // 100:,}.{money.minor % 100:02}"
    symbol = SYMBOLS[language].get(money.currency)
    if language == "de":
        number = number.translate(str.maketrans(",.", ".,"))
        return f"{number}{NO_BREAK}{symbol or money.currency}"
    return f"{symbol}{number}" if symbol else f"{money.currency}{NO_BREAK}{number}"


def instant(at: int, zone: str, language: str) -> str:
    """Return an instant as clocks in a zone show it, to the second, with UTC in brackets."""
    here, universal = moment_of(at, zone_named(zone)), moment_of(at, None).astimezone(UTC)
    utc = f"{universal:%H:%M:%S} UTC"
    if here.date() != universal.date():
        utc = f"{day(universal, language)}, {utc}"
    clock = f"{here:%H:%M:%S}" + (" Uhr" if language == "de" else "")
    return f"{day(here, language)}, {clock} ({utc})"


def written(day_of_delivery: str, language: str) -> str:
    """Return a day such as 2027-03-01 as the language writes it."""
    return day(date.fromisoformat(day_of_delivery), language)


def day(moment: date, language: str) -> str:
    """Return a day as the language writes it: 15. Juli 2009 or 15 July 2009."""
    dot = "." if language == "de" else ""
    return f"{moment.day}{dot} {MONTHS[language].split()[moment.month - 1]} {moment.year}"


def country(code: str, language: str) -> str:
    """Return a country's name, the same as in the shop; the code itself if it is none."""
    return _countries()[language].get(code, code)


@cache
def _countries() -> Mapping[str, Mapping[str, str]]:
    return msgspec.json.decode(NAMES.read_bytes(), type=dict[str, dict[str, str]])


def clean(raw: str) -> str:
    """Return somebody's words as one line that can neither end a header nor turn what follows.

    The API refuses such letters already; a mail is safe whatever was stored.
    """
    return re.sub(UNCLEAN, " ", raw).strip()


def isolated(words: str) -> str:
    """Return words for plain text; those from right to left keep to themselves."""
    if words.isascii():
        return words
    leftward = any(unicodedata.bidirectional(letter) in LEFTWARD for letter in words)
    return ISOLATE.format(words) if leftward else words


def shortened(words: str, most: int) -> str:
    """Return at most so many letters of somebody's words."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
