"""Several processes that do one kind of work at once, and how much of it they did a second."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

Prepared = Iterable[Callable[[], object]]
"""Calls, ready to be made; making them ready is not measured."""

PROCESSES: Final = 4
_FORK: Final = multiprocessing.get_context("fork")
_PATIENCE_SECONDS: Final = 120


def rate(prepare: Callable[[int], Prepared], processes: int = PROCESSES) -> float:
    """Return how many calls a second all processes made together; `prepare` gets each's number.

    The time runs from the moment when all are ready until the last has done its part.
    """
    ready = _FORK.Barrier(processes)
    reports = _FORK.SimpleQueue()
    children = [
        _FORK.Process(target=_work, args=(prepare, number, ready, reports))
        for number in range(processes)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(_PATIENCE_SECONDS)
        assert child.exitcode == 0, "a process failed; its words stand above"
    spans = [reports.get() for _ in children]
    begun, ended = min(span[0] for span in spans), max(span[1] for span in spans)
    done: int = sum(span[2] for span in spans)
    seconds: float = ended - begun
    return done / seconds


def _work(prepare: Callable[[int], Prepared], number: int, ready: Any, reports: Any) -> None:
    os.environ["AWS_SDK_UA_APP_ID"] = f"bench-{number}"
    calls = list(prepare(number))
    ready.wait()
    begun = time.monotonic()
    for call in calls:
        call()
    reports.put((begun, time.monotonic(), len(calls)))
