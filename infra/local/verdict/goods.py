"""What goods to come promise: paid first, allotted in order, packed once they are there.

By raw orders and counts of what arrived; who paid, the crowd wrote down itself.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.local.crowd.journal import Journal
    from infra.local.verdict.books import Goods, Order


def judge_goods(later: Sequence[Order], goods: Sequence[Goods], journal: Journal) -> dict[str, int]:
    """Count what must be nought; `later` are all orders of goods to come."""
    had = [order for order in later if "allotted" in order.events]
    return {
        **_wrongly_paid(later, journal),
        "not_reminded": sum(not _comes_before("reminded", "expired", each) for each in later),
        "packed_early": sum(not _comes_before("allotted", "in_fulfilment", each) for each in later),
        "past_others": _past_others(had),
        "unallotted": _unallotted(later, goods),
        "miscounted": _miscounted(had, goods),
    }


def _wrongly_paid(later: Sequence[Order], journal: Journal) -> dict[str, int]:
    """Count who kept an order that they never paid, and who paid and lost it."""
    paid = {bill.order for bill in journal.bills.values() if bill.is_paid}
    return {
        "kept_unpaid": sum(
            order.in_force and ("paid" not in order.events or order.order not in paid)
            for order in later
        ),
        "paid_and_ended": sum(
            not order.in_force and ("paid" in order.events or order.order in paid)
            for order in later
        ),
    }


def _comes_before(first: str, then: str, order: Order) -> bool:
    """Tell whether one event came before another, if that came at all."""
    return then not in order.events or first in order.events[: order.events.index(then)]


def _past_others(had: Sequence[Order]) -> int:
    """Count who was allotted goods before somebody who had ordered earlier."""
    latest = count = 0
    for _, group in groupby(sorted(had, key=_placed_at), key=_placed_at):
        instants = [order.at[order.events.index("allotted")] for order in group]
        count += sum(at < latest for at in instants)
        latest = max(latest, *instants)
    return count


def _placed_at(order: Order) -> int:
    return order.at[0]


def _unallotted(later: Sequence[Order], goods: Sequence[Goods]) -> int:
    """Count the units that lie there while paid orders wait for them."""
    waiting: Counter[str] = Counter()
    for order in later:
        if order.in_force and "allotted" not in order.events:
            waiting[order.pool] += order.quantity
    return sum(min(waiting[each.pool], max(0, each.arrived - each.given)) for each in goods)


def _miscounted(had: Sequence[Order], goods: Sequence[Goods]) -> int:
    """Return by how many units what is counted as given is not what orders have had, or arrived."""
    units: Counter[str] = Counter()
    for order in had:
        units[order.pool] += order.quantity
    return sum(
        abs(each.given - units[each.pool]) + max(0, each.given - each.arrived) for each in goods
    )
