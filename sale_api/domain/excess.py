"""Where a planned sale would ask for more than it may: of the account, of DynamoDB, of its window.

The limits stand with their sources in docs/how-to/estimate-a-sale.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from sale_api.domain.estimate import Estimate, Load

EDGE_REQUESTS = 250_000
ITEM_WRITE_UNITS = 1_000
ITEM_READ_UNITS = 3_000
NEW_TABLE_WRITE_UNITS = 4_000
NEW_ENVIRONMENTS = 1_000
"""So many Lambda adds to a function at once; the next come ten seconds later."""


class Moment(StrEnum):
    """When: in the first second if there is no line, or in the line."""

    OPENING = "opening"
    LINE = "line"


class Limit(StrEnum):
    """What there is only so much of."""

    EDGE_REQUESTS = "edge_requests"
    REQUESTS = "requests"
    CONCURRENCY = "concurrency"
    GROWTH = "growth"
    LOT_WRITES = "lot_writes"
    LEVELS_READS = "levels_reads"
    TABLE_WRITES = "table_writes"
    WINDOW = "window"


class Excess(Struct, frozen=True):
    """What is needed, and how much of it there is: a second's, or the seconds of a window."""

    moment: Moment
    limit: Limit
    needed: int
    allowed: int


def excesses(estimate: Estimate) -> Sequence[Excess]:
    """Return all that is too much, the opening's first."""
    window = estimate.plan.windows[0]
    window_seconds = (window.closes_at - window.opens_at) // 1_000
    rows = [
        Excess(Moment.OPENING, Limit.EDGE_REQUESTS, estimate.expected.shoppers, EDGE_REQUESTS),
        *_of_load(Moment.OPENING, estimate.opening, estimate),
        *_of_load(Moment.LINE, estimate.line, estimate),
        Excess(
            Moment.LINE,
            Limit.TABLE_WRITES,
            estimate.lots_write_units_per_second,
            NEW_TABLE_WRITE_UNITS,
        ),
        Excess(Moment.LINE, Limit.WINDOW, estimate.spread_seconds, window_seconds),
    ]
    return [row for row in rows if row.needed > row.allowed]


def _of_load(moment: Moment, load: Load, estimate: Estimate) -> Iterator[Excess]:
    quotas = estimate.expected.quotas
    yield Excess(moment, Limit.REQUESTS, load.requests, quotas.requests_per_second)
    yield Excess(moment, Limit.CONCURRENCY, load.concurrency, quotas.concurrency)
    if load.concurrency <= quotas.concurrency:
        yield Excess(moment, Limit.GROWTH, load.concurrency, NEW_ENVIRONMENTS)
    yield Excess(moment, Limit.LOT_WRITES, load.hottest_lot_write_units, ITEM_WRITE_UNITS)
    yield Excess(moment, Limit.LEVELS_READS, load.levels_read_units, ITEM_READ_UNITS)
