"""The verdict on a waiting list: by raw entries, lots, orders and mails, and what people were told.

The order of the list is recomputed: without a line it is when somebody joined, by their entry's
history, and then by their id; with one it is the order of the line, by its draw. Whoever joined
while the keeper was passing over the list may have come too late for that pass, so they are missed
only some time later: five seconds, or as long as the slowest answer of this run took, for where
answers are slow, so is a pass.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from infra.local.crowd.journal import Journal
    from infra.local.verdict.books import Books, Entry, ListBooks, ListNotice

    Place = tuple[int, float]
    """Nought and a place in the draw, or one and an instant."""

NOTHING_OFFERED: Final = "The list's order was not judged: no unit came back to be offered."
_A_PASS_MS: Final = 5_000
_MS: Final = 1000
_MAILED: Final = frozenset({"offered", "lapsed", "served"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitVerdict:
    """The numbers of a waiting list, and the sentences of what it broke."""

    joined: int
    offers: int
    offers_of_fewer: int
    outcomes: Mapping[str, int]
    counts: Mapping[str, int]

    @property
    def broken(self) -> tuple[str, ...]:
        """One sentence for each broken promise."""
        return tuple(
            sentence.format(f"{self.counts[name]:,}")
            for name, sentence in _PROMISES.items()
            if self.counts[name]
        )

    @property
    def not_judged(self) -> tuple[str, ...]:
        """What this run says nothing about."""
        return () if self.offers else (NOTHING_OFFERED,)

    def as_json(self) -> dict[str, Any]:
        """Return the fields of the report's `waitlist`."""
        names = ("joined", "offers", "offers_of_fewer")
        return {**{name: getattr(self, name) for name in names}, **self.outcomes, **self.counts}


_PROMISES: Final = {
    "offered_past_others": "Offers went past somebody who stood before in the list: {}.",
    "other_prices": "Prices are not those at which people had joined the list: {}.",
    "units_left": "Units were left while somebody waited for them: {}.",
    "offers_untold": "Offers, or their ends, were not mailed: {}.",
    "outcomes_unknown": "Offers are over, and nobody noted what became of them: {}.",
    "entries_wrong": "Places in the list are not as their shoppers were told: {}.",
}
_OUTCOMES: Final = ("waiting", "taken", "declined", "lapsed", "left", "served")


def judge_list(
    books: Books,
    waitlist: ListBooks,
    journal: Journal,
    price_minor: int,
    places: Mapping[str, Place] | None = None,
) -> WaitVerdict:
    """Recompute everything about a waiting list; `price_minor` is the plan's, of one unit.

    `places` are where shoppers stand in the line, if there is one.
    """
    entries = waitlist.entries
    offers = [event for entry in entries for event in entry.history if event.what == "offered"]
    states = Counter(entry.state for entry in entries)
    fewer = sum(
        (event.quantity or 0) < entry.quantity
        for entry in entries
        for event in entry.history
        if event.what == "offered"
    )
    return WaitVerdict(
        joined=len(entries),
        offers=len(offers),
        offers_of_fewer=fewer,
        outcomes={state: states[state] for state in _OUTCOMES},
        counts={
            "offered_past_others": _past_others(entries, journal, places or {}),
            "other_prices": _other_prices(books, entries, price_minor),
            "units_left": _left(books, {e.pool for e in entries if e.state == "waiting"}),
            "offers_untold": _untold(entries, waitlist.notices),
            "outcomes_unknown": states["offered"],
            "entries_wrong": _wrong(entries, journal),
        },
    )


def _past_others(entries: Sequence[Entry], journal: Journal, places: Mapping[str, Place]) -> int:
    """Count the offers that were made while somebody had long stood before who got it.

    Each pool has a list of its own.
    """

    def place(entry: Entry, since: float) -> Place:
        """Return where somebody stands; who joins again does behind the line."""
        behind = (1, since)
        return places.get(entry.shopper, behind) if since == entry.history[0].at else behind

    told = {fate.shopper: fate.listed for fate in journal.fates.values() if fate.listed}
    waits = [
        (entry, place(entry, since), until, max(since, told[entry.shopper].told_at))
        for entry in entries
        if entry.shopper in told
        for since, until in _waits(entry)
    ]
    made = [
        (entry, place(entry, since), until)
        for entry in entries
        for since, until in _waits(entry)
        if any(event.what == "offered" and event.at == until for event in entry.history)
    ]
    slowest_ms = max(ask.latency_seconds for ask in journal.asks) * _MS
    pass_ms = max(_A_PASS_MS, slowest_ms)
    return sum(
        any(
            other.pool == one.pool
            and (stands, other.shopper) < (own, one.shopper)
            and known + pass_ms <= at < until
            for other, stands, until, known in waits
        )
        for one, own, at in made
    )


def _waits(entry: Entry) -> Iterator[tuple[float, float]]:
    """Yield from when to when somebody waited; who still does, for ever."""
    ends = [event.at for event in entry.history[1:]]
    for event, end in zip(entry.history, [*ends, float("inf")], strict=True):
        if event.what == "waiting":
            yield event.at, end


def _other_prices(books: Books, entries: Sequence[Entry], price_minor: int) -> int:
    orders = {order.order: order for order in books.orders}
    taken = [orders.get(entry.order) for entry in entries if entry.state == "taken"]
    return sum(entry.price_minor != price_minor for entry in entries) + sum(
        order is None or order.total_minor != order.quantity * price_minor for order in taken
    )


def _left(books: Books, pools: Collection[str]) -> int:
    return sum(lot.available + lot.returned for lot in books.lots if lot.pool in pools)


def _untold(entries: Sequence[Entry], mails: Sequence[ListNotice]) -> int:
    told = {(mail.shopper, mail.event, mail.to) for mail in mails}
    return sum(each not in told for each in _to_mail(entries))


def _to_mail(entries: Sequence[Entry]) -> Iterator[tuple[str, int, str]]:
    for entry in entries:
        for number, event in enumerate(entry.history, start=1):
            if event.what in _MAILED:
                yield entry.shopper, number, entry.email


def _wrong(entries: Sequence[Entry], journal: Journal) -> int:
    standing = {(each.shopper, each.pool, each.quantity, each.price_minor) for each in entries}
    told = {
        (fate.shopper, fate.listed.pool, fate.listed.quantity, fate.listed.price_minor)
        for fate in journal.fates.values()
        if fate.listed
    }
    return len(standing ^ told)
