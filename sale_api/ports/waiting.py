"""The waiting list of each sale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from sale_api.domain.lot import Claim
from sale_api.domain.waiting import Entry, EntryState


class Waited(NamedTuple):
    """How many shoppers have joined a waiting list, were offered units, and took what was offered.

    Whoever joined, or was offered, more than once is counted once.
    """

    joined: int
    offered: int
    taken: int


class Waiting(Protocol):
    """The entries, one a shopper and sale; those that wait are in order, sixteen parts of a sale.

    A write that a retry repeats recognises itself: by the state that it makes, and its version.
    """

    def find(self, sale: str, shopper: str) -> Entry | None:
        """Read an entry, consistently. One read."""

    def join(self, entry: Entry) -> Entry:
        """Write a first entry, or return the one that stands under its key. One write."""

    def join_again(self, entry: Entry) -> None:
        """Write an entry that waits again over the one it follows. One write.

        `Unmet`: it waits by now, or its history is another.
        """

    def leave(self, entry: Entry) -> None:
        """Append that it left, if it still waits as it was before that. One write; else `Unmet`."""

    def serve(self, entry: Entry) -> None:
        """Append that its shopper has units already, as `leave` does. One write; else `Unmet`."""

    def offer(self, entry: Entry, home: int, claim: Claim, returned: int) -> None:
        """Offer units: take them where the claim says, write it at home, and append the offer.

        So many of the claim's units were `returned`, the others are on sale. One transaction of
        three writes, of two if the units are the home lot's own. `Unmet`: a lot, or the entry, is
        not as it was read.
        """

    def end_offer(self, sale: str, shopper: str, order: str, to: EntryState, at: int) -> None:
        """Append what became of the offer under an order key, if it is the last one. One write."""

    def head(self, sale: str, pool: str, part: int) -> str | None:
        """Read the least turn of those who wait for a pool in one part, consistently. One read."""

    def turns(self, sale: str, pool: str, most: int) -> Sequence[str]:
        """Read the turns of who waits for a pool, in order, a moment old, and at most so many.

        One request for each part, and for each MB of it.
        """

    def counts(self, sale: str) -> Waited:
        """Count the entries of a sale, a moment old. Two requests a part, and for each MB of it."""

    def of_sale(self, sale: str) -> Iterator[Entry]:
        """Give all entries of a sale, a moment old. One request for each part, or MB of it."""

    def forget(self, sale: str, shopper: str) -> None:
        """Erase how somebody is reached; again is harmless. One write."""

    def lease(self, sale: str, shopper: str, task: str, now: int, until: int) -> Entry:
        """Take a task until an instant, as `Orders.lease` does. One write."""

    def finish(self, sale: str, shopper: str, task: str, at: int) -> None:
        """Mark a task as done, as `Orders.finish` does. One write."""
