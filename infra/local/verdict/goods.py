"""What goods to come promise: paid first, allotted in order, packed once they are there.

By raw orders and counts of what arrived; who paid, the crowd wrote down itself.
"""

from __future__ import annotations

from collections import Counter
from math import inf
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
        "past_others": _past_others(later),
        "unallotted": _unallotted(later, goods),
        "miscounted": _miscounted(had, goods),
    }


def _wrongly_paid(later: Sequence[Order], journal: Journal) -> dict[str, int]:
    """Count who kept an order that they never paid, who paid and lost it, and who lost it early."""
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
        "ended_early": sum(
            order.when("expired") < journal.bills[order.order].pay_by
            for order in later
            if order.order in journal.bills
        ),
    }


def _comes_before(first: str, then: str, order: Order) -> bool:
    """Tell whether one event came before another, if that came at all."""
    return then not in order.events or first in order.events[: order.events.index(then)]


def _past_others(later: Sequence[Order]) -> int:
    """Count who was allotted goods while somebody who had ordered earlier, and paid, went without.

    The keeper's list of who waits is a moment old; a story's goods arrive long after all is paid.
    """
    waits = [
        (order.pool, order.at[0], order.when("paid"), order.when("allotted"))
        for order in later
        if order.in_force or "allotted" in order.events
    ]
    return sum(
        any(
            other == pool and before < placed_at and paid_at < at < had_at
            for other, before, paid_at, had_at in waits
        )
        for pool, placed_at, _, at in waits
        if at < inf
    )


def _unallotted(later: Sequence[Order], goods: Sequence[Goods]) -> int:
    """Count the units that lie there while paid orders wait for them."""
    waiting: Counter[str] = Counter()
    for order in later:
        if order.in_force and order.when("paid") < order.when("allotted") == inf:
            waiting[order.pool] += order.quantity
    return sum(min(waiting[each.pool], max(0, each.arrived - each.given)) for each in goods)


def _miscounted(had: Sequence[Order], goods: Sequence[Goods]) -> int:
    """Return by how many units what is counted as given is not what orders have had, or arrived."""
    units: Counter[str] = Counter()
    for order in had:
        units[order.pool] += order.quantity
    units.subtract({each.pool: each.given for each in goods})
    return sum(map(abs, units.values())) + sum(max(0, each.given - each.arrived) for each in goods)
