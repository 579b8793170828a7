"""The audit's checks of a waiting list: what was offered, and what the list says became of it.

Each looks at many things, and gives for each nothing, or its fault as a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sale_api.domain.order import Bar, Order
from sale_api.domain.record import Record
from sale_api.domain.stock_checks import SETTLING_MS
from sale_api.domain.waiting import Entry, EntryState

LET_GO = frozenset({EntryState.DECLINED, EntryState.LAPSED})


def offers(record: Record) -> Iterator[str]:
    """Hold each last offer to what stands under its order key, and each order to an offer."""
    bought: Counter[str] = Counter()
    for order in record.orders:
        if order.claim.offered:
            bought[order.shopper] += 1
            entry = record.entries.get(order.shopper)
            offered = entry.times(EntryState.OFFERED) if entry else 0
            fits = bought[order.shopper] <= offered
            yield "" if fits else f"Order {order.order}: nobody was offered its units."
    for entry in record.entries.values():
        if entry.order:
            fault = _untrue(record, entry)
            yield fault and f"The offer {entry.order}: {fault}"


def _untrue(record: Record, entry: Entry) -> str:
    """Say what the list tells wrong of an entry's last offer, unless it came about a moment ago."""
    standing, ended = record.standing.get(entry.order), entry.ending
    if isinstance(standing, Order):
        if standing.price != entry.price:
            return f"it was for {entry.price}, and ordered for {standing.price}."
        if ended is None:
            return _late(record, standing.placed_at, "ordered")
        return "it was ordered, but counts as let go." if ended.what in LET_GO else ""
    if ended is not None and ended.what is EntryState.TAKEN:
        return "it counts as taken, but there is no order."
    if isinstance(standing, Bar):
        return _late(record, standing.at, "let go") if ended is None else ""
    return "" if ended is None else "it counts as let go, but may still be ordered."


def _late(record: Record, since: int, what: str) -> str:
    is_late = record.now - since > SETTLING_MS
    return f"it was {what}, but the list does not say so." if is_late else ""
