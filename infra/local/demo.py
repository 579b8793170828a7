"""`make demo`: sales that failed, played over HTTP against the whole system, and judged.

Starts a local stack for each story, plays it, lets everybody look at their order, waits until the
shop is at rest, and prints what happened then and now. Exit status 1 when a promise is broken or a
part of the system died, each said in one sentence; 2 for arguments that make no sense.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from infra.local.demo_arguments import asked
from infra.local.demonstration import Demonstration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from infra.local.stories.story import Story


def main(arguments: Sequence[str] | None = None) -> int:
    """Play what was asked for, one story after the other; returns the exit status."""
    stories, engine, build = asked(arguments)
    try:
        return max(_demonstrated(stories, engine, build))
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _demonstrated(stories: Sequence[Story], engine: str, build: Path) -> Iterator[int]:
    """Play stories and judge them; yields each exit status.

    Mails that were refused go again after a minute, however small the story is: meanwhile the next
    is played.
    """
    with ExitStack() as systems:
        resting: list[Demonstration] = []
        for story in stories:
            demonstration = Demonstration(story, engine, build)
            systems.enter_context(closing(demonstration))
            demonstration.play()
            yield from _concluded(resting)
            resting.append(demonstration)
            if not (story.is_small and story.mail_is_down):
                yield from _concluded(resting)
        yield from _concluded(resting)


def _concluded(resting: list[Demonstration]) -> Iterator[int]:
    while resting:
        yield resting.pop().conclude()


if __name__ == "__main__":
    sys.exit(main())
