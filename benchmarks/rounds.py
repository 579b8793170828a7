"""Two pieces of work, measured in turns, so that whatever else the machine does meets both.

Takes two functions, gives the median of the ratios of their CPU seconds. CPU seconds, not time on
a clock: others may use the machine meanwhile. Small rounds in alternating order: a slow moment
falls on both sides of a ratio, or on one round of many. Others can only add to what a round takes
(they drive out what the caches hold), so the quietest quarter of the rounds counts: those in which
both sides together took least.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.results import Result

ROUND_SECONDS: Final = 0.02
"""So long is one side's turn, about: long beside the clock's steps, short beside a disturbance."""

LEAST_ROUNDS: Final = 40
MOST_ROUNDS: Final = 120
CALM: Final = 0.03
"""The rounds end when the middle half of the ratios that count lies this close together."""

LEAST_THAT_COUNT: Final = 5


@dataclass(frozen=True, slots=True)
class Compared:
    """CPU seconds a call on each side, and the ratio, each a median; how far the ratios spread."""

    ours: float
    reference: float
    ratio: float
    spread: float

    def result(
        self, name: str, *, bar: float | None, unit: str = "µs of CPU", scale: float = 1e6
    ) -> Result:
        """Return it as a result, in a unit of which a second has `scale`."""
        return Result(
            name=name,
            unit=unit,
            ours=self.ours * scale,
            reference=self.reference * scale,
            bar=bar,
            spread=self.spread,
            measured_ratio=self.ratio,
        )


def compared(
    ours: Callable[[], object],
    reference: Callable[[], object],
    *,
    clock: Callable[[], float] = time.process_time,
) -> Compared:
    """Call both sides in turns until their ratios lie close together, or for `MOST_ROUNDS`."""
    ours_calls, reference_calls = (_calls(work, clock) for work in (ours, reference))
    pairs: list[tuple[float, float]] = []
    while len(pairs) < LEAST_ROUNDS or (len(pairs) < MOST_ROUNDS and _spread(pairs) > CALM):
        if len(pairs) % 2:
            second = _turn(reference, reference_calls, clock)
            first = _turn(ours, ours_calls, clock)
        else:
            first = _turn(ours, ours_calls, clock)
            second = _turn(reference, reference_calls, clock)
        pairs.append((first, second))
    return summed(pairs)


def summed(pairs: Sequence[tuple[float, float]]) -> Compared:
    """Return the medians of the quietest rounds: what ours and the reference took in each."""
    quiet = _quietest(pairs)
    return Compared(
        ours=statistics.median(ours for ours, _ in quiet),
        reference=statistics.median(reference for _, reference in quiet),
        ratio=statistics.median(_ratios(quiet)),
        spread=_spread(pairs),
    )


def _quietest(pairs: Sequence[tuple[float, float]]) -> Sequence[tuple[float, float]]:
    return sorted(pairs, key=sum)[: max(LEAST_THAT_COUNT, len(pairs) // 4)]


def _ratios(pairs: Sequence[tuple[float, float]]) -> list[float]:
    return [ours / reference for ours, reference in pairs]


def _spread(pairs: Sequence[tuple[float, float]]) -> float:
    ratios = _ratios(_quietest(pairs))
    low, middle, high = statistics.quantiles(ratios, n=4)
    return (high - low) / middle


def _calls(work: Callable[[], object], clock: Callable[[], float]) -> int:
    """Return how many calls one turn takes, once the first has warmed up whatever remembers."""
    work()
    calls = 1
    while True:
        taken = _turn(work, calls, clock) * calls
        if taken >= ROUND_SECONDS / 2:
            return max(1, round(calls * ROUND_SECONDS / taken))
        calls *= 2


def _turn(work: Callable[[], object], calls: int, clock: Callable[[], float]) -> float:
    begun = clock()
    for _ in range(calls):
        work()
    return (clock() - begun) / calls
