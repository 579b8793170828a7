"""The one table of moves, held against the same table in its plainest form."""

import re
from pathlib import Path

import pytest

from sale_api.domain.history import Event, Note, NoteKind, is_explained
from sale_api.domain.moves import BEGINS, MOVES, Actor, OrderState, Units
from tests import moves as plain
from tests.sale_api.given import OPENS

PLACED, SHIPPED = OrderState.PLACED, OrderState.SHIPPED
FIRST = Event(1, OPENS, Actor.SHOPPER, PLACED)
GIFT = Note(NoteKind.GIFT, "one")
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "orders.md"


@pytest.mark.parametrize("before", OrderState)
@pytest.mark.parametrize("after", OrderState)
def test_a_move_is_allowed_to_whom_the_plain_table_says(
    before: OrderState, after: OrderState
) -> None:
    expected = plain.MOVES[before].get(after)
    move = MOVES[before].get(after)

    if move is None:
        assert expected is None
    else:
        who = "".join(plain.LETTERS[actor] for actor in Actor if actor in move.by)
        back = "*" if move.units is Units.BACK else ""
        assert sorted(f"{who}{back}{'!' if move.reason else ''}") == sorted(expected or "")


def test_an_order_begins_placed_or_awaiting_its_payment() -> None:
    assert set(plain.BEGINS) == {str(state) for state in BEGINS}


def test_the_reference_has_every_move_that_there_is() -> None:
    rows = re.findall(r"^\| `(\w+)` +\|[^|]+\|([^|]+)\|$", PAGE.read_text(), re.MULTILINE)

    listed = {state: set(re.findall(r"`(\w+)`", moves)) for state, moves in rows}

    assert {state: listed[state] for state in OrderState} == {
        state: set(moves) for state, moves in MOVES.items()
    }


def test_no_state_can_be_entered_twice() -> None:
    def reached(state: OrderState) -> set[OrderState]:
        return {state}.union(*(reached(after) for after in MOVES[state]))

    assert [each for each in OrderState for after in MOVES[each] if each in reached(after)] == []


@pytest.mark.parametrize(
    ("history", "explained"),
    [
        ((FIRST,), True),
        ((FIRST, Event(2, OPENS, Actor.MARKETER, PLACED, note=GIFT)), True),
        ((FIRST, Event(2, OPENS, Actor.MARKETER, SHIPPED, note=GIFT)), False),
        ((FIRST, *(Event(n, OPENS, Actor.MARKETER, PLACED, note=GIFT) for n in (2, 3))), False),
        ((FIRST, Event(2, OPENS, Actor.SYSTEM, OrderState.IN_FULFILMENT)), True),
        ((FIRST, Event(2, OPENS, Actor.SHOPPER, OrderState.IN_FULFILMENT)), False),
        ((FIRST, Event(3, OPENS, Actor.SYSTEM, OrderState.IN_FULFILMENT)), False),
        ((FIRST, Event(2, OPENS, Actor.MARKETER, OrderState.CANCELLED)), False),
        ((FIRST, Event(2, OPENS, Actor.MARKETER, SHIPPED)), False),
        ((Event(1, OPENS, Actor.SHOPPER, SHIPPED),), False),
    ],
)
def test_a_history_explains_the_state_by_moves_that_there_are(
    history: tuple[Event, ...], *, explained: bool
) -> None:
    assert is_explained(history) is explained
    assert (plain.fault(history) == "") is explained
