"""Show how far a long run is: a live bar on a terminal, plain lines anywhere else.

Takes stages with a total and steps; prints to standard error, so that a report on standard output
stays clean.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from infra.local.crowd.clock import monotonic_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE_SECONDS: Final = 5.0


class Watch(Protocol):
    """What a long run tells its watcher."""

    def stage(self, name: str, total: int) -> None:
        """Begin a stage of `total` steps; the stage before it is over."""

    def step(self, count: int = 1) -> None:
        """Count steps of the stage as done."""

    def say(self, note: str) -> None:
        """Show a sentence beside the stage, in place of the one before."""


class Lines:
    """Plain lines: one at a stage's begin and end, and one each five seconds between."""

    def __init__(self, out: TextIO) -> None:
        """Write to `out`."""
        self._out = out
        self._name, self._total, self._done, self._note = "", 0, 0, ""
        self._began_at = self._shown_at = monotonic_seconds()

    def stage(self, name: str, total: int) -> None:
        """Begin a stage."""
        self.finish()
        self._name, self._total, self._done, self._note = name, total, 0, ""
        self._began_at = self._shown_at = monotonic_seconds()
        self._print(f"{name} ...")

    def step(self, count: int = 1) -> None:
        """Count, and say so now and then."""
        self._done += count
        self._now_and_then()

    def say(self, note: str) -> None:
        """Keep the sentence for the next line."""
        self._note = note
        self._now_and_then()

    def finish(self) -> None:
        """End the stage that is under way."""
        if self._name:
            seconds = monotonic_seconds() - self._began_at
            self._print(f"{self._name}: {self._counts()}{seconds:.1f} s")
        self._name = ""

    def _now_and_then(self) -> None:
        if monotonic_seconds() - self._shown_at >= _LINE_SECONDS:
            self._shown_at = monotonic_seconds()
            self._print(f"  {self._counts()}{self._note}")

    def _counts(self) -> str:
        return f"{self._done:,} of {self._total:,}, " if self._total else ""

    def _print(self, line: str) -> None:
        print(line.rstrip(" ,"), file=self._out, flush=True)


class Bar:
    """A live bar on a terminal."""

    def __init__(self, progress: Progress) -> None:
        """Draw on `progress`, which is live already."""
        self._progress = progress
        self._task: TaskID | None = None

    def stage(self, name: str, total: int) -> None:
        """Complete the bar of the stage before and add one."""
        self.finish()
        self._task = self._progress.add_task(name, total=total or None, note="")

    def step(self, count: int = 1) -> None:
        """Advance the bar."""
        if self._task is not None:
            self._progress.advance(self._task, count)

    def say(self, note: str) -> None:
        """Write the sentence behind the bar."""
        if self._task is not None:
            self._progress.update(self._task, note=note)

    def finish(self) -> None:
        """Complete the bar."""
        if self._task is not None:
            task = self._progress.tasks[self._progress.task_ids.index(self._task)]
            done = task.total or task.completed or 1
            self._progress.update(self._task, total=done, completed=done)
            self._progress.stop_task(self._task)
        self._task = None


@contextmanager
def watching(out: TextIO | None = None) -> Iterator[Watch]:
    """Watch a run on `out` (standard error unless given): a bar if it is a terminal, else lines."""
    out = out or sys.stderr
    if not out.isatty():
        lines = Lines(out)
        yield lines
        lines.finish()
        return
    columns = (
        TextColumn("{task.description:<34}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=Console(file=out), refresh_per_second=4) as progress:
        bar = Bar(progress)
        yield bar
        bar.finish()
