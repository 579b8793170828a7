"""The audit's checks of the stock: units, the claims on them, and the orders that these became.

Each looks at many things, and gives for each nothing, or its fault as a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sale_api.domain.history import NoteKind, is_explained, times_noted
from sale_api.domain.identifiers import order_id
from sale_api.domain.lot import Claim
from sale_api.domain.order import Bar, Order
from sale_api.domain.record import Record

SETTLING_MS = 5 * 60_000
"""So long the keeper may take to bring back what nobody has a right to any more."""


def lots(record: Record) -> Iterator[str]:
    """Hold the lots to the plan and what was added."""
    layout = record.sale.layout
    there = {lot.number: lot for lot in record.lots}
    for planned in (*layout.planned_lots(), *layout.added_lots()):
        lot = there.get(planned.number)
        as_planned = lot and (lot.pool, lot.allotted) == (planned.pool, planned.allotted)
        what = f"{planned.allotted} units of {planned.pool}"
        yield "" if as_planned else f"Lot {planned.number}: it is not there with {what}."


def units(record: Record) -> Iterator[str]:
    """Hold each lot's counts, and what claims took from it, to its units (I1)."""
    taken: Counter[int] = Counter()
    for lot, _, claim in record.claims:
        taken[claim.source(lot.number)] += claim.quantity
    for lot in record.lots:
        counts = (lot.available, lot.returned, lot.written_off, taken[lot.number])
        told = "{} available, {} returned, {} written off and {} claimed".format(*counts)
        fits = sum(counts) == lot.allotted
        yield "" if fits else f"Lot {lot.number}: {told} are not {lot.allotted}."


def claims(record: Record) -> Iterator[str]:
    """Hold each claim to its home, the limit, and an order in force (I3, I6)."""
    sale = record.sale
    for lot, shopper, claim in record.claims:
        name = f"Claim {claim.claim} in lot {lot.number}"
        if sale.home_of(shopper) != lot.number:
            yield f"{name}: its shopper's home is lot {sale.home_of(shopper)}."
        elif claim.quantity > sale.plan.limit:
            yield f"{name}: {claim.quantity} units are more than one shopper may have."
        else:
            fault = _without_right(record, shopper, claim)
            yield fault and f"{name}: {fault}"


def _without_right(record: Record, shopper: str, claim: Claim) -> str:
    """Say why a claim ought not to stand any more, unless it ended a moment ago."""
    standing = record.standing.get(order_id(record.sale.sale, shopper, claim.claim))
    if isinstance(standing, Order):
        over = not standing.is_in_force and record.now - standing.history[-1].at > SETTLING_MS
        return "its order has ended, but its units have not come back." if over else ""
    if claim.settled:
        return "it counts as ordered, but there is no order."
    if isinstance(standing, Bar):
        since = record.now - standing.at
    else:
        since = record.sale.clock(record.now) - claim.deadline - record.grace_ms
    return "it has run out, but its units have not come back." if since > SETTLING_MS else ""


def orders(record: Record) -> Iterator[str]:
    """Hold each order in force to its claim (I4)."""
    lots = {lot.number: lot for lot in record.lots}
    for order in record.orders:
        if order.is_in_force:
            lot = lots.get(order.home)
            stands = lot is not None and lot.stands(order.shopper, order.claim)
            yield "" if stands else f"Order {order.order}: it is in force without its units."


def histories(record: Record) -> Iterator[str]:
    """Hold each order to the history that explains its state (I10)."""
    for order in record.orders:
        explained = is_explained(order.history)
        yield "" if explained else f"Order {order.order}: its history does not explain its state."


def goods(record: Record) -> Iterator[str]:
    """Hold what was given of goods to come to the orders that have it, and to what arrived (I19).

    An order that has ended since had its part all the same.
    """
    for there in record.goods:
        had = sum(
            order.claim.quantity
            for order in record.orders
            if order.pool == there.pool and times_noted(order.history, NoteKind.ALLOTTED)
        )
        told = f"{there.given} units were given, orders have {had}, {there.arrived} have arrived."
        fits = had == there.given <= there.arrived
        yield "" if fits else f"Pool {there.pool}: {told}"
