"""`make demo`: a sale that failed, played over HTTP against the whole system, and judged.

Starts the local stack, plays the story, waits until the shop is at rest, lets everybody look at
their order, and prints what happened then and now. Exit status 1 when a promise is broken or a
part of the system died, each said in one sentence; 2 for arguments that make no sense.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import uvloop
from botocore.exceptions import BotoCoreError

from infra.local import report
from infra.local.crowd.clock import monotonic_seconds, pause, wall_ms
from infra.local.crowd.connection import Lost
from infra.local.demo_arguments import asked
from infra.local.judging import judged
from infra.local.keeping import kept
from infra.local.progress import watching
from infra.local.stack import Stack, StackError
from infra.local.stories.line_play import play_in_line
from infra.local.stories.marketer import PlanRefusedError
from infra.local.stories.outage import Outage
from infra.local.stories.pages import look_at_orders
from infra.local.stories.passes import crowd_for
from infra.local.stories.play import Played, play
from infra.local.verdict.reading import Shop
from infra.local.verdict.rest import wait_for_rest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from infra.local.progress import Watch
    from infra.local.stories.story import Story
    from infra.local.verdict.judge import Verdict

_API_PROCESSES: Final = 4
"""Twice the cores: a process waits for the database half of its time while there are units."""
_KEEP_SECONDS: Final = 2.0
"""On AWS the keeper comes each minute, and holds last minutes; here they last eight seconds."""
_NO_FATES: Final = {"SALE_CONFIGURATION_SET": ""}
"""A fate for each mail would be a message and a write more for each, and nobody judges them."""
_DYING_SECONDS: Final = 0.5
_NO_ANSWER: Final = (BotoCoreError, Lost, OSError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Play what was asked for, one story after the other; returns the exit status."""
    stories, engine, build = asked(arguments)
    try:
        return max([_demonstrated(story, engine, build) for story in stories])
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _demonstrated(story: Story, engine: str, build: Path) -> int:
    """Play a story with a stack of its own, judge it, and print what happened then and now."""
    began = monotonic_seconds()
    try:
        with watching() as watch:
            watch.stage("The shop starts", 0)
            stack = Stack(
                engine=engine,
                api_processes=_API_PROCESSES,
                keep_seconds=_KEEP_SECONDS,
                settings=_NO_FATES,
            )
            with stack, _blaming(stack):
                played, verdict = _run(stack, story, watch)
    except (StackError, PlanRefusedError, *_NO_ANSWER) as error:
        print(f"The demonstration ended early: {error}", file=sys.stderr)
        print(kept(story.name, build), file=sys.stderr)
        return 1
    seconds = monotonic_seconds() - began
    written = write(story, verdict, seconds, build)
    report.show(story, played, verdict)
    print(f"\n{seconds:.0f} seconds in all. The numbers are in {written}.")
    if verdict.broken:
        print(kept(story.name, build))
    return 1 if verdict.broken else 0


@contextmanager
def _blaming(stack: Stack) -> Iterator[None]:
    """Say which part of the system died, rather than who noticed it first."""
    try:
        yield
    except _NO_ANSWER:
        pause(_DYING_SECONDS)
        stack.check()
        raise


def _run(stack: Stack, story: Story, watch: Watch) -> tuple[Played, Verdict]:
    environment = stack.environment
    secret = json.dumps(stack.keys)
    crowd = crowd_for(story, secret=secret, stage=environment["SALE_STAGE"], now=wall_ms())
    shop = Shop.of(environment, engine_url=stack.engine_url, sale=story.sale, units=story.units)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        if story.line is None:
            played, mails = runner.run(play(stack, story, crowd, watch)), 0
            _rest(played, shop, stack)
            _look(runner, stack, played, watch)
        else:
            outage = Outage(environment)
            played = runner.run(play_in_line(stack, story, crowd, watch, outage))
            _look(runner, stack, played, watch)
            mails = len(shop.books().notices) if story.mail_is_down else 0
            outage.ends()
            _rest(played, shop, stack)
    played.stages.begin("The books are checked")
    verdict = judged(stack, story, played, shop, mails=mails)
    played.stages.end()
    return played, verdict


def _look(runner: asyncio.Runner, stack: Stack, played: Played, watch: Watch) -> None:
    played.stages.begin("Everybody looks at their order", played.journal.orders_told)
    runner.run(look_at_orders(stack.api_url, played.journal, done=watch.step))


def _rest(played: Played, shop: Shop, stack: Stack) -> None:
    played.stages.begin("Orders are packed, notices sent")
    wait_for_rest(shop, stack.check)


def write(story: Story, verdict: Verdict, seconds: float, build: Path) -> Path:
    """Write the numbers as JSON into `build`; returns the path."""
    build.mkdir(parents=True, exist_ok=True)
    path = build / f"{story.name}.json"
    path.write_text(json.dumps(verdict.as_json(seconds), indent=2) + "\n")
    return path


if __name__ == "__main__":
    sys.exit(main())
