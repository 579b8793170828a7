"""The audit's checks of a line: what was shown of its draws, and that nobody was served too early.

Each looks at many things, and gives for each nothing, or its fault as a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

from sale_api.domain.admission import admitted_at
from sale_api.domain.draw import commitment, digest
from sale_api.domain.order import Order
from sale_api.domain.record import Record
from sale_api.domain.sale import Sale

CLOCKS_DIFFER_MS = 2_000
MEMORY_MS = 1_000
"""A process knows of a pause so late at most, and its sale's clock runs on until then."""


def commitments(record: Record) -> Iterator[str]:
    """Hold each seed to what was committed to."""
    for window, draw in enumerate(record.sale.draws):
        if draw.seed is not None:
            fits = commitment(bytes.fromhex(draw.seed)) == draw.commitment
            yield "" if fits else f"Window {window}: the seed is not the one committed to."


def digests(record: Record) -> Iterator[str]:
    """Hold each digest to the line of who was in time."""
    sale = record.sale
    for window, draw in enumerate(sale.draws):
        opens_at = sale.plan.windows[window].opens_at
        if sale.ends_at <= opens_at:
            continue
        line = record.lines[window]
        in_time = [ticket.shopper for ticket in line if ticket.joined_at < opens_at]
        if draw.seed is None:
            yield f"Window {window}: it opened, but its draw was not shown to the end."
        elif draw.entrants != len(in_time):
            shown = f"{draw.entrants} were in the draw"
            yield f"Window {window}: {shown}, but {len(in_time)} were in time."
        else:
            fits = digest(sale.sale, window, in_time) == draw.digest
            yield "" if fits else f"Window {window}: the digest is not that of who was in time."


def turns(record: Record) -> Iterator[str]:
    """Hold each order, cancelled ones too, to its shopper's turn.

    What a waiting list offers may come before it: all who stand before have had their offers.
    """
    tickets = [{ticket.shopper: ticket for ticket in line} for line in record.lines]
    for order in record.orders:
        if order.claim.offered:
            joined = any(order.shopper in line for line in tickets)
            yield "" if joined else f"Order {order.order}: its shopper had not joined the line."
            continue
        served = _served(record.sale, order)
        held = [
            tickets[window][order.shopper]
            for window in _windows_at(record.sale, served)
            if order.shopper in tickets[window]
        ]
        turns = [turn for each in held if (turn := admitted_at(record.sale, each)) is not None]
        if not held:
            yield f"Order {order.order}: its shopper had not joined the line of an open window."
        elif not turns:
            yield f"Order {order.order}: it was served before the draw was out."
        else:
            early = min(turns) - served
            yield f"Order {order.order}: it was served {early} ms too early." if early > 0 else ""


def _served(sale: Sale, order: Order) -> int:
    """Return when an order's units were reserved, on the sale's clock, which the deadline tells.

    If it was placed before that, then that is the instant.
    """
    reserved = order.claim.deadline - sale.plan.hold_seconds * 1_000
    return min(reserved, sale.clock(order.placed_at) + CLOCKS_DIFFER_MS)


def _windows_at(sale: Sale, clock: int) -> list[int]:
    """Return the windows that may have been open by the sale's clock: two, around a pause."""
    return [
        number
        for number, window in enumerate(sale.plan.windows)
        if sale.clock(window.opens_at) <= clock < sale.clock(window.closes_at) + MEMORY_MS
    ]
