"""A path: what stands before, what is asked, and how it goes on once somebody asks again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sale_api.domain.plan import Plan
from tests.crashes.dooms import Doom
from tests.crashes.runs import Run, Work
from tests.crashes.stage import Stage
from tests.sale_api.given import MINUTE, SECOND, a_plan

HOLD_SECONDS = 60
PAST_GRACE = (HOLD_SECONDS + 11) * SECOND
"""So long after a claim was made it is over, by more than the grace."""

LEASE = MINUTE + SECOND
"""So long a message waits that a consumer which died does not hold its event any more."""

LIMIT = 2
TWO_LOTS = a_plan(("main", 4), limit=LIMIT, hold_seconds=HOLD_SECONDS)
"""Two lots of two units each: two shoppers empty the sale, and the second of a lot borrows."""

Scene = Callable[[Stage], object]
Act = Callable[[Stage, Doom | None], Run]


@dataclass(frozen=True, kw_only=True)
class Path:
    """One way through the product, which may be interrupted anywhere.

    `act` is one attempt, the same words each time. `then` is what whoever asked does with the
    answer, `instead` what they may do after a crash in place of asking again. `sells` says that
    each pair of points is tried, too. `late` names the refusals that are right if so much time
    passed that the keeper came first. `once` names the requests to AWS that are not tried again.
    """

    name: str
    arrange: Scene
    act: Act
    then: Callable[[Stage, Any], object] = lambda _stage, _answer: None
    instead: Scene | None = None
    sells: bool = False
    late: frozenset[str] = frozenset()
    again_after: int = SECOND
    once: frozenset[str] = frozenset()
    plan: Plan = TWO_LOTS

    def __str__(self) -> str:
        return self.name


def asking(words_of: Callable[[Stage], Work]) -> Act:
    """Return the attempt to ask for something, in words that what was arranged decides."""
    return lambda stage, doom: stage.run(words_of(stage), doom)


def saying(work: Work) -> Act:
    """Return the attempt to ask for something, whatever was arranged."""
    return lambda stage, doom: stage.run(work, doom)
