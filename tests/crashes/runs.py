"""A run: some work in one process, which may die at any call that it makes; and its dice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

from sale_api.domain.errors import TryAgain
from sale_api.ports import Unknown
from tests.crashes.dooms import Doom, When
from tests.simulation.invocations import Chance, Process
from tests.simulation.weather import Dead

Work = Callable[[Process], Any]
"""What a run does, given the process that it runs in."""


class Run:
    """One run of some work, and what became of it; `calls` are the names of all it made."""

    def __init__(self, name: str, doom: Doom | None, begun: int) -> None:
        self.name = name
        self.begun = begun
        self.calls: list[str] = []
        self.is_dead = False
        self.value: Any = None
        self.error: Exception | None = None
        self._doom = doom

    def next_fate(self, call: str) -> When | None:
        """Count a call, and return what befalls it; a dead process makes no calls."""
        if self.is_dead:
            raise Dead
        self.calls.append(call)
        if self._doom is None or self._doom.call != len(self.calls):
            return None
        fate, self._doom = self._doom.when, None
        return fate

    def die(self) -> None:
        """End the process at once."""
        self.is_dead = True
        raise Dead

    def doomed_at_next(self, when: When) -> None:
        """Let the very next call, which is the retry of this one, be the end."""
        self._doom = Doom(len(self.calls) + 1, when)

    @property
    def met_its_doom(self) -> bool:
        """Whether it came to the call at which its doom waited, if it had any."""
        return self._doom is None

    @property
    def is_final(self) -> bool:
        """Whether whoever asked has an answer, and need not ask again."""
        if self.is_dead or isinstance(self.error, Unknown | TryAgain):
            return False
        return not (isinstance(self.value, Mapping) and self.value.get("batchItemFailures"))

    @property
    def answer(self) -> Any:
        """What whoever asked was told: a value, or a refusal."""
        return self.value if self.error is None else self.error


@dataclass(frozen=True, slots=True)
class Rival:
    """Somebody who is faster: comes, once, just before a run's call of a verb.

    `comes` is called with the stage. On AWS it is before the nth `request` of that name.
    """

    verb: str
    request: str
    comes: Callable[[Any], object]
    nth: int = 1

    def is_due(self, calls: Sequence[str]) -> bool:
        """Tell whether the last of these calls is the one."""
        return calls[-1] == self.verb or (
            calls[-1] == self.request and calls.count(self.request) == self.nth
        )


class Thrower(Protocol):
    """Who throws the dice for whatever run there is."""

    def request(self, name: str, given: tuple[Any, ...], apply: Callable[[], Any]) -> Any:
        """Let the run make this call, unless it dies of it."""


class Dice(Chance):
    """The dice of all processes, the same each time; each throw is a call like any other."""

    def __init__(self, thrower: Thrower) -> None:
        self._thrower = thrower
        self.ids = 0

    def claim_id(self) -> str:
        self.ids += 1
        thrown: str = self._throw("claim_id", f"claim{self.ids:03}")
        return thrown

    def secret(self) -> bytes:
        self.ids += 1
        thrown: bytes = self._throw("secret", sha256(b"%d" % self.ids).digest())
        return thrown

    def below(self, bound: int) -> int:
        assert bound > 0, "nothing is below nought"
        lowest: int = self._throw("below", 0)
        return lowest

    def pause(self, attempt: int) -> None:
        self._throw("pause", attempt)

    def _throw(self, verb: str, falls: object) -> Any:
        return self._thrower.request(f"chance.{verb}", (), lambda: falls)
