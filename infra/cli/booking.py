"""The commands `pay` and `book`: money that somebody has seen, and a list of the bank's."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from infra.cli.api import Api

MOST_ROWS: Final = 100
MOST_BYTES: Final = 16_000
"""What the API takes in a request: so many bookings, and a little more than so many bytes."""

DONE: Final = frozenset({"paid", "known"})


class BookingsError(Exception):
    """The file with the bookings cannot be used; the text is one sentence."""


def describe_payments(commands: Any) -> None:
    """Add the commands, and what they take."""
    paid = commands.add_parser("pay", help="note that the money of an order has come")
    paid.add_argument("order", help="its number")
    booked = commands.add_parser("book", help="note what has come by a CSV of the bank's bookings")
    columns = "CSV with the columns booked_on, amount, currency, reference, perhaps id"
    booked.add_argument("file", help=columns)


def pay(api: Api, given: argparse.Namespace) -> Any:
    """Mark an order as paid, and return its page."""
    return api.post(f"/orders/{quote(given.order, safe='')}/payment", {})


def book(api: Api, given: argparse.Namespace) -> Any:
    """Send the bookings of a file; return how many became what, and those to be looked at."""
    header, *rows = _lines(given.file)
    found: list[dict[str, Any]] = []
    for part in _parts(
        header, [(number, row) for number, row in enumerate(rows, 2) if row.strip()]
    ):
        csv = "\n".join([header, *(row for _, row in part)])
        told = api.post("/bookings", {"csv": csv})["bookings"]
        # The API counts the lines of its part, a person those of the file.
        found += [{**each, "line": part[each["line"] - 2][0]} for each in told]
    return {
        "bookings": Counter(each["result"] for each in found),
        "to_look_at": [each for each in found if each["result"] not in DONE],
    }


def _lines(file: str) -> list[str]:
    try:
        # Not splitlines: what a payer wrote may have characters that end lines for it, not for us.
        return Path(file).read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BookingsError(f"{file} cannot be read: {error}.") from error


def _parts(header: str, rows: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Cut rows into parts that the API takes, each to go under the header; at least one."""
    part: list[tuple[int, str]] = []
    size = len(json.dumps(header))
    for number, row in rows:
        more = len(json.dumps(row))
        if part and (len(part) == MOST_ROWS or size + more > MOST_BYTES):
            yield part
            part, size = [], len(json.dumps(header))
        part.append((number, row))
        size += more
    yield part
