"""Requests as schemathesis makes them from the contract: right, wrong, and at every bound.

One seed, one order of cases. How many are made does not depend on what is answered.
"""

from __future__ import annotations

import warnings
from collections import deque
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisWarning, Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.generation.feedback import NO_FEEDBACK

from tests.functional import openapi

FIRST_BATCH, LARGEST_BATCH = 2, 32
"""So many cases of a kind are made at once, twice as many each time: a short run needs few."""
BOUNDS, RIGHT, WRONG = "bounds", "right", "wrong"
SHARES = {BOUNDS: 25, RIGHT: 45, WRONG: 30}
EAGER_SHARES = {BOUNDS: 5, RIGHT: 90, WRONG: 5}
"""For an operation that nobody was able to use yet."""
UNSENT = {"QUERY", "TRACE"}
"""Methods that no gateway hands on: the local server's HTTP parser refuses them as no HTTP."""

Route = tuple[str, str]


class Cases:
    """An endless supply of cases for each operation."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._schema = schemathesis.openapi.from_dict(openapi.document())
        found: list[Any] = [each.ok() for each in self._schema.get_all_operations()]  # type: ignore[union-attr]
        self._operations = {(each.method.upper(), each.path): each for each in found}
        self._made: dict[tuple[Route, str], deque[Any]] = {}
        self._more: dict[tuple[Route, str], Callable[[int], list[Any]]] = {}
        self._sizes: dict[tuple[Route, str], int] = {}

    def next(self, route: Route, *, is_eager: bool) -> Any:
        """Return a case of its own; of a kind that the operation has none of, a right one."""
        shares = EAGER_SHARES if is_eager else SHARES
        kind = self._chance.choices(list(shares), list(shares.values()))[0]
        for wanted in (kind, RIGHT):
            made = self._made.setdefault((route, wanted), deque())
            if not made:
                made += self._batch(route, wanted)
            if made:
                return made.popleft()
        raise AssertionError(f"nothing can be sent to {route}")

    def _batch(self, route: Route, kind: str) -> list[Any]:
        if kind == BOUNDS:
            return self._bounds(route)
        if (route, kind) not in self._more:
            mode = GenerationMode.POSITIVE if kind == RIGHT else GenerationMode.NEGATIVE
            strategy = self._operations[route].as_strategy(mode, feedback=NO_FEEDBACK)
            self._more[route, kind] = lambda most: _drawn(
                strategy, self._chance.getrandbits(60), most
            )
        size = self._sizes.get((route, kind), FIRST_BATCH)
        self._sizes[route, kind] = min(2 * size, LARGEST_BATCH)
        return self._more[route, kind](size)

    def _bounds(self, route: Route) -> list[Any]:
        operation = self._operations[route]
        config = self._schema.config.generation_for(operation=operation, phase="coverage")
        cases = list(_every_bound(self._schema, operation, config))
        self._chance.shuffle(cases)
        return cases


def _every_bound(schema: Any, operation: Any, config: Any) -> Iterator[Any]:
    modes = list(GenerationMode)
    for case in schema.iter_coverage_cases(
        operation, generation_modes=modes, generation_config=config
    ):
        if case.method.upper() not in UNSENT:
            yield case


def _drawn(strategy: Any, number: int, most: int) -> list[Any]:
    cases: list[Any] = []

    @seed(number)
    @settings(
        max_examples=most,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(case: Any) -> None:
        cases.append(case)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", HypothesisWarning)
            keep()
    except Unsatisfiable:  # an operation without parameters and body cannot be asked wrongly
        return []
    return cases
