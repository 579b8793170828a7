from collections.abc import Callable

import pytest
from msgspec.structs import replace

from sale_api.domain.errors import InvalidRequest, WrongState
from sale_api.domain.plan import Addition
from sale_api.domain.sale import Change, Phase, Sale, State
from sale_api.domain.waiting import Waitlist
from tests.sale_api.given import (
    CLOSES,
    HOUR,
    OPENS,
    SECOND,
    a_change,
    a_plan,
    a_sale,
    a_window,
    shopper_at,
)

SECOND_OPENS, SECOND_CLOSES = CLOSES + HOUR, CLOSES + 2 * HOUR
TWO_WINDOWS = (a_window(), a_window(SECOND_OPENS, SECOND_CLOSES))
POOLS = (("de", 40), ("es", 20), ("fr", 33))


def test_a_list_goes_on_some_days_after_the_last_window() -> None:
    sale = a_sale(replace(a_plan(windows=TWO_WINDOWS), waitlist=Waitlist(60, 2)))

    assert sale.list_until == SECOND_CLOSES + 48 * HOUR


def test_a_list_ends_when_the_sale_is_closed() -> None:
    sale = a_sale(replace(a_plan(), waitlist=Waitlist(60, 2))).closed(a_change(OPENS + SECOND))

    assert sale.list_until == OPENS + SECOND


def test_closing_a_sale_whose_list_is_over_does_not_prolong_it() -> None:
    listed = a_sale(replace(a_plan(), waitlist=Waitlist(60, 2)))
    sale = listed.closed(a_change(CLOSES + 49 * HOUR))

    assert sale.list_until == listed.list_until == CLOSES + 48 * HOUR


def test_a_sale_without_a_list_has_no_end_of_one() -> None:
    assert a_sale().list_until is None


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHING])
def test_a_sale_that_is_not_published_is_a_draft_to_everybody(state: State) -> None:
    sale = a_sale(state=state)

    assert not sale.is_public
    assert sale.phase(OPENS) is sale.phase(CLOSES) is Phase.DRAFT


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (OPENS - 1, Phase.ANNOUNCED),
        (OPENS, Phase.OPEN),
        (OPENS + 1, Phase.OPEN),
        (CLOSES - 1, Phase.OPEN),
        (CLOSES, Phase.ANNOUNCED),
        (SECOND_OPENS - 1, Phase.ANNOUNCED),
        (SECOND_OPENS, Phase.OPEN),
        (SECOND_CLOSES - 1, Phase.OPEN),
        (SECOND_CLOSES, Phase.CLOSED),
        (SECOND_CLOSES + 1, Phase.CLOSED),
    ],
)
def test_a_published_sale_is_open_in_its_windows_and_closed_after_the_last(
    now: int, phase: Phase
) -> None:
    sale = a_sale(a_plan(windows=TWO_WINDOWS))

    assert sale.phase(now) is phase


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        (OPENS - 1, OPENS),
        (OPENS, SECOND_OPENS),
        (SECOND_OPENS - 1, SECOND_OPENS),
        (SECOND_OPENS, None),
    ],
)
def test_the_next_opening_is_that_of_the_next_window(now: int, opening: int | None) -> None:
    sale = a_sale(a_plan(windows=TWO_WINDOWS))

    assert sale.next_opening(now) == opening


@pytest.mark.parametrize(
    ("closed_at", "ends_at"),
    [(OPENS, OPENS), (CLOSES - 1, CLOSES - 1), (CLOSES, CLOSES), (CLOSES + 1, CLOSES)],
)
def test_a_closed_sale_ends_when_it_was_closed_but_never_later_than_planned(
    closed_at: int, ends_at: int
) -> None:
    sale = a_sale().closed(a_change(closed_at))

    assert sale.ends_at == ends_at
    assert sale.phase(ends_at) is Phase.CLOSED


def test_closing_a_paused_sale_ends_the_pause_in_one_version() -> None:
    paused = a_sale().paused(a_change(OPENS))

    closed = paused.closed(a_change(OPENS + 5))

    assert (closed.is_paused, closed.closed_at) == (False, OPENS + 5)
    assert closed.version == paused.version + 1
    assert closed.clock(OPENS + 9) == OPENS + 4


