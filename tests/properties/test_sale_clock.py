"""The sale's clock: whoever steers, in whatever order, with clocks askew, no hold is cheated."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from sale_api.domain.errors import WrongState
from sale_api.domain.sale import Sale
from tests.sale_api.given import OPENS, a_change, a_sale

Steps = Sequence[tuple[str, int]]

LATEST = 60
VERBS = st.sampled_from(["paused", "resumed", "paused", "resumed", "closed"])
INSTANTS = st.integers(OPENS, OPENS + LATEST)
STEPS = st.lists(st.tuples(VERBS, INSTANTS), max_size=12)
SPANS = st.integers(0, LATEST)


def steered(sale: Sale, steps: Steps) -> Sale:
    """Return a sale after each step that its state allows, whatever instant the step names."""
    for verb, at in steps:
        try:
            sale = getattr(sale, verb)(a_change(at, verb))
        except WrongState:
            continue
    return sale


@given(STEPS)
def test_the_clock_neither_runs_back_nor_faster_than_the_wall(steps: Steps) -> None:
    sale = steered(a_sale(), steps)

    shown = [sale.clock(now) for now in range(OPENS - 1, OPENS + LATEST + 2)]

    assert all(0 <= after - before <= 1 for before, after in pairwise(shown))


@given(STEPS)
def test_pauses_follow_each_other_and_only_the_last_may_still_last(steps: Steps) -> None:
    sale = steered(a_sale(), steps)
    ended = sale.pauses[:-1] if sale.is_paused else sale.pauses

    assert all(pause.resumed_at is not None for pause in ended)
    assert all(pause.resumed_at >= pause.paused_at for pause in ended if pause.resumed_at)
    assert all(
        before.resumed_at is not None and before.resumed_at <= after.paused_at
        for before, after in pairwise(sale.pauses)
    )


@given(STEPS)
def test_a_closed_sale_is_never_halted_and_never_goes_on(steps: Steps) -> None:
    sales = list(accumulate(([step] for step in steps), steered, initial=a_sale()))

    assert not any(sale.is_paused for sale in sales if sale.closed_at is not None)
    for before, after in pairwise(sales):
        assert before.closed_at is None or after == before
        assert after.history[: len(before.history)] == before.history
        assert after.version - before.version == len(after.history) - len(before.history)


@given(STEPS, SPANS, SPANS)
def test_wall_and_clock_are_inverses_once_a_sale_runs(steps: Steps, later: int, ahead: int) -> None:
    now = OPENS + LATEST + later
    sale = steered(a_sale(), [*steps, ("resumed", now)])
    deadline = sale.clock(now) + ahead

    assert sale.clock(sale.wall(deadline, now)) == deadline
    assert sale.wall(sale.clock(now + ahead), now) == now + ahead


@given(STEPS, SPANS, SPANS, SPANS)
def test_a_pause_makes_every_deadline_that_is_to_come_later_by_its_length(
    steps: Steps, later: int, length: int, ahead: int
) -> None:
    begin = OPENS + LATEST + later
    still_open = [step for step in steps if step[0] != "closed"]
    running = steered(a_sale(), [*still_open, ("resumed", begin)])
    deadline = running.clock(begin) + ahead

    halted = steered(running, [("paused", begin), ("resumed", begin + length)])

    assert halted.wall(deadline, begin + length) == running.wall(deadline, begin) + length
    assert steered(running, [("paused", begin)]).clock(begin + length) == running.clock(begin)


@given(STEPS, INSTANTS, STEPS, SPANS)
def test_a_deadline_that_had_run_out_never_revives(
    steps: Steps, now: int, further: Steps, later: int
) -> None:
    seen = steered(a_sale(), steps)
    since = [(verb, max(at, now)) for verb, at in further]

    assert steered(seen, since).clock(now + later) >= seen.clock(now)


@given(STEPS, INSTANTS, st.lists(st.tuples(VERBS, SPANS)), SPANS, SPANS)
def test_with_clocks_askew_a_deadline_revives_by_no_more_than_they_differ(
    steps: Steps, now: int, further: Steps, askew: int, later: int
) -> None:
    seen = steered(a_sale(), steps)
    since = [(verb, now - askew + after) for verb, after in further]

    assert steered(seen, since).clock(now - askew + later) >= seen.clock(now) - askew
