"""Dead letters: messages that failed for a day, to be looked at and sent again."""

from __future__ import annotations

from collections.abc import Sequence

from sale_api.ports import Dead, DeadLetter, Queues


def look_at_dead(*, dead: Dead, queues: Queues) -> Sequence[DeadLetter]:
    """Return up to ten dead letters of a queue; none is taken away. One request."""
    return queues.dead(dead)


def redrive(*, dead: Dead, most: int, queues: Queues) -> int:
    """Send up to so many dead letters to their queue again; return how many were.

    Whoever handles them knows what is done, so to repeat this is safe. Three requests for each ten.
    """
    return queues.redrive(dead, most)
