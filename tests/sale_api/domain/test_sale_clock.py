"""The sale's clock: wall time minus its pauses. Deadlines are on it."""

from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sale_api.domain.sale import Sale
from tests.sale_api.given import CLOSES, OPENS, SECOND, a_change, a_sale

STEPS = st.lists(st.integers(0, 600 * SECOND), max_size=10)


def paused_and_resumed(*instants: int) -> Sale:
    """Pause at the first instant, resume at the second, pause at the third, and so on."""
    sale = a_sale()
    for place, instant in enumerate(instants):
        change = a_change(OPENS + instant)
        sale = sale.resumed(change) if place % 2 else sale.paused(change)
    return sale


@pytest.mark.parametrize(
    ("now", "clock"),
    [(9, 9), (10, 10), (11, 10), (14, 10), (15, 10), (16, 11), (20, 15), (21, 15), (99, 15)],
)
def test_the_clock_stands_still_from_a_pause_to_its_end(now: int, clock: int) -> None:
    sale = paused_and_resumed(10, 15, 20)

    assert sale.clock(OPENS + now) == OPENS + clock


@given(STEPS, st.integers(0, 7_200 * SECOND), st.integers(0, 600 * SECOND))
def test_the_clock_never_runs_back_nor_faster_than_the_wall(
    steps: list[int], now: int, later: int
) -> None:
    sale = paused_and_resumed(*(sum(steps[: n + 1]) for n in range(len(steps))))

    early, late = sale.clock(OPENS + now), sale.clock(OPENS + now + later)

    assert 0 <= late - early <= later


@given(STEPS, st.integers(0, 7_200 * SECOND))
def test_a_change_after_an_instant_does_not_change_the_clock_at_it(
    steps: list[int], now: int
) -> None:
    instants = [sum(steps[: n + 1]) for n in range(len(steps))]
    until_then = [instant for instant in instants if instant <= now]

    whole, then = paused_and_resumed(*instants), paused_and_resumed(*until_then)

    assert whole.clock(OPENS + now) == then.clock(OPENS + now)


@given(STEPS, st.integers(0, 7_200 * SECOND), st.integers(0, 7_200 * SECOND))
def test_a_hold_lasts_as_long_as_the_sale_runs(steps: list[int], now: int, hold: int) -> None:
    sale = paused_and_resumed(*(sum(steps[: n + 1]) for n in range(len(steps))))
    if sale.is_paused:
        sale = sale.resumed(a_change(OPENS + 10_000 * SECOND))
    deadline = sale.clock(OPENS + now) + hold

    instants = range(OPENS + now, OPENS + 30_000 * SECOND)
    last = instants[bisect_left(instants, deadline, key=sale.clock)]

    assert sale.clock(last) == deadline
    assert last - (OPENS + now) >= hold


def test_a_pause_that_the_caller_cannot_have_seen_yet_does_not_count() -> None:
    sale = paused_and_resumed(10)

    assert sale.clock(OPENS + 5) == OPENS + 5
    assert sale.clock(CLOSES) == OPENS + 10


def test_a_pause_by_a_clock_that_is_behind_begins_when_the_one_before_it_ended() -> None:
    sale = paused_and_resumed(10, 20).paused(a_change(OPENS + 15))

    assert sale.pauses[-1].paused_at == OPENS + 20
    assert sale.clock(OPENS + 20) == sale.clock(OPENS + 99) == OPENS + 10
