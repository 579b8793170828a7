"""Virtual time: tasks that sleep, woken in the order of their instants. The same each time.

A task is a greenlet: product code runs in it unchanged and does not know that it is interrupted.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from greenlet import getcurrent, greenlet


class Timeline:
    """The clock of a world, and what is due; who makes it is the hub that all tasks yield to."""

    def __init__(self, now: int) -> None:
        self.now = now
        self._due: list[tuple[int, int, Callable[[], object]]] = []
        self._count = 0
        self._hub = getcurrent()

    def at(self, when: int, what: Callable[[], object]) -> None:
        """Do something at an instant; of two at the same one, the one asked first."""
        self._count += 1
        heappush(self._due, (max(when, self.now), self._count, what))

    def spawn(self, work: Callable[[], object], after: int = 0) -> None:
        """Begin a task after so many milliseconds."""
        self.at(self.now + after, greenlet(work, self._hub).switch)

    def sleep(self, milliseconds: int) -> None:
        """Let the task that calls sleep, and others go on."""
        self.at(self.now + milliseconds, getcurrent().switch)
        self._hub.switch()

    def wait(self, patience: int, subscribe: Callable[[Callable[[], None]], None]) -> None:
        """Let the task sleep until what it subscribes to happens, or until its patience ends."""
        task = getcurrent()
        woken = False

        def wake() -> None:
            nonlocal woken
            if not woken:
                woken = True
                task.switch()

        subscribe(lambda: self.at(self.now, wake))
        self.at(self.now + patience, wake)
        self._hub.switch()

    def run(self) -> None:
        """Do all that is due, and what becomes due by it, until nothing is left."""
        due = self._due
        while due:
            when, _, what = heappop(due)
            self.now = when
            what()
