"""Entries of a waiting list, and the order in which they are served."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sale_api.domain.moves import Actor
from sale_api.domain.waiting import ENTRY_MOVES, Entry, EntryEvent, EntryState, turn_of
from tests.sale_api.given import CONTACT, OPENS, PRICE, SALE

TURNS = st.tuples(
    st.integers(0, 15), st.booleans(), st.integers(0, 2**64 - 1), st.sampled_from(["anna", "bert"])
)


def an_entry(state: EntryState, turn: str | None) -> Entry:
    return Entry(
        sale=SALE,
        shopper="anna",
        pool="main",
        quantity=2,
        price=PRICE,
        contact=CONTACT,
        turn=turn,
        history=(EntryEvent(OPENS, state, Actor.SHOPPER),),
    )


@given(TURNS, TURNS)
def test_turns_stand_as_texts_in_the_order_of_what_they_say(
    one: tuple[int, bool, int, str], other: tuple[int, bool, int, str]
) -> None:
    written = [
        turn_of("main", window, number, late=late, shopper=shopper)
        for window, late, number, shopper in (one, other)
    ]

    assert (written[0] < written[1]) == (one < other)


def test_the_turns_of_a_pool_begin_with_its_name() -> None:
    turn = turn_of("main", 3, 77, late=True, shopper="anna")

    assert turn == "main#03100000000000000000077#anna"


@pytest.mark.parametrize("state", EntryState)
def test_who_waits_has_a_turn_and_nobody_else(state: EntryState) -> None:
    waits = state is EntryState.WAITING
    entry = an_entry(state, "a turn" if waits else None)

    assert (entry.state, entry.version) == (state, 1)
    with pytest.raises(AssertionError, match="a turn"):
        an_entry(state, None if waits else "a turn")


def test_whoever_does_not_wait_may_join_again_and_offers_go_to_who_waits_alone() -> None:
    assert set(ENTRY_MOVES) == set(EntryState)
    assert all(
        EntryState.WAITING in after
        for before, after in ENTRY_MOVES.items()
        if before is not EntryState.WAITING
    )
    offered = [before for before, after in ENTRY_MOVES.items() if EntryState.OFFERED in after]
    assert offered == [EntryState.WAITING]
