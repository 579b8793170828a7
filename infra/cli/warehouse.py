"""The commands of who packs: `packing`, `shipments`, `deliveries`; and `dead` and `redrive`."""

import argparse
import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from infra.cli.api import Api, ApiError, sale_path

QUEUES: Final = ("sign-in", "fulfilment", "notices", "mail-events", "relay")
MOST_ROWS: Final = 50
MOST_BYTES: Final = 15_000
"""The API reads 16 KB."""

ROUNDED: Final = re.compile(r"\s*[0-9][.,][0-9]+[Ee]\+?[0-9]+\s*")
"""What a spreadsheet makes of a long number: 3,40434E+17."""

Row = Mapping[str, str]
Numbered = tuple[int, Mapping[str, str | None]]
"""A line of the file by its number, and what is sent of it."""


class RowsError(Exception):
    """The file cannot be used; the text is one sentence."""


class RowsRefusedError(Exception):
    """Some rows were not taken; `findings` tell of all that were answered, the text of the rest."""

    def __init__(self, findings: Sequence[str], text: str) -> None:
        """Take what became of each row that was answered."""
        super().__init__(text)
        self.findings = "\n".join(findings)


def describe_warehouse(commands: Any) -> None:
    """Add the commands, and what they take."""
    packing = commands.add_parser("packing", help="print the orders that are to be packed, as CSV")
    packing.add_argument("sale")
    shipped = commands.add_parser("shipments", help="note that a file's parcels are on their way")
    shipped.add_argument("file", help="CSV with the columns order, carrier, number, perhaps link")
    delivered = commands.add_parser("deliveries", help="note that a file's parcels have come")
    delivered.add_argument("file", help="CSV with the column order")
    dead = commands.add_parser("dead", help="look at messages that were given up")
    dead.add_argument("--queue", required=True, choices=QUEUES)
    redriven = commands.add_parser("redrive", help="send messages that were given up again")
    redriven.add_argument("--queue", required=True, choices=QUEUES)
    redriven.add_argument("--most", type=int, help="at most so many; 100 unless given")


def packing(api: Api, given: argparse.Namespace) -> str:
    """Return the whole list, its pages as one file."""
    lines: list[str] = []
    cursor = None
    while True:
        page = api.get(sale_path(given.sale, "packing"), {"cursor": cursor})
        head, *rows = page["csv"].splitlines()
        lines += rows if lines else [head, *rows]
        cursor = page["cursor"]
        if cursor is None:
            return "\n".join(lines)


def shipments(api: Api, given: argparse.Namespace) -> str:
    """Mark a file's orders as shipped, and return a line for each.

    None of them if a spreadsheet has rounded a number: a parcel is noted once and for all.
    """
    rows: list[Numbered] = []
    for line, row in _rows(given.file, ("order", "carrier", "number")):
        number = row["number"]
        if ROUNDED.fullmatch(number):
            raise RowsError(f"{given.file}, line {line}: a spreadsheet has rounded {number}.")
        parcel = {"carrier": row["carrier"], "number": number, "link": row.get("link") or None}
        rows.append((line, {"order": _order(row), **parcel}))
    return _sent(api, "shipments", rows)


def deliveries(api: Api, given: argparse.Namespace) -> str:
    """Mark a file's orders as delivered, and return a line for each."""
    rows: list[Numbered] = [
        (line, {"order": _order(row)}) for line, row in _rows(given.file, ("order",))
    ]
    return _sent(api, "deliveries", rows)


def dead(api: Api, given: argparse.Namespace) -> Any:
    """Return some of a queue's dead letters."""
    return api.get("/dead-letters", {"queue": given.queue})


def redrive(api: Api, given: argparse.Namespace) -> Any:
    """Send a queue's dead letters again, and return how many."""
    return api.post("/dead-letters", {"queue": given.queue, "most": given.most})


def _order(row: Row) -> str:
    """Return an order's number; packing lists have an apostrophe before some of them."""
    return row["order"].removeprefix("'")


def _sent(api: Api, what: str, rows: Sequence[Numbered]) -> str:
    told: list[str] = []
    refused = 0
    for part in _parts(rows):
        try:
            answers = api.post(f"/{what}", {what: [row for _, row in part]})["rows"]
        except ApiError as error:
            raise RowsRefusedError(told, _stopped(what, part, error)) from error
        for row in answers:
            refused += "code" in row
            came_of = row["state"] if "state" in row else f"{row['code']}: {row['detail']}"
            told.append(f"{row['order']}  {came_of}")
    if refused:
        raise RowsRefusedError(told, f"Refused: {refused}.")
    return "\n".join(told)


def _stopped(what: str, part: Sequence[Numbered], error: ApiError) -> str:
    """Return what is wrong with a part; the API counts its rows, a person the file's lines."""
    named = re.compile(rf"{what}\[(\d+)\]")
    said = named.sub(lambda found: f"line {part[int(found[1])][0]}", str(error))
    return f"{said}\nSend the file again from line {part[0][0]} on; nothing is done twice."


def _parts(rows: Sequence[Numbered]) -> Iterator[list[Numbered]]:
    """Cut rows into what the API takes at once."""
    part: list[Numbered] = []
    size = 0
    for line, row in rows:
        more = len(json.dumps(row))
        if part and (len(part) == MOST_ROWS or size + more > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append((line, row))
        size += more
    if part:
        yield part


def _rows(file: str, needed: Sequence[str]) -> list[tuple[int, Row]]:
    """Read a file with a line of names; columns are set apart by commas or semicolons."""
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RowsError(f"{file} cannot be read: {error}.") from error
    head = text.partition("\n")[0]
    rows = csv.DictReader(text.splitlines(), delimiter=";" if ";" in head else ",", restval="")
    missing = [name for name in needed if name not in (rows.fieldnames or ())]
    if missing:
        raise RowsError(f"{file} has no column {' and no column '.join(missing)}.")
    return [(rows.line_num, row) for row in rows]
