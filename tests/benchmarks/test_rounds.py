"""The arithmetic of rounds, on a clock that only the work moves."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.rounds import LEAST_ROUNDS, compared, summed


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def work(self, seconds: float) -> Callable[[], None]:
        def run() -> None:
            self.now += seconds

        return run


def test_the_ratio_is_that_of_the_work() -> None:
    clock = Clock()

    found = compared(clock.work(0.0003), clock.work(0.0001), clock=clock)

    assert round(found.ratio, 6) == 3
    assert round(found.ours, 9) == 0.0003
    assert found.spread < 0.001


def test_a_disturbance_in_some_rounds_does_not_move_the_ratio() -> None:
    calm, disturbed = [(2.0, 1.0)] * LEAST_ROUNDS, [(9.0, 1.5)] * LEAST_ROUNDS

    found = summed([*calm, *disturbed])

    assert found.ratio == 2


def test_the_spread_is_that_of_the_middle_half() -> None:
    found = summed([(1.0, 1.0), (1.1, 1.0), (1.2, 1.0), (1.3, 1.0), (1.4, 1.0)])

    assert round(found.ratio, 6) == 1.2
    assert round(found.spread, 3) == 0.25


def test_a_result_has_the_medians_in_its_unit() -> None:
    result = summed([(0.002, 0.001)] * 4).result("a", bar=2.0, unit="ms", scale=1e3)

    assert (result.ours, result.reference, result.ratio, result.holds) == (2, 1, 2, True)
