"""One story: played on a system of its own, and judged once that is at rest.

A play ends when the crowd has gone home. What the shop still has to do then, it does by itself.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import uvloop
from botocore.exceptions import BotoCoreError

from infra.local import report
from infra.local.crowd.clock import monotonic_seconds, pause, wall_ms
from infra.local.crowd.connection import Lost
from infra.local.judging import judged
from infra.local.keeping import kept
from infra.local.processes import LOGS
from infra.local.progress import watching
from infra.local.stack import Stack, StackError
from infra.local.stories.line_play import play_in_line
from infra.local.stories.marketer import PlanRefusedError
from infra.local.stories.outage import Outage
from infra.local.stories.pages import look_at_orders
from infra.local.stories.passes import crowd_for
from infra.local.stories.play import Played, play
from infra.local.stories.post import fetch
from infra.local.verdict.reading import Shop
from infra.local.verdict.rest import wait_for_rest

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from pathlib import Path

    from infra.local.progress import Watch
    from infra.local.stories.story import Story
    from infra.local.verdict.judge import Verdict

T = TypeVar("T")

_API_PROCESSES: Final = 4
"""Twice the cores: a process waits for the database half of its time while there are units."""
_KEEP_SECONDS: Final = 2.0
"""On AWS the keeper comes each minute, and holds last minutes; here they last some seconds."""
_NO_FATES: Final = {"SALE_CONFIGURATION_SET": ""}
"""A fate for each mail would be a message and a write more for each, and nobody judges them."""
_SHORT_GRACE: Final = {"SALE_GRACE_SECONDS": "3"}
"""Of a small story: its processes share one clock, and a second is what one may remember."""
_DYING_SECONDS: Final = 0.5
_NO_ANSWER: Final = (BotoCoreError, Lost, OSError)


class _Scene(NamedTuple):
    """What a play leaves: what happened, the shop, and the mails that went while none was to."""

    played: Played
    shop: Shop
    mails: int


class Demonstration:
    """A story and its system, which ends when it is closed, or once the story is judged."""

    def __init__(self, story: Story, engine: str, build: Path) -> None:
        """Start nothing yet; the numbers will be written below `build`."""
        self._story = story
        self._build = build
        self._logs = LOGS / story.name
        self._stack = Stack(
            engine=engine,
            api_processes=_API_PROCESSES,
            keep_seconds=_KEEP_SECONDS,
            settings={**_NO_FATES, **(_SHORT_GRACE if story.is_small else {})},
            logs=self._logs,
        )
        self._system = ExitStack()
        self._seconds = 0.0
        self._left: _Scene | None = None

    def close(self) -> None:
        """End the system, if it still runs."""
        self._system.close()

    def play(self) -> None:
        """Start the system, and play until everybody has their answer and has seen their order."""
        with self._part() as watch:
            watch.stage("The shop starts", 0)
            self._system.enter_context(self._stack)
            self._left = self._played(watch)

    def conclude(self) -> int:
        """Judge what was played, once all is at rest, and show it; returns the exit status."""
        verdict: Verdict | None = None
        if self._left is not None:
            with self._part() as watch:
                verdict = self._judged(self._left, watch)
                self.close()
        if self._left is None or verdict is None:
            return 1
        written = write(self._story, verdict, self._seconds, self._build)
        report.show(self._story, self._left.played, verdict)
        print(f"\n{self._seconds:.0f} seconds in all. The numbers are in {written}.")
        if verdict.broken:
            print(kept(self._story.name, self._build, self._logs))
        return 1 if verdict.broken else 0

    @contextmanager
    def _part(self) -> Iterator[Watch]:
        """Watch a part of the run, and say in a sentence what ends it early."""
        began = monotonic_seconds()
        try:
            with watching() as watch, self._blaming():
                yield watch
        except (StackError, PlanRefusedError, *_NO_ANSWER) as error:
            self.close()
            print(f"The demonstration ended early: {error}", file=sys.stderr)
            print(kept(self._story.name, self._build, self._logs), file=sys.stderr)
        finally:
            self._seconds += monotonic_seconds() - began

    @contextmanager
    def _blaming(self) -> Iterator[None]:
        """Say which part of the system died, rather than who noticed it first."""
        try:
            yield
        except _NO_ANSWER:
            pause(_DYING_SECONDS)
            self._stack.check()
            raise

    def _played(self, watch: Watch) -> _Scene:
        stack, story = self._stack, self._story
        environment, secret = stack.environment, json.dumps(stack.keys)
        crowd = crowd_for(story, secret=secret, stage=environment["SALE_STAGE"], now=wall_ms())
        shop = Shop.of(
            environment,
            engine_url=stack.engine_url,
            sale=story.sale,
            units=story.units,
            price_minor=story.price_minor,
        )
        outage = Outage(environment)
        if story.line is None:
            played = _run(play(stack, story, crowd, watch))
        else:
            played = _run(play_in_line(stack, story, crowd, watch, outage))
        watch.stage("Everybody looks at their order", played.journal.orders_told)
        _run(look_at_orders(stack.api_url, played.journal, done=watch.step))
        mails = len(shop.books().notices) if story.mail_is_down else 0
        outage.ends()
        return _Scene(played, shop, mails)

    def _judged(self, scene: _Scene, watch: Watch) -> Verdict:
        watch.stage("Orders are packed, notices sent", 0)
        wait_for_rest(scene.shop, self._stack.check)
        watch.stage("The books are checked", 0)
        told = fetch(f"{self._stack.engine_url}/_engine/warehouse")
        return judged(
            self._stack, self._story, scene.played, scene.shop, mails=scene.mails, told=told
        )


def _run(work: Coroutine[None, None, T]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def write(story: Story, verdict: Verdict, seconds: float, build: Path) -> Path:
    """Write the numbers as JSON into `build`; returns the path."""
    build.mkdir(parents=True, exist_ok=True)
    path = build / f"{story.name}.json"
    path.write_text(json.dumps(verdict.as_json(seconds), indent=2) + "\n")
    return path
