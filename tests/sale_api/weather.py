"""Weather for worlds: what may befall a call of a port, from one seed.

Before a call somebody else's whole request may happen, and time passes. Then the call is
answered, lost, applied without an answer, applied a minute late, refused by another transaction,
or its caller is killed before or after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from sale_api.ports import Done, Taken, Unknown, Unmet
from tests.sale_api.given import MINUTE, SECOND

READS = {"find", "all", "look"}
TRANSACTIONS = {"lend", "give_back", "promote"}
STEPS_MS = [0, 0, 0, 5, 40, 200, 900]


class Dead(BaseException):
    """The caller was killed: nothing in the code may catch this."""


class Weather:
    """Decides the fate of every call; `calm` ends all trouble."""

    def __init__(self, random: Random, now: int) -> None:
        self.random = random
        self.now = now
        self.calm = False
        self.sometimes: Counter[str] = Counter()
        self.others: Callable[[], None] = lambda: None
        self.check: Callable[[], None] = lambda: None
        self._late: list[tuple[int, Callable[[], Any]]] = []

    def around(self, store: object) -> Any:
        """Return a store with the same verbs, out in the weather."""
        return _Outside(self, store)

    def pass_time(self, milliseconds: int) -> None:
        """Let time pass, and with it come what was under way for too long."""
        self.now += milliseconds
        arrived = [call for due, call in self._late if due <= self.now]
        self._late = [(due, call) for due, call in self._late if due > self.now]
        for call in arrived:
            self.sometimes["applied late"] += 1
            try:
                call()
            except (Done, Taken, Unmet):
                self.sometimes["too late"] += 1
            self.check()

    def call(self, verb: str, write: Callable[[], Any]) -> Any:
        """Make one call of a port, and whatever befalls it."""
        if self.calm:
            return self._apply(write)
        self.pass_time(self.random.choice(STEPS_MS))
        if self.random.random() < 0.15:
            self.others()
        self._before(verb, write)
        answer = self._apply(write)
        self._may(0.03, Unknown, "answer lost")
        self._may(0.01, Dead, "killed after")
        return answer

    def _before(self, verb: str, write: Callable[[], Any]) -> None:
        self._may(0.03, Unknown, "lost before")
        self._may(0.01, Dead, "killed before")
        if verb in TRANSACTIONS:
            self._may(0.04, Unmet, "conflict")
        if verb not in READS and self.random.random() < 0.02:
            due = self.now + self.random.choice([SECOND, 5 * SECOND, MINUTE])
            self._late.append((due, write))
            self._may(1, Unknown, "under way")
        if self.random.random() < 0.02:
            self.sometimes["frozen"] += 1
            for _ in range(self.random.randint(1, 12)):
                self.pass_time(self.random.choice([SECOND, 10 * SECOND]))
                self.others()

    def _may(self, chance: float, outcome: type[BaseException], name: str) -> None:
        if self.random.random() < chance:
            self.sometimes[name] += 1
            raise outcome

    def _apply(self, write: Callable[[], Any]) -> Any:
        try:
            return write()
        finally:
            self.check()


class _Outside:
    def __init__(self, weather: Weather, store: object) -> None:
        self._weather = weather
        self._store = store

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        call = getattr(self._store, verb)
        return lambda *args, **named: self._weather.call(verb, lambda: call(*args, **named))
