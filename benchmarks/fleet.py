"""Several processes that do one kind of work at once, and how much of it they did a second."""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

Prepared = Iterable[Callable[[], object]]
"""Calls, ready to be made; making them ready is not measured."""

PROCESSES: Final = 4
_FORK: Final = multiprocessing.get_context("fork")
_PATIENCE_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Done:
    """What all processes did: seconds on a clock, CPU seconds, and what the calls said.

    `whole_cpu_seconds` has what they did before, too.
    """

    calls: int
    seconds: float
    cpu_seconds: float
    whole_cpu_seconds: float
    said: Counter[Any]

    @property
    def rate(self) -> float:
        """How many calls a second."""
        return self.calls / self.seconds


def at_once(prepare: Callable[[int], Prepared], processes: int = PROCESSES) -> Done:
    """Let all processes make their calls at once; `prepare` gets each's number.

    The time runs from the moment when all are ready until the last has done its part.
    """
    ready = _FORK.Barrier(processes)
    reports = _FORK.Queue()
    children = [
        _FORK.Process(target=_work, args=(prepare, number, ready, reports))
        for number in range(processes)
    ]
    for child in children:
        child.start()
    parts = [reports.get(timeout=_PATIENCE_SECONDS) for _ in children]
    for child in children:
        child.join(_PATIENCE_SECONDS)
        assert child.exitcode == 0, "a process failed; its words stand above"
    begun, ended = min(part[0] for part in parts), max(part[1] for part in parts)
    said: Counter[Any] = Counter()
    for part in parts:
        said.update(part[4])
    cpu, whole = (sum(part[place] for part in parts) for place in (2, 3))
    return Done(said.total(), ended - begun, cpu, whole, said)


def _work(prepare: Callable[[int], Prepared], number: int, ready: Any, reports: Any) -> None:
    calls = list(prepare(number))
    # As `chalicelib.wiring` does once its system stands, and so on both sides.
    gc.freeze()
    gc.enable()
    ready.wait(_PATIENCE_SECONDS)
    begun, cpu_before = time.monotonic(), time.process_time()
    said = Counter(call() for call in calls)
    whole = time.process_time()
    reports.put((begun, time.monotonic(), whole - cpu_before, whole, said))