@pytest.mark.parametrize("step", [Sale.paused, Sale.resumed])
def test_a_closed_sale_cannot_be_paused_or_resumed(step: Callable[[Sale, Change], Sale]) -> None:
    closed = a_sale().closed(a_change(OPENS))

    with pytest.raises(WrongState) as refused:
        step(closed, a_change(OPENS + 1))

    assert refused.value.data == {"state": "closed"}


def test_closing_again_changes_nothing() -> None:
    sale = a_sale().closed(a_change(OPENS))

    assert sale.closed(a_change(OPENS + 1)) is sale


def test_a_paused_sale_is_paused_until_it_is_resumed() -> None:
    paused = a_sale().paused(a_change(OPENS, reason="a wrong price"))

    assert paused.phase(OPENS + 1) is Phase.PAUSED
    assert paused.pauses[0].reason == "a wrong price"
    assert paused.phase(CLOSES) is Phase.PAUSED
    assert paused.resumed(a_change(OPENS + 5)).phase(OPENS + 5) is Phase.OPEN
    assert paused.resumed(a_change(CLOSES)).phase(CLOSES) is Phase.CLOSED


def test_pausing_a_paused_sale_and_resuming_a_running_one_change_nothing() -> None:
    running = a_sale()
    paused = running.paused(a_change(OPENS))

    assert paused.paused(a_change(OPENS + 1)) is paused
    assert running.resumed(a_change(OPENS)) is running


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHING])
@pytest.mark.parametrize("step", [Sale.paused, Sale.resumed, Sale.closed])
def test_only_a_published_sale_can_be_steered(
    state: State, step: Callable[[Sale, Change], Sale]
) -> None:
    sale = a_sale(state=state)

    with pytest.raises(WrongState) as refused:
        step(sale, a_change(OPENS))

    assert refused.value.data == {"state": state}


def test_every_change_is_a_version_with_an_entry_in_the_history() -> None:
    first, second, third = a_change(OPENS), a_change(OPENS + 1), a_change(OPENS + 2)

    sale = a_sale().paused(first).resumed(second).closed(third)

    assert sale.version == 4
    assert sale.history == (first, second, third)


def test_a_deadline_on_the_clock_comes_at_the_same_distance_on_the_wall() -> None:
    sale = a_sale().paused(a_change(OPENS)).resumed(a_change(OPENS + 60 * SECOND))
    now = OPENS + 90 * SECOND

    deadline = sale.clock(now) + 600 * SECOND

    assert sale.wall(deadline, now) == now + 600 * SECOND


def test_every_lot_of_every_pool_is_a_home() -> None:
    sale = a_sale(a_plan(*POOLS))

    homes = {sale.home_of(shopper_at(home, 7)) for home in range(7)}

    assert homes == set(range(7))


def test_added_stock_moves_nobodys_home() -> None:
    sale = a_sale(a_plan(*POOLS))
    added = replace(sale, additions=(Addition("more", "de", 93, OPENS),))

    homes = [added.home_of(shopper_at(home, 7)) for home in range(7)]

    assert homes == list(range(7))


def test_the_first_pool_is_meant_unless_another_is_named() -> None:
    sale = a_sale(a_plan(*POOLS))

    assert sale.plan.pool_named(None) == "de"
    assert sale.plan.pool_named("fr") == "fr"


def test_a_pool_that_there_is_not_is_refused_with_those_there_are() -> None:
    sale = a_sale(a_plan(*POOLS))

    with pytest.raises(InvalidRequest) as refused:
        sale.plan.pool_named("it")

    assert refused.value.fields == {"pool": "Choose one of: de, es, fr."}


def test_a_pause_that_would_end_before_it_began_ends_as_it_began() -> None:
    sale: Sale = a_sale().paused(a_change(OPENS)).resumed(a_change(OPENS - 1))

    assert sale.pauses == (replace(sale.pauses[0], resumed_at=OPENS),)
    assert sale.clock(OPENS + 7) == OPENS + 7
