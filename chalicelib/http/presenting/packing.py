"""The packing list, as CSV for a spreadsheet or a warehouse's own system."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from chalicelib.http.presenting.instants import instant
from sale_api.domain.order import Order

COLUMNS = (
    *("order", "placed_at", "pool", "title", "quantity"),
    *("name", "street", "postcode", "city", "country"),
)
FORMULAS = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula; a name is none."""


def packing_csv(orders: Iterable[Order]) -> str:
    """Return a row for each order, under the names of the columns."""
    written = StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    rows.writerows([_plain(cell) for cell in _row(order)] for order in orders)
    return written.getvalue()


def _row(order: Order) -> tuple[str, ...]:
    to = order.delivery
    return (
        *(order.order, instant(order.placed_at), order.pool, order.title),
        *(str(order.claim.quantity), to.name, to.street, to.postcode, to.city, to.country),
    )


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
