"""The verdict on a waiting list: by raw entries, lots, orders and mails, and what people were told.

The order of the list is recomputed: without a line it is when somebody joined, by their entry's
history, and then by their id; with one it is the order of the line, by its draw. An offer notes
when the keeper had read the list: past whoever knew before then that they waited it must not go.
Who joined later could not be seen. That the note is true is held by the worlds (I18).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from infra.local.verdict.findings import kept_out
from infra.local.verdict.promises import broken

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from infra.local.crowd.journal import Journal
    from infra.local.verdict.books import Books, Entry, EntryEvent, ListBooks, ListNotice

    Place = tuple[int, float]
    """Nought and a place in the draw, or one and an instant."""

NOBODY_JOINED: Final = "The waiting list was not judged: nobody joined it."
NOTHING_OFFERED: Final = "The list's order was not judged: no unit came back to be offered."
_MAILED: Final = frozenset({"offered", "lapsed", "served"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitVerdict:
    """The numbers of a waiting list, and the sentences of what it broke.

    `longest_pass_ms` is the longest that an offer came after the list was read.
    """

    joined: int
    offers: int
    offers_of_fewer: int
    longest_pass_ms: int
    outcomes: Mapping[str, int]
    counts: Mapping[str, int]

    @property
    def broken(self) -> tuple[str, ...]:
        """One sentence for each broken promise."""
        return broken(PROMISES, self.counts)

    @property
    def not_judged(self) -> tuple[str, ...]:
        """What this run says nothing about."""
        if self.offers:
            return ()
        return (NOTHING_OFFERED if self.joined else NOBODY_JOINED,)

    def as_json(self) -> dict[str, Any]:
        """Return the fields of the report's `waitlist`."""
        names = ("joined", "offers", "offers_of_fewer", "longest_pass_ms")
        return {**{name: getattr(self, name) for name in names}, **self.outcomes, **self.counts}


PROMISES: Final = {
    "kept_out": "Shoppers who would have waited were kept out of the list: {}.",
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
    offers = [
        (entry, event) for entry in entries for event in entry.history if event.what == "offered"
    ]
    states = Counter(entry.state for entry in entries)
    return WaitVerdict(
        joined=len(entries),
        offers=len(offers),
        offers_of_fewer=sum((event.quantity or 0) < entry.quantity for entry, event in offers),
        longest_pass_ms=max((event.at - (event.read_at or 0) for _, event in offers), default=0),
        outcomes={state: states[state] for state in _OUTCOMES},
        counts={
            "kept_out": kept_out(journal),
            "offered_past_others": _past_others(entries, journal, places or {}),
            "other_prices": _other_prices(books, entries, price_minor),
            "units_left": _left(books, {e.pool for e in entries if e.state == "waiting"}),
            "offers_untold": _untold(entries, waitlist.notices),
            "outcomes_unknown": states["offered"],
            "entries_wrong": _wrong(entries, journal),
        },
    )


class _Wait(NamedTuple):
    """That somebody waited for units of a pool: where they stood, since when, and what ended it."""

    shopper: str
    pool: str
    place: Place
    since: float
    ending: EntryEvent | None

    @property
    def offer(self) -> EntryEvent | None:
        """What they were offered, if that ended it."""
        return self.ending if self.ending and self.ending.what == "offered" else None

    def is_before(self, other: _Wait) -> bool:
        """Whether they stood before somebody; each pool has a list of its own."""
        own, theirs = (self.place, self.shopper), (other.place, other.shopper)
        return self.pool == other.pool and own < theirs

    def lasts_at(self, instant: int) -> bool:
        """Whether they still waited."""
        return self.ending is None or instant < self.ending.at


def _waits(entry: Entry, places: Mapping[str, Place]) -> Iterator[_Wait]:
    """Yield each time that somebody waited; who joins again stands behind the line."""
    for event, ending in zip(entry.history, [*entry.history[1:], None], strict=True):
        if event.what == "waiting":
            behind = (1, float(event.at))
            place = places.get(entry.shopper, behind) if event is entry.history[0] else behind
            yield _Wait(entry.shopper, entry.pool, place, event.at, ending)


def _past_others(entries: Sequence[Entry], journal: Journal, places: Mapping[str, Place]) -> int:
    """Count the offers that went past somebody who stood before, and waited for all to see."""
    told = {fate.shopper: fate.listed.told_at for fate in journal.fates.values() if fate.listed}
    waits = [wait for entry in entries for wait in _waits(entry, places)]
    return sum(
        any(
            max(other.since, told.get(other.shopper, inf)) < (offer.read_at or 0)
            and other.is_before(one)
            and other.lasts_at(offer.at)
            for other in waits
        )
        for one in waits
        if (offer := one.offer)
    )


def _other_prices(books: Books, entries: Sequence[Entry], price_minor: int) -> int:
    orders = {order.order: order for order in books.orders}
    taken = [orders.get(entry.order) for entry in entries if entry.state == "taken"]
    return sum(entry.price_minor != price_minor for entry in entries) + sum(
        order is None or order.total_minor != order.quantity * price_minor for order in taken
    )


def _left(books: Books, pools: Collection[str]) -> int:
    return sum(lot.available + lot.returned for lot in books.lots if lot.pool in pools)


def is_told(waitlist: ListBooks) -> bool:
    """Whether of every offer it is noted what became of it, and all is mailed that is to be."""
    entries = waitlist.entries
    return not _untold(entries, waitlist.notices) and all(e.state != "offered" for e in entries)


def _untold(entries: Sequence[Entry], mails: Sequence[ListNotice]) -> int:
    told = {(mail.shopper, mail.event, mail.to) for mail in mails}
    return sum(each not in told for each in _to_mail(entries))


def _to_mail(entries: Sequence[Entry]) -> Iterator[tuple[str, int, str]]:
    for entry in entries:
        for number, event in enumerate(entry.history, start=1):
            if event.what in _MAILED:
                yield entry.shopper, number, entry.email


def _wrong(entries: Sequence[Entry], journal: Journal) -> int:
    standing = {(e.shopper, e.email, e.pool, e.quantity, e.price_minor) for e in entries}
    told = {
        (fate.shopper, fate.email, listed.pool, listed.quantity, listed.price_minor)
        for fate in journal.fates.values()
        if (listed := fate.listed)
    }
    return len(standing ^ told)
