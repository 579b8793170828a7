"""DynamoDB's limits as a discrete-event model: virtual time, tasks in turns, nothing on a clock.

What is modelled, with AWS's own words for it:

- A partition takes 1,000 write units a second, whatever the capacity mode, and so does one key,
  however hot ("Burst and adaptive capacity", "Warm throughput scenarios", Amazon DynamoDB Developer
  Guide). More is throttled, and consumes nothing. A bucket holds one second's units.
- A write whose condition fails consumes what a write that succeeds does ("Working with items",
  same guide); so refusals of a hot key eat its limit.
- A transaction consumes two units for each item, to prepare and to commit, also when it is
  cancelled; it takes no locks and queues nothing. From its prepare to its commit any other write
  of the item is refused as a conflict (same guide, "Transactions"; Idziorek et al., "Distributed
  transactions at scale in Amazon DynamoDB", USENIX ATC 2023).
- The SDK tries a throttled request three times in all, waiting a random part of 1 s, then of 2 s
  (botocore's "standard" mode); a conflict it hands to the caller.

Assumed, not documented: one millisecond to 5 for a request, by a fixed seed; 5 ms from prepare to
commit. Keys are taken to stand on partitions of their own, which favours none of the designs.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from greenlet import getcurrent, greenlet

T = TypeVar("T")

UNITS_A_SECOND: Final = 1_000
OF_A_TRANSACTION: Final = 2
ATTEMPTS: Final = 3
LATENCY_SECONDS: Final = (0.001, 0.005)
PREPARED_SECONDS: Final = 0.005


class Throttled(Exception):  # noqa: N818 - an outcome that callers handle
    """When a key had no capacity left at any of the SDK's attempts."""


class Conflict(Exception):  # noqa: N818 - an outcome that callers handle
    """When a transaction was at one of the items."""


@dataclass
class _Key:
    tokens: float = UNITS_A_SECOND
    refilled_at: float = 0.0
    prepared_until: float = 0.0


@dataclass
class Timeline:
    """Virtual seconds; tasks run one at a time and give way where they wait."""

    seed: int
    now: float = 0.0
    _due: list[tuple[float, int, greenlet]] = field(default_factory=list)
    _number: int = 0

    def __post_init__(self) -> None:
        """Throw the dice by the seed."""
        self.dice = random.Random(self.seed)

    def start(self, at: float, work: Callable[[], None]) -> None:
        """Let a task begin at an instant."""
        self._resume(at, greenlet(work))

    def wait(self, seconds: float) -> None:
        """Let a task wait."""
        self._resume(self.now + seconds, getcurrent())
        assert self._main is not None
        self._main.switch()

    def run(self) -> None:
        """Run until no task is left."""
        self._main = getcurrent()
        while self._due:
            self.now, _, task = heapq.heappop(self._due)
            task.parent = self._main
            task.switch()

    def _resume(self, at: float, task: greenlet) -> None:
        self._number += 1
        heapq.heappush(self._due, (at, self._number, task))


class Database:
    """Keys with limits; what stands under them is the caller's, and changes in one instant."""

    def __init__(self, timeline: Timeline) -> None:
        """Begin with all keys idle."""
        self._timeline = timeline
        self._keys: dict[str, _Key] = {}
        self.write_units = 0
        self.requests: Counter[str] = Counter()

    def read(self) -> None:
        """Wait for an answer; reads have a limit three times as high, which nobody here meets."""
        self.requests["read"] += 1
        self._travel()

    def write(self, key: str, change: Callable[[], T]) -> T:
        """Change an item of one kilobyte, or refuse: both cost a unit. The change may raise."""
        self._admitted([key], 1)
        try:
            if self._keys[key].prepared_until > self._timeline.now:
                raise Conflict
            return change()
        finally:
            self._travel()

    def transact(self, keys: Collection[str], change: Callable[[], T]) -> T:
        """Change several items, or none; `change` runs at the commit."""
        self._admitted(keys, OF_A_TRANSACTION)
        standing = [self._keys[key] for key in keys]
        if any(key.prepared_until > self._timeline.now for key in standing):
            self._travel()
            raise Conflict
        for key in standing:
            key.prepared_until = self._timeline.now + PREPARED_SECONDS
        self._timeline.wait(PREPARED_SECONDS)
        try:
            return change()
        finally:
            self._travel()

    def _admitted(self, keys: Collection[str], units: int) -> None:
        """Take units of each key, as often as the SDK tries; `Throttled` when there are none."""
        for attempt in range(ATTEMPTS):
            self.requests["write"] += 1
            self._travel()
            buckets = [self._bucket(key) for key in keys]
            if all(bucket.tokens >= units for bucket in buckets):
                for bucket in buckets:
                    bucket.tokens -= units
                self.write_units += units * len(buckets)
                return
            self.requests["throttled"] += 1
            if attempt + 1 < ATTEMPTS:
                self._timeline.wait(self._timeline.dice.uniform(0, 2**attempt))
        raise Throttled

    def _bucket(self, name: str) -> _Key:
        key = self._keys.setdefault(name, _Key())
        gained = (self._timeline.now - key.refilled_at) * UNITS_A_SECOND
        key.tokens = min(UNITS_A_SECOND, key.tokens + gained)
        key.refilled_at = self._timeline.now
        return key

    def _travel(self) -> None:
        self._timeline.wait(self._timeline.dice.uniform(*LATENCY_SECONDS) / 2)


def spread(seconds: float, shoppers: int, dice: random.Random) -> Sequence[float]:
    """Return when each shopper comes: at random within so many seconds."""
    return sorted(dice.uniform(0, seconds) for _ in range(shoppers))
