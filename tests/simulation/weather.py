"""Weather: what may befall one request to the database, drawn from the seed of its invocation.

It is answered, never sent, throttled, applied without an answer, applied a minute after the caller
gave up, refused by another transaction; or its caller is frozen for minutes, or killed.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")

LATENCIES_MS = (1, 1, 2, 2, 5, 5, 10, 20, 50, 200, 900)
TIMEOUT_MS = 2_000
LATE_MS = (1_000, 5_000, 60_000)
FROZEN_MS = (1_500, 12_000, 30_000, 75_000, 200_000)


class Fate(StrEnum):
    """What befalls one request."""

    ANSWERED = "answered"
    NEVER_SENT = "never sent"
    THROTTLED = "throttled"
    ANSWER_LOST = "answer lost"
    APPLIED_LATE = "applied late"
    CONFLICT = "in conflict"
    FROZEN_BEFORE = "frozen before"
    FROZEN_AFTER = "frozen after"
    KILLED_BEFORE = "killed before"
    KILLED_AFTER = "killed after"


WEIGHTS = {
    Fate.NEVER_SENT: 2,
    Fate.THROTTLED: 1,
    Fate.ANSWER_LOST: 5,
    Fate.APPLIED_LATE: 3,
    Fate.CONFLICT: 6,
    Fate.FROZEN_BEFORE: 4,
    Fate.FROZEN_AFTER: 2,
    Fate.KILLED_BEFORE: 2,
    Fate.KILLED_AFTER: 2,
}
FATES = tuple(WEIGHTS)
EMPHASES = (0, 1, 1, 6)
"""Each world has kinds of trouble that it never meets, and others that it meets all the time."""


class Dead(BaseException):
    """The invocation was killed: nothing in the product may catch this."""


class Lost(Exception):  # noqa: N818 - an outcome that the layer above turns into its own
    """No answer came, or none that says anything."""


class InConflict(Exception):  # noqa: N818 - the same
    """A transaction was in the way: nothing was written."""


class Throttled(Exception):  # noqa: N818 - the same
    """The database would not: nothing was written."""


@dataclass(frozen=True, slots=True)
class Climate:
    """How often a request of a world meets trouble, and which kinds of it, summed up."""

    trouble: float
    bounds: tuple[int, ...]

    def drawn(self, random: Random) -> Fate:
        """Draw a fate. Always two draws, for replays."""
        is_bad, place = random.random() < self.trouble, random.random() * self.bounds[-1]
        return FATES[bisect(self.bounds, place)] if is_bad else Fate.ANSWERED


def climate_of(random: Random, trouble: float, *, is_freezing: bool) -> Climate:
    """Draw the kinds of trouble of a world; in some, callers are frozen more than all else."""
    weights = {fate: weight * random.choice(EMPHASES) for fate, weight in WEIGHTS.items()}
    if is_freezing:
        weights[Fate.FROZEN_AFTER] = sum(weights.values()) + 1
    bounds = tuple(accumulate(weights.values()))
    return Climate(trouble if bounds[-1] else 0.0, bounds)


class Weather:
    """Plays a fate on a request, with the time that it takes."""

    def __init__(
        self, sleep: Callable[[int], None], later: Callable[[int, Callable[[], object]], None]
    ) -> None:
        """Take how an invocation sleeps, and how a write is put off until nobody waits for it."""
        self._sleep = sleep
        self._later = later

    def play(self, fate: Fate, random: Random, apply: Callable[[], T]) -> T:
        """Apply the request as its fate wills; raises `Lost`, `InConflict`, `Throttled`, `Dead`."""
        self._sleep(random.choice(LATENCIES_MS))
        self._before(fate, random, apply)
        answer = apply()
        if fate is Fate.ANSWER_LOST:
            self._sleep(TIMEOUT_MS)
            raise Lost
        if fate is Fate.KILLED_AFTER:
            raise Dead
        if fate is Fate.FROZEN_AFTER:
            self._sleep(random.choice(FROZEN_MS))
        self._sleep(random.choice(LATENCIES_MS))
        return answer

    def _before(self, fate: Fate, random: Random, apply: Callable[[], object]) -> None:
        if fate is Fate.NEVER_SENT:
            self._sleep(TIMEOUT_MS)
            raise Lost
        if fate is Fate.APPLIED_LATE:
            self._later(random.choice(LATE_MS), apply)
            self._sleep(TIMEOUT_MS)
            raise Lost
        if fate is Fate.THROTTLED:
            raise Throttled
        if fate is Fate.CONFLICT:
            raise InConflict
        if fate is Fate.KILLED_BEFORE:
            raise Dead
        if fate is Fate.FROZEN_BEFORE:
            self._sleep(random.choice(FROZEN_MS))
