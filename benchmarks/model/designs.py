"""What people build, in the model: each sells a unit to a shopper and puts the order, or says why.

A design says `sold_out` when it believes that nothing is left, and `again` when it cannot tell.
Refused shoppers leave; the others ask again.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final, Protocol

from benchmarks.model.limits import Conflict, Database, Throttled, Timeline

TRIES: Final = 4
LONGEST_PAUSE_SECONDS: Final = 0.05
SHARDS: Final = 16


class Said(StrEnum):
    """What a shopper is told."""

    ORDERED = "ordered"
    SOLD_OUT = "sold_out"
    AGAIN = "again"


class Design(Protocol):
    """A way to sell."""

    @property
    def left(self) -> int:
        """How many units are on sale at this instant."""

    def buy(self, shopper: int) -> Said:
        """Sell one unit to a shopper."""


class _NoneLeft(Exception):  # noqa: N818 - an outcome
    """When a condition found nothing."""


class _Stock:
    """Counters that must not go below nought."""

    def __init__(self, units: int, counters: int = 1) -> None:
        self._left = [units // counters + (n < units % counters) for n in range(counters)]

    @property
    def left(self) -> int:
        return sum(self._left)

    def taking(self, counter: int = 0) -> Callable[[], None]:
        def take() -> None:
            if not self._left[counter]:
                raise _NoneLeft
            self._left[counter] -= 1

        return take


class CounterThenOrder(_Stock):
    """One counter, decremented on condition; then the order is put."""

    def __init__(self, units: int, timeline: Timeline, database: Database) -> None:
        super().__init__(units)
        self._timeline, self._database = timeline, database

    def buy(self, shopper: int) -> Said:
        """Two writes; a refusal is one."""
        try:
            self._database.write("counter", self.taking())
        except _NoneLeft:
            return Said.SOLD_OUT
        except Throttled:
            return Said.AGAIN
        self._database.write(f"order-{shopper}", lambda: None)
        return Said.ORDERED


class CounterWithOrder(_Stock):
    """Counter and order in one transaction."""

    def __init__(self, units: int, timeline: Timeline, database: Database) -> None:
        super().__init__(units)
        self._timeline, self._database = timeline, database

    def buy(self, shopper: int) -> Said:
        """One transaction of two; tried four times if another was at the counter."""
        for attempt in range(TRIES):
            try:
                self._database.transact(["counter", f"order-{shopper}"], self.taking())
            except _NoneLeft:
                return Said.SOLD_OUT
            except Conflict:
                longest = LONGEST_PAUSE_SECONDS * 2**attempt
                self._timeline.wait(self._timeline.dice.uniform(0, longest))
            except Throttled:
                return Said.AGAIN
            else:
                return Said.ORDERED
        return Said.AGAIN


class ShardedCounters(_Stock):
    """Sixteen counters; a shopper tries four of them, then hears that it is sold out."""

    def __init__(self, units: int, timeline: Timeline, database: Database) -> None:
        super().__init__(units, SHARDS)
        self._timeline, self._database = timeline, database

    def buy(self, shopper: int) -> Said:
        """Two writes and one for each empty shard met."""
        for shard in self._timeline.dice.sample(range(SHARDS), TRIES):
            try:
                self._database.write(f"counter-{shard}", self.taking(shard))
            except _NoneLeft:
                continue
            except Throttled:
                return Said.AGAIN
            self._database.write(f"order-{shopper}", lambda: None)
            return Said.ORDERED
        return Said.SOLD_OUT
