"""What a seed decides about a world's line: whether there is one, who may join it, with what codes.

Dice of their own for each: worlds without a line are what they were before there was one.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from msgspec.structs import replace

from sale_api.domain.plan import Access, Line, Window
from sale_api.usecases.invite import Asked
from tests.sale_api.given import OPENS, SECOND, a_window

FAR_AWAY = OPENS * 2
OPENS_LATER = 60 * SECOND
"""A sale with a line opens later, so that there is time to join it before."""

IN_LINE = 0.12
"""So many worlds have a line."""

WITH_PRESALE = 0.6
"""So many of these let the invited in first; afterwards everybody, or again whoever has a code."""

PRESALE_LASTS = 180 * SECOND
AGAIN_BY_CODE = 0.4

COUNTING_DOMAINS = 0.5
"""In so many worlds with a line few shoppers of a mail domain may join."""


def line_of(seed: int) -> tuple[Line | None, bool]:
    """Return the line if there is one, and whether the beacon is down."""
    random = Random(f"{seed} line")
    line = Line(10, random.choice([15, 60])) if random.random() < IN_LINE else None
    return line, random.random() < 0.2


def domain_limit_of(seed: int) -> int | None:
    """Return how many of a mail domain may join, in a world with a line."""
    random = Random(f"{seed} domain")
    limit = random.choice([1, 2])
    return limit if random.random() < COUNTING_DOMAINS else None


def windows_of(seed: int) -> Sequence[Window]:
    """Return the windows of a sale with a line: one, or a presale for the invited before it."""
    random = Random(f"{seed} presale")
    opens_at = OPENS + OPENS_LATER
    if random.random() >= WITH_PRESALE:
        return [a_window(opens_at, FAR_AWAY)]
    ends_at = opens_at + PRESALE_LASTS
    then = Access.INVITED if random.random() < AGAIN_BY_CODE else Access.OPEN
    return [
        replace(a_window(opens_at, ends_at), access=Access.INVITED),
        replace(a_window(ends_at, FAR_AWAY), access=then),
    ]


def batches_of(windows: Sequence[Window], emails: Sequence[str]) -> tuple[Asked, ...]:
    """Return for each window of the invited codes for anybody, and codes for some of these."""
    batches: list[Asked] = []
    for number, window in enumerate(windows):
        if window.access is Access.INVITED:
            batches += [
                Asked(batch=f"press-{number}", window=number, count=len(emails) // 4),
                Asked(
                    batch=f"fans-{number}",
                    window=number,
                    emails=tuple(emails[::3]),
                    transferable=False,
                ),
            ]
    return tuple(batches)
