"""Playing a path: to its end, or to one crash or two, then recovery; and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chalicelib import wiring
from sale_api.domain.errors import Refusal, TryAgain
from tests.crashes.dooms import SILENT, Crash, Doom, Recovery
from tests.crashes.paths import PAST_GRACE, Path
from tests.crashes.promises import check_kept
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


@dataclass(frozen=True, slots=True)
class Peace:
    """What came of a path that nothing disturbed."""

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
        """Play it undisturbed, or raise `Broken`; `on_call` hears each call that it makes."""
        self.path = path
        self._ground = ground
        self._peace: Peace | None = None
        self._recovered: dict[str, Broken | None] = {}
        self._arranged_again: Callable[[], Stage] | None = None
        with small_lots():
            self._play(Crash(None), on_call=on_call)

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
            try:
                self._play(crash, history=history)
            except Broken as broken:
                return str(broken)
            except NotReached:
                raise
            except Exception as error:  # noqa: BLE001 - whatever comes out did not recover
                return f"fault: {error!r}"
        return ""

    def _arranged(self, history: list[Line] | None) -> Stage:
        if self._arranged_again is not None and history is None:
            return self._arranged_again()
        stage = Stage(self._ground, self.path.plan, history=history)
        self.path.arrange(stage)
        if stage.warm is None:  # a process that lives on is not to be copied
            self._arranged_again = self._ground.kept(stage)
        return stage

    def _play(
        self,
        crash: Crash,
        *,
        on_call: Callable[[str], None] | None = None,
        history: list[Line] | None = None,
    ) -> None:
        try:
            stage = self._arranged(history)
            stage.on_call = on_call
            run = self.path.act(stage, crash.doom)
            stage.on_call = None
            hold("point", _came_true(run, crash.doom), f"it was over before {crash.doom}")
            run = self._second(stage, run, crash)
            self._recover_once(stage, run, crash.recovery)
        finally:
            wiring.install(None)

    def _second(self, stage: Stage, run: Run, crash: Crash) -> Run:
        """Let whoever goes on die, too, if that is to be; return the last attempt at the path."""
        if crash.recovery is Recovery.KEEPER:
            stage.now += PAST_GRACE
            _meet(stage.keep(crash.second))
        elif crash.second is not None:
            _wait(stage, run, self.path)
            run = self.path.act(stage, crash.second)
            _meet(run)
        return run

    def _recover_once(self, stage: Stage, run: Run, recovery: Recovery) -> None:
        """Recover, unless it is known what comes of exactly this: all is the same each time."""
        answer = run.is_final and told(run.answer)
        state = repr((self._ground.state(), stage.left(), recovery, answer))
        if stage.warm is not None:
            self._recover(stage, run, recovery)  # what a process remembers is not in the state
        elif state not in self._recovered:
            try:
                self._recover(stage, run, recovery)
            except Broken as broken:
                self._recovered[state] = broken
                raise
            self._recovered[state] = None
        elif known := self._recovered[state]:
            raise known

    def _recover(self, stage: Stage, run: Run, recovery: Recovery) -> None:
        path, calls = self.path, tuple(run.calls)
        if recovery is Recovery.INSTEAD:
            assert path.instead is not None, f"nothing is done instead in {path}"
            path.instead(stage)
        if recovery in {Recovery.INSTEAD, Recovery.NEVER}:
            come_to_rest(stage)
            sell_what_is_left(stage)
            return
        answer = _final_answer(path, stage, run)
        is_late = recovery is Recovery.KEEPER and _code_of(answer) in path.late
        before, heard = self._peace, told(answer)
        if not is_late:
            same = before is None or heard == before.answer
            hold("answer", same, heard, "instead of", before and before.answer)
            path.then(stage, answer)
        stage.let_a_rival_come_late()
        come_to_rest(stage)
        if before is None:
            self._peace = Peace(calls, heard, came_of(stage))
        elif not is_late:
            now = came_of(stage)
            hold("outcome", now == before.came_of, now, "instead of", before.came_of)
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
            check_kept(stage, run)
            return run.answer
        if tries == PATIENCE:
            stage.keep()
        _wait(stage, run, path)
        run = path.act(stage, None)
    raise Broken("answer", f"none after {TRIES} tries: {run.error!r} {run.value!r}")


def _wait(stage: Stage, run: Run, path: Path) -> None:
    retry_after = run.error.retry_after_seconds if isinstance(run.error, TryAgain) else 0
    stage.now += max(path.again_after, retry_after * SECOND)


def _code_of(answer: Any) -> str | None:
    return answer.code if isinstance(answer, Refusal) else None
