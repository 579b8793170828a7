"""From when on a ticket is served."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.admission import admitted_at, refuse_anothers, refuse_unless_admitted
from sale_api.domain.draw import PLACE_BITS
from sale_api.domain.errors import InvalidRequest, NotAdmittedYet
from sale_api.domain.line import WindowDraw
from sale_api.domain.plan import Line, Window
from sale_api.domain.sale import Pause, Sale
from sale_api.domain.ticket import Ticket
from tests.sale_api.given import (
    HOUR,
    MINUTE,
    OPENS,
    SALE,
    SECOND,
    a_plan,
    a_sale,
    a_window,
    in_line,
)

DELAY, SPREAD = 10 * SECOND, 600 * SECOND
SHOWN = WindowDraw(
    commitment="c" * 64,
    digest="d" * 64,
    digested_at=OPENS + 5 * SECOND,
    entrants=1,
    beacon="be" * 32,
    seed="5e" * 32,
)
WINDOWS = (a_window(), a_window(OPENS + 2 * HOUR, OPENS + 3 * HOUR))


def drawn_sale(
    line: Line = Line(10, 600),  # noqa: B008 - a value
    *,
    draw: WindowDraw = SHOWN,
    pauses: tuple[Pause, ...] = (),
    windows: tuple[Window, ...] = WINDOWS,
) -> Sale:
    sale = a_sale(in_line(a_plan(windows=windows), line))
    draws = (draw,) * len(windows) if line.spread_seconds else ()
    return replace(sale, draws=draws, pauses=pauses)


def a_ticket(joined_at: int = OPENS - MINUTE, shopper: str = "anna", window: int = 0) -> Ticket:
    return Ticket(sale=SALE, window=window, shopper=shopper, joined_at=joined_at)


def test_who_was_in_time_is_served_by_place() -> None:
    sale = drawn_sale()
    drawn = sale.drawn[0]
    assert drawn is not None

    turn = admitted_at(sale, a_ticket())

    assert turn == OPENS + DELAY + (drawn.place("anna") * SPREAD >> PLACE_BITS)


def test_when_somebody_joined_in_time_changes_nothing() -> None:
    sale = drawn_sale()

    turns = {admitted_at(sale, a_ticket(joined)) for joined in (0, OPENS - HOUR, OPENS - 1)}

    assert len(turns) == 1


def test_late_comers_are_behind_all_in_time_and_keep_their_order() -> None:
    sale = drawn_sale()

    turns = [admitted_at(sale, a_ticket(OPENS + late)) for late in (0, 1, 30 * SECOND)]

    assert turns == [OPENS + DELAY + SPREAD + late for late in (0, 1, 30 * SECOND)]


@pytest.mark.parametrize("joined_at", [OPENS - 1, OPENS, OPENS + MINUTE])
def test_nobody_has_a_turn_before_the_draw_is_out(joined_at: int) -> None:
    for draw in (
        WindowDraw(commitment="c" * 64),
        replace(SHOWN, beacon=None, seed=None),
        replace(SHOWN, seed=None),
    ):
        assert admitted_at(drawn_sale(draw=draw), a_ticket(joined_at)) is None


def test_without_a_spread_all_in_time_are_served_after_the_delay_and_nothing_is_drawn() -> None:
    sale = drawn_sale(Line(5, 0))

    assert admitted_at(sale, a_ticket(OPENS - 1)) == OPENS + 5 * SECOND
    assert admitted_at(sale, a_ticket(OPENS + 3)) == OPENS + 5 * SECOND + 3


def test_with_neither_it_is_first_come_first_served() -> None:
    sale = drawn_sale(Line(0, 0))

    assert admitted_at(sale, a_ticket(OPENS - 1)) == OPENS
    assert admitted_at(sale, a_ticket(OPENS + 3)) == OPENS + 3
    refuse_unless_admitted(sale, a_ticket(OPENS + 3), OPENS + 3)


def test_a_pause_after_the_opening_puts_off_every_turn() -> None:
    halted = drawn_sale(pauses=(Pause(OPENS + MINUTE, OPENS + 3 * MINUTE),))

    for ticket in (a_ticket(), a_ticket(OPENS + 4 * MINUTE)):
        turn = admitted_at(halted, ticket)
        plain = admitted_at(drawn_sale(), ticket)
        assert turn is not None
        assert plain is not None
        resumed = OPENS + 30 * MINUTE
        late_by = 2 * MINUTE if ticket.joined_at < OPENS else 0
        assert halted.wall(turn, resumed) == plain + late_by


def test_a_pause_over_the_opening_leaves_who_joined_before_it_in_time() -> None:
    halted = drawn_sale(pauses=(Pause(OPENS - MINUTE, OPENS + MINUTE),))

    early = admitted_at(halted, a_ticket(OPENS - 1))
    late = admitted_at(halted, a_ticket(OPENS))

    assert early is not None
    assert late is not None
    assert early < late == OPENS - MINUTE + DELAY + SPREAD
    resumed = OPENS + 30 * MINUTE
    assert halted.wall(early, resumed) >= OPENS + MINUTE + DELAY


def test_who_joins_while_the_sale_is_halted_waits_as_long_afterwards() -> None:
    halted = drawn_sale(pauses=(Pause(OPENS + MINUTE, OPENS + 3 * MINUTE),))

    turn = admitted_at(halted, a_ticket(OPENS + 2 * MINUTE))

    assert turn is not None
    assert halted.wall(turn, OPENS + 30 * MINUTE) == OPENS + 3 * MINUTE + DELAY + SPREAD


def test_tickets_follow_an_opening_that_is_moved_later() -> None:
    later = a_window(OPENS + HOUR, OPENS + 2 * HOUR)
    sale, moved = drawn_sale(), drawn_sale(windows=(later, WINDOWS[1]))
    between = a_ticket(OPENS + MINUTE)

    before, after = admitted_at(sale, a_ticket()), admitted_at(moved, a_ticket())

    assert before is not None
    assert after == before + HOUR
    assert admitted_at(moved, between) == after, "who was late for the old is in time for the new"


def test_a_place_in_one_window_is_none_in_the_next() -> None:
    sale = drawn_sale()

    first, second = admitted_at(sale, a_ticket()), admitted_at(sale, a_ticket(window=1))

    assert first is not None
    assert second is not None
    assert second - WINDOWS[1].opens_at != first - OPENS


def test_a_sale_without_a_line_takes_no_ticket_and_asks_for_none() -> None:
    refuse_unless_admitted(a_sale(), None, OPENS)

    with pytest.raises(InvalidRequest) as refused:
        refuse_unless_admitted(a_sale(), a_ticket(), OPENS)

    assert list(refused.value.fields) == ["ticket"]


@pytest.mark.parametrize("ticket", [None, a_ticket(window=1)])
def test_without_a_ticket_of_the_window_nobody_is_served(ticket: Ticket | None) -> None:
    with pytest.raises(InvalidRequest) as refused:
        refuse_unless_admitted(drawn_sale(), ticket, OPENS + HOUR - 1)

    assert list(refused.value.fields) == ["ticket"]


def test_a_turn_begins_at_its_instant_and_not_before() -> None:
    sale = drawn_sale()
    turn = admitted_at(sale, a_ticket())
    assert turn is not None

    with pytest.raises(NotAdmittedYet) as refused:
        refuse_unless_admitted(sale, a_ticket(), turn - 1)

    assert refused.value.data == {"admitted_at": turn, "retry_after": 1}
    refuse_unless_admitted(sale, a_ticket(), turn)


def test_after_a_pause_the_instant_that_is_told_is_the_walls() -> None:
    halted = drawn_sale(pauses=(Pause(OPENS + 1, OPENS + 1 + 2 * MINUTE),))
    turn = admitted_at(halted, a_ticket())
    assert turn is not None

    with pytest.raises(NotAdmittedYet) as refused:
        refuse_unless_admitted(halted, a_ticket(), turn + 2 * MINUTE - 1)

    assert refused.value.data["admitted_at"] == turn + 2 * MINUTE
    refuse_unless_admitted(halted, a_ticket(), turn + 2 * MINUTE)


@pytest.mark.parametrize(("after", "wait"), [(0, 10), (1, 10), (9_001, 1), (60_000, 1)])
def test_before_the_draw_is_out_it_is_told_when_to_ask_again(after: int, wait: int) -> None:
    sale = drawn_sale(draw=WindowDraw(commitment="c" * 64))

    with pytest.raises(NotAdmittedYet) as refused:
        refuse_unless_admitted(sale, a_ticket(), OPENS + after)

    assert refused.value.data == {"admitted_at": None, "retry_after": wait}


@pytest.mark.parametrize("ticket", [a_ticket(shopper="berta"), replace(a_ticket(), sale="other")])
def test_only_ones_own_ticket_of_the_sale_is_taken(ticket: Ticket) -> None:
    with pytest.raises(InvalidRequest) as refused:
        refuse_anothers(ticket, SALE, "anna")

    assert list(refused.value.fields) == ["ticket"]
    refuse_anothers(None, SALE, "anna")
    refuse_anothers(a_ticket(), SALE, "anna")
