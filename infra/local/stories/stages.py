"""The parts of a run and how long each took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.crowd.clock import monotonic_seconds

if TYPE_CHECKING:
    from infra.local.progress import Watch


class Stages:
    """Tells a watcher what is going on, and remembers the seconds by stage."""

    def __init__(self, watch: Watch) -> None:
        """Begin with no stage."""
        self._watch = watch
        self._name = ""
        self._began = monotonic_seconds()
        self.seconds: dict[str, float] = {}

    def begin(self, name: str, total: int = 0) -> None:
        """End the stage before and begin one of `total` steps (nought: nobody can count them)."""
        self.end()
        self._name, self._began = name, monotonic_seconds()
        self._watch.stage(name, total)

    def end(self) -> None:
        """End the stage that is under way, if there is one."""
        if self._name:
            self.seconds[self._name] = round(monotonic_seconds() - self._began, 1)
        self._name = ""
