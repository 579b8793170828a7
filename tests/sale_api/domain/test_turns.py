"""Where somebody stands in a waiting list."""

import pytest
from msgspec.structs import replace

from sale_api.domain.errors import NotAdmittedYet
from sale_api.domain.line import WindowDraw
from sale_api.domain.plan import Line
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Ticket
from sale_api.domain.turns import first_turn, late_turn
from tests.sale_api.given import (
    CLOSES,
    HOUR,
    OPENS,
    SALE,
    SECOND,
    a_plan,
    a_sale,
    a_window,
    in_line,
)

SEED = bytes(32)


def drawn(*, spread: int = 600) -> Sale:
    plan = a_plan(windows=[a_window(), a_window(CLOSES, CLOSES + HOUR)])
    draw = WindowDraw(
        commitment="c" * 64,
        digest="d" * 64,
        digested_at=OPENS,
        entrants=3,
        beacon="",
        seed="00" * 32,
    )
    return replace(a_sale(in_line(plan, Line(10, spread))), draws=(draw, draw))


def turn(sale: Sale, shopper: str, joined_at: int, window: int = 0) -> str:
    ticket = Ticket(sale=SALE, window=window, shopper=shopper, joined_at=joined_at)
    return first_turn(sale, shopper, "main", ticket, OPENS + HOUR // 2)


def test_without_a_line_they_stand_as_they_came() -> None:
    sale = a_sale()

    turns = [
        first_turn(sale, who, "main", None, at) for who, at in (("b", OPENS), ("a", OPENS + 1))
    ]

    assert turns == sorted(turns)


def test_who_was_in_time_stands_by_their_place_however_early_they_were() -> None:
    sale = drawn()
    one, other = ("anna", "bert")
    places = [sale.drawn[0].place(each) for each in (one, other)]  # type: ignore[union-attr]

    early, just = turn(sale, one, OPENS - HOUR), turn(sale, other, OPENS - 1)

    assert (early < just) == (places[0] < places[1])


def test_late_comers_stand_behind_who_was_in_time_and_as_they_came() -> None:
    sale = drawn()

    turns = [turn(sale, "x", OPENS - 1), turn(sale, "b", OPENS), turn(sale, "a", OPENS + 1)]

    assert turns == sorted(turns)


def test_a_later_window_stands_behind_the_one_before() -> None:
    sale = drawn()

    assert turn(sale, "b", OPENS + SECOND) < turn(sale, "a", OPENS - HOUR, window=1)


def test_where_nothing_is_drawn_who_was_in_time_stands_as_they_came() -> None:
    sale = drawn(spread=0)

    turns = [turn(sale, "b", OPENS - 2), turn(sale, "a", OPENS - 1), turn(sale, "a", OPENS)]

    assert turns == sorted(turns)


def test_before_the_draw_of_a_coming_window_one_is_told_when_to_ask_again() -> None:
    sale = drawn()
    sale = replace(sale, draws=(sale.draws[0], WindowDraw(commitment="c" * 64)))

    with pytest.raises(NotAdmittedYet) as refused:
        turn(sale, "anna", OPENS, window=1)

    assert refused.value.data == {"admitted_at": None, "retry_after": HOUR // 2 // SECOND + 10}


def test_who_joins_again_is_a_late_comer_of_that_instant() -> None:
    sale = drawn()
    at = OPENS + SECOND

    again = late_turn(sale, "anna", "main", now=at, ended_at=OPENS)

    assert again == turn(sale, "anna", at)


def test_who_joins_again_never_stands_before_what_they_had_ended() -> None:
    sale = a_sale()

    again = late_turn(sale, "anna", "main", now=OPENS, ended_at=OPENS + 9)

    assert again == first_turn(sale, "anna", "main", None, OPENS + 9)
