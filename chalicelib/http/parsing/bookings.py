"""A bank's bookings as a marketer sends them: CSV, a booking to a line.

The first line names the columns; commas or semicolons stand between them. Each line is read by
itself, so that one which cannot be read, or has a quote too many, hides none of the others.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from chalicelib.http.parsing.kinds import UNCLEAN_LINE, Kind
from sale_api.domain.identifiers import framed
from sale_api.domain.money import CURRENCIES, Money
from sale_api.domain.payment import UNNAMED, Booking

NEEDED = ("booked_on", "amount", "currency", "reference")
NAMED = "id"
MOST_ROWS = 100
"""Each takes two requests, one after the other: all of them are done well within a request."""

LONGEST_ID = 100
AMOUNT = r"[0-9]{1,9}\.[0-9]{2}"
BYTE_ORDER_MARK = "\ufeff"

NO_HEADER = f"Name the columns in the first line: {', '.join(NEEDED)}, and {NAMED} if there is one."
NO_ROWS = f"Send one to {MOST_ROWS} bookings."


class Row(Struct, frozen=True):
    """A line by its number: the booking that it is, or what is wrong with it."""

    line: int
    booking: Booking | None = None
    problem: str = ""


def _rows(raw: object) -> list[Row]:
    if not isinstance(raw, str):
        raise ValueError("Give text.")  # noqa: TRY004 - a sentence for whoever sent it
    header, *lines = re.split("\r\n|\r|\n", raw.removeprefix(BYTE_ORDER_MARK))
    delimiter = ";" if ";" in header else ","
    columns = [name.strip().lower() for name in _fields(header, delimiter) or ()]
    if not set(NEEDED) <= set(columns) or len(set(columns)) < len(columns):
        raise ValueError(NO_HEADER)
    rows = [
        _row(number, _fields(line, delimiter), columns)
        for number, line in enumerate(lines, start=2)
        if line.strip()
    ]
    if not 1 <= len(rows) <= MOST_ROWS:
        raise ValueError(NO_ROWS)
    return rows


BOOKINGS: Kind[list[Row]] = Kind(_rows, [])
"""The rows of a CSV; a list that nobody may change stands in for one that is none."""


def _fields(line: str, delimiter: str) -> list[str] | None:
    """Return the fields of a line, or None: it has a quote too many."""
    try:
        (fields,) = csv.reader([line], delimiter=delimiter, strict=True)
    except csv.Error:
        return None
    return fields


def _row(number: int, fields: list[str] | None, columns: list[str]) -> Row:
    if fields is None or len(fields) != len(columns):
        return Row(number, problem=f"Give {len(columns)} fields, as the first line does.")
    given = {name: field.strip() for name, field in zip(columns, fields, strict=True)}
    problem = next(_problems(given), "")
    return Row(number, problem=problem) if problem else Row(number, _booking(given))


def _problems(given: Mapping[str, str]) -> Iterator[str]:
    if not _is_day(given["booked_on"]):
        yield "Write the day like 2026-12-24."
    if not re.fullmatch(AMOUNT, given["amount"]):
        yield "Write the amount that came like 199.00."
    if given["currency"] not in CURRENCIES:
        yield f"Choose one of these currencies: {', '.join(sorted(CURRENCIES))}."
    name = given.get(NAMED, "")
    if len(name) > LONGEST_ID or re.search(UNCLEAN_LINE, name):
        yield f"Give an id of at most {LONGEST_ID} characters, without control characters."


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _booking(given: Mapping[str, str]) -> Booking:
    amount = Money(int(given["amount"].replace(".", "")), given["currency"])
    return Booking(given.get(NAMED) or _digest(given), amount, given["reference"])


def _digest(given: Mapping[str, str]) -> str:
    """Return the id of a booking that the bank gave none: the same line is the same booking."""
    fields = framed(*(given[name] for name in NEEDED))
    return f"{UNNAMED}{hashlib.sha256(fields).hexdigest()[:40]}"
