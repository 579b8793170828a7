"""The verdict on several pools: by raw orders, and by what the crowd asked for and was told."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, Final

from infra.local.verdict.findings import notices_doubled
from infra.local.verdict.goods import judge_goods
from infra.local.verdict.promises import broken

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from infra.local.crowd.journal import Fate, Journal
    from infra.local.verdict.books import Books, Goods

NOBODY_OWED: Final = "Reminders, and orders that nobody pays, were not judged: everybody paid."
_REMEMBERED_MS: Final = 5_000
"""A process may name what was there a moment before it was asked."""
_HAPPENED: Final = ("paid", "reminded", "expired", "allotted")


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolVerdict:
    """The numbers of several pools, and the sentences of what they broke."""

    ordered: Mapping[str, int]
    told_of_next: int
    got_next: int
    paid: int
    reminded: int
    expired: int
    allotted: int
    paid_too_late: int
    counts: Mapping[str, int]

    @property
    def broken(self) -> tuple[str, ...]:
        """One sentence for each broken promise; what nobody tried proves nothing."""
        untried = {
            "Nobody was told of a next pool, so nothing was proved.": self.told_of_next,
            "No goods were allotted, so nothing was proved of goods to come.": self.allotted,
        }
        unproved = (sentence for sentence, tried in untried.items() if not tried)
        return (*broken(PROMISES, self.counts), *unproved)

    @property
    def not_judged(self) -> tuple[str, ...]:
        """What this run says nothing about."""
        return () if self.expired else (NOBODY_OWED,)

    def as_json(self) -> dict[str, Any]:
        """Return the fields of the report's `pools`."""
        names = ("told_of_next", "got_next", *_HAPPENED, "paid_too_late")
        numbers = {name: getattr(self, name) for name in names}
        return {"ordered": dict(self.ordered), **numbers, **self.counts}


PROMISES: Final = {
    "beyond_the_pool": "Units of a pool were ordered beyond those it has: {}.",
    "moved_unasked": "Orders are of a pool that their shopper did not ask for: {}.",
    "named_empty": "Pools were named as the next of which all units had long been taken: {}.",
    "kept_unpaid": "Orders stand that were to be paid, and nobody has: {}.",
    "paid_and_ended": "Orders ended although they had been paid: {}.",
    "ended_early": "Orders ended unpaid before the time to pay them was over: {}.",
    "not_reminded": "Orders ended unpaid without a reminder: {}.",
    "packed_early": "Orders were packed before their goods had come: {}.",
    "past_others": "Goods were allotted past somebody who had ordered before: {}.",
    "unallotted": "Paid orders were left without the goods that had come: {}.",
    "miscounted": "Units were allotted that had not arrived, or counted twice: {}.",
    "notices_doubled": "Notices were sent more than once: {}.",
}


def judge_pools(
    books: Books,
    goods: Sequence[Goods],
    journal: Journal,
    units: Mapping[str, int],
    to_come: Collection[str],
) -> PoolVerdict:
    """Recompute everything about pools; `units` are theirs, in the plan's order.

    `to_come` names those whose goods were not there yet, and were paid first.
    """
    later = [order for order in books.orders if order.pool in to_come]
    ordered: Counter[str] = Counter()
    for order in books.in_force:
        ordered[order.pool] += order.quantity
    fates = journal.fates.values()
    return PoolVerdict(
        ordered={pool: ordered[pool] for pool in units},
        told_of_next=sum(len(fate.named) for fate in fates),
        got_next=sum(_got_what_was_named(fate) for fate in fates),
        **{name: sum(name in order.events for order in later) for name in _HAPPENED},
        paid_too_late=journal.paid_too_late,
        counts={
            "beyond_the_pool": sum(max(0, ordered[pool] - units[pool]) for pool in units),
            "moved_unasked": _moved(books, journal, next(iter(units))),
            "named_empty": _named_empty(journal, units),
            **judge_goods(later, goods, journal),
            "notices_doubled": notices_doubled(books),
        },
    )


def _got_what_was_named(fate: Fate) -> bool:
    named = {each.following for each in fate.named}
    return any(hold.pool in named for hold in fate.holds)


def _moved(books: Books, journal: Journal, first: str) -> int:
    """Count orders of pools that were not asked for; who names none asks for the first."""
    asked = {
        fate.shopper: {pool or first for pool in fate.asked} for fate in journal.fates.values()
    }
    return sum(order.pool not in asked.get(order.shopper, ()) for order in books.orders)


def _named_empty(journal: Journal, units: Mapping[str, int]) -> int:
    """Count the pools that were named after all of their units had long been taken."""
    first, empty = next(iter(units)), _empty_times(journal, units)
    return sum(
        named.following == (named.asked or first)
        or any(
            since <= named.sent_at - _REMEMBERED_MS and named.read_at < until
            for since, until in empty[named.following]
        )
        for fate in journal.fates.values()
        for named in fate.named
    )


def _empty_times(
    journal: Journal, units: Mapping[str, int]
) -> Mapping[str, Sequence[tuple[float, float]]]:
    """Return from when to when each pool certainly had nothing left.

    By what shoppers knew they held: from the answer until they gave it back, or its time was up.
    """
    changes: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
    for hold in (hold for fate in journal.fates.values() for hold in fate.holds):
        changes[hold.pool] += hold.changes
    empty: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for pool, count in units.items():
        held, since = 0, inf
        for at, change in sorted(changes[pool]):
            if held < count <= held + change:
                since = at
            elif held + change < count <= held:
                empty[pool].append((since, at))
            held += change
    return empty
