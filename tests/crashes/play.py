"""Playing a path: to its end, or to one crash or two, then recovery; and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalicelib import wiring
from sale_api.domain.errors import ReservationExpired, TryAgain
from sale_api.domain.order import Order
from tests.crashes.dooms import SILENT, Doom
from tests.crashes.paths import PAST_GRACE, Path
from tests.crashes.rest import come_to_rest, sell_what_is_left
from tests.crashes.runs import Run
from tests.crashes.stage import Ground, Stage
from tests.crashes.told import came_of, told
from tests.sale_api.given import SECOND
from tests.simulation.books import Broken, hold
from tests.simulation.history import Line
from tests.simulation.plans import small_lots

TRIES = 8
PATIENCE = 4
"""After so many tries the next minute has come, and with it the keeper."""


class Recovery(StrEnum):
    """Who goes on after a crash."""

    AGAIN = "whoever asked asks again"
    NEVER = "whoever asked never comes back"
    INSTEAD = "whoever asked does something else"
    KEEPER = "the keeper comes first, after the hold has run out"


@dataclass(frozen=True, slots=True)
class Crash:
    """A point where a run ends, who goes on, and perhaps a point where their run ends, too."""

    doom: Doom | None
    recovery: Recovery = Recovery.AGAIN
    second: Doom | None = None

    def __str__(self) -> str:
        if self.doom is None:
            return "undisturbed"
        second = f", and {self.second}" if self.second else ""
        return f"{self.doom}; then {self.recovery}{second}"


@dataclass(frozen=True, slots=True)
class Peace:
    """What came of a path that nothing disturbed: what every recovery is held against."""

    calls: tuple[str, ...]
    answer: Any
    came_of: Any


class NotReached(Exception):  # noqa: N818 - an outcome: there is no such pair of points
    """When the second run was over before the call that it was to die at."""


class Player:
    """Plays one path on one kind of ground, any number of times."""

    def __init__(
        self, path: Path, ground: Ground, on_call: Callable[[str], None] | None = None
    ) -> None:
        """Play it undisturbed; `on_call` hears each call of a port that is made from then on.

        Raises `Broken` if even that breaks something.
        """
        self.path = path
        self._ground = ground
        self._peace: Peace | None = None
        self._recovered: dict[object, str] = {}
        with small_lots():
            self._play(Stage(ground, path.plan), Crash(None), on_call)

    @property
    def calls(self) -> tuple[str, ...]:
        """The names of all calls that the undisturbed run made."""
        assert self._peace is not None, "it was played when this was made"
        return self._peace.calls

    def crashed(self, crash: Crash, history: list[Line] | None = None) -> str:
        """Play a crash; return what did not recover in a sentence, or nothing.

        Raises `NotReached` if the second run was over before its point came.
        """
        with small_lots():
            stage = Stage(self._ground, self.path.plan, history=history)
            try:
                self._play(stage, crash)
            except Broken as broken:
                return str(broken)
            except NotReached:
                raise
            except Exception as error:  # noqa: BLE001 - whatever comes out did not recover
                return f"fault: {error!r}"
        return ""

    def _play(
        self, stage: Stage, crash: Crash, on_call: Callable[[str], None] | None = None
    ) -> None:
        try:
            self.path.arrange(stage)
            stage.on_call = on_call
            run = self.path.act(stage, crash.doom)
            stage.on_call = None
            hold("point", _came_true(run, crash.doom), f"it was over before {crash.doom}")
            self._recover_once(stage, run, crash)
        finally:
            wiring.install(None)

    def _recover_once(self, stage: Stage, run: Run, crash: Crash) -> None:
        """Recover, unless it is known what comes of exactly this: all is the same each time."""
        state = self._ground.state()
        left = (state, stage.left(), run.is_final, crash.recovery, crash.second)
        if state is not None and left in self._recovered:
            if self._recovered[left]:
                raise Broken("before", self._recovered[left])
            return
        try:
            self._recover(stage, run, crash)
        except Broken as broken:
            self._recovered[left] = str(broken)
            raise
        self._recovered[left] = ""

    def _recover(self, stage: Stage, run: Run, crash: Crash) -> None:
        path, calls = self.path, tuple(run.calls)
        if crash.recovery is Recovery.NEVER:
            self._come_to_rest(stage)
            return
        if crash.recovery is Recovery.INSTEAD:
            assert path.instead is not None, f"nothing is done instead in {path}"
            path.instead(stage)
            self._come_to_rest(stage)
            return
        if crash.recovery is Recovery.KEEPER:
            stage.now += PAST_GRACE
            _meet(stage.keep(crash.second))
        elif crash.second is not None:
            _wait(stage, run, path)
            run = path.act(stage, crash.second)
            _meet(run)
        answer = _final_answer(path, stage, run)
        if crash.recovery is Recovery.KEEPER and _is_late(path, stage, answer):
            self._come_to_rest(stage)
            return
        path.then(stage, answer)
        come_to_rest(stage)
        self._compare(Peace(calls, told(answer), came_of(stage)))
        sell_what_is_left(stage)

    def _compare(self, now: Peace) -> None:
        if self._peace is None:
            self._peace = now
        before = self._peace
        hold("answer", now.answer == before.answer, now.answer, "instead of", before.answer)
        hold("outcome", now.came_of == before.came_of, now.came_of, "not", before.came_of)

    @staticmethod
    def _come_to_rest(stage: Stage) -> None:
        come_to_rest(stage)
        sell_what_is_left(stage)


def _came_true(run: Run, doom: Doom | None) -> bool:
    deadly = doom is not None and doom.when not in SILENT
    return run.met_its_doom and run.is_dead == deadly


def _meet(run: Run) -> None:
    if not run.met_its_doom:
        raise NotReached


def _final_answer(path: Path, stage: Stage, run: Run) -> Any:
    """Ask with the same words until there is an answer."""
    for tries in range(TRIES):
        if run.is_final:
            return run.answer
        if tries == PATIENCE:
            stage.keep()
        _wait(stage, run, path)
        run = path.act(stage, None)
    raise Broken("answer", f"none after {TRIES} tries: {run.error!r} {run.value!r}")


def _wait(stage: Stage, run: Run, path: Path) -> None:
    retry_after = run.error.retry_after_seconds if isinstance(run.error, TryAgain) else 0
    stage.now += max(path.again_after, retry_after * SECOND)


def _is_late(path: Path, stage: Stage, answer: Any) -> bool:
    """Tell whether the answer is right since time has passed; who ordered is never too late."""
    if isinstance(answer, ReservationExpired) and stage.token is not None:
        stands = stage.database.standing().get(stage.token.order)
        hold("I12", not isinstance(stands, Order), "told 410, and it stands:", stands)
    return getattr(answer, "code", None) in path.late
