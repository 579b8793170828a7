"""The packing list, as CSV for a spreadsheet or a warehouse's own system."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO

from chalicelib.http.presenting.instants import instant
from sale_api.domain.order import Order

COLUMNS = (
    *("order", "placed_at", "pool", "title", "quantity"),
    *("name", "street", "postcode", "city", "country"),
)
BEFORE_FORMULAS = r"(^|;)(?=\s*[=+@\-\uff1d\uff0b\uff20\uff0d])"
"""Where a spreadsheet would begin a formula; a name is none.

At the start of a cell, and where a spreadsheet that is set to semicolons, as German ones are, cuts
one in two. Wide forms count, too.
"""


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
    return re.sub(BEFORE_FORMULAS, r"\1'", cell)
