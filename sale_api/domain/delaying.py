"""Saying a later date, and telling it: who ordered before is told once of each, and may leave.

A date is never taken back, nor made an earlier one. Who orders from then on is promised the later
one at once.
"""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.delays import pool_of, promise_of
from sale_api.domain.errors import InvalidRequest, LimitReached, WrongState
from sale_api.domain.history import Note, NoteKind
from sale_api.domain.moves import MOVES, Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.plan import Delay
from sale_api.domain.pools import NO_DAY, is_day
from sale_api.domain.sale import Change, Sale

MOST_DELAYS = 32
"""So many a sale may have: every process reads them once a second, and an order notes each."""

NO_DATE = "Nobody was promised a day for this pool."


def with_delay(sale: Sale, delay: Delay, by: str) -> Sale:
    """Return the sale with a later date; the same one again, in the same words, changes nothing.

    Raises `InvalidRequest` for a pool that is none or has no date, and for a date that is none or
    not later, `WrongState` unless the sale is published, `LimitReached` after so many.
    """
    before = pool_of(sale, sale.plan.pool_named(delay.pool)).delivers_by
    if any(replace(each, at=delay.at, told=0) == delay for each in sale.delays):
        return sale
    if not before:
        raise InvalidRequest({"pool": NO_DATE})
    if not is_day(delay.delivers_by):
        raise InvalidRequest({"delivers_by": NO_DAY})
    if delay.delivers_by <= before:
        raise InvalidRequest({"delivers_by": f"Choose a day after {before}."})
    if not sale.is_public:
        raise WrongState("Nobody has ordered yet; change the plan.", state=sale.state)
    if len(sale.delays) == MOST_DELAYS:
        detail = f"A sale has at most {MOST_DELAYS} later dates."
        raise LimitReached(detail, limit=MOST_DELAYS)
    what = f"delayed {delay.pool} to {delay.delivers_by}"
    changed = sale.changed(Change(delay.at, by, what, delay.reason))
    return replace(changed, delays=(*sale.delays, delay))


def untold(sale: Sale) -> Delay | None:
    """Return a date of which not all have been told yet; one that a later one replaced is none."""
    latest = {delay.pool: delay for delay in sale.delays}
    return next((each for each in latest.values() if each.told < sale.plan.lot_count), None)


def with_told(sale: Sale, delay: Delay, lots: int) -> Sale:
    """Return the next version of the sale, in which the orders of so many lots are told."""
    delays = tuple(replace(each, told=lots) if each is delay else each for each in sale.delays)
    return replace(sale, version=sale.version + 1, delays=delays)


def after_delay(order: Order, delay: Delay, now: int) -> Order:
    """Return the order with a note of the later date; the same order if that is no news to it.

    It is none to who was promised that day or a later one, whose goods lie ready for them, or who
    cannot leave any more, for the parcel is on its way or the order has ended.
    """
    promise = promise_of(order)
    is_ready = any(event.notes(NoteKind.ALLOTTED) for event in order.history)
    can_leave = OrderState.CANCELLED in MOVES[order.state]
    if promise is None or is_ready or not can_leave or order.pool != delay.pool:
        return order
    if promise.delivers_by >= delay.delivers_by:
        return order
    note = Note(NoteKind.LATER, delay.delivers_by, text=delay.reason, on=delay.delivers_by)
    return order.noted(note, at=now, by=Actor.SYSTEM)
