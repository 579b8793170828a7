"""What may be added to the stock of a published sale."""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.errors import LimitReached, RequestReused, WrongState
from sale_api.domain.plan import MOST_UNITS, Addition
from sale_api.domain.sale import Change, Sale

MOST_ADDITIONS = 64
"""The plan is read by every process once a second, so it stays small."""


def with_stock(sale: Sale, addition: Addition, by: str) -> Sale:
    """Return the sale with the addition; the same one again changes nothing.

    Raises `RequestReused` if its id stands with another pool or number of units, `WrongState`
    unless the sale is published, and it or its waiting list not over, and `LimitReached` with how
    many may be added.
    """
    for standing in sale.additions:
        if standing.addition == addition.addition:
            if (standing.pool, standing.units) == (addition.pool, addition.units):
                return sale
            detail = "Another addition has this id; choose a different one."
            raise RequestReused(detail, standing=sale)
    if not sale.is_public:
        detail = "Only to a published sale can stock be added; change the plan of this one."
        raise WrongState(detail, state=sale.state)
    if addition.at >= max(sale.ends_at, sale.list_until or 0):
        raise WrongState("The sale is over; nobody could have what is added.", state="closed")
    most = most_units(sale)
    if addition.units > most:
        raise LimitReached(f"You can still add {most} units to this sale.", limit=most)
    what = f"added {addition.units} units to {addition.pool}"
    changed = sale.changed(Change(addition.at, by, what))
    return replace(changed, additions=(*sale.additions, addition))


def most_units(sale: Sale) -> int:
    """Return how many units may still be added: as many again as planned, within the most of all.

    Claims on added units stand in the plan's lots, which have room for twice as many.
    """
    if len(sale.additions) >= MOST_ADDITIONS:
        return 0
    planned = sale.plan.units
    added = sum(addition.units for addition in sale.additions)
    return min(planned, MOST_UNITS - planned) - added
