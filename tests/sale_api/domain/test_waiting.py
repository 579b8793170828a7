"""Entries of a waiting list, and the order in which they are served."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sale_api.domain.moves import Actor
from sale_api.domain.waiting import (
    ENTRY_MOVES,
    PARTS,
    Entry,
    EntryEvent,
    EntryState,
    part_of,
    shopper_of,
    turn_of,
)
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


def test_each_step_of_an_entry_says_what_and_by_whom() -> None:
    waits = an_entry(EntryState.WAITING, "a turn")
    offered = waits.offered("an-order", 1, at=OPENS + 1, until_at=OPENS + 9, read_at=OPENS)

    steps = [
        waits.left(OPENS + 1),
        waits.served(OPENS + 1),
        offered,
        offered.ended(EntryState.TAKEN, OPENS + 2),
        offered.ended(EntryState.DECLINED, OPENS + 2),
        offered.ended(EntryState.LAPSED, OPENS + 2),
    ]

    assert [(each.state, each.history[-1].by) for each in steps] == [
        ("left", "shopper"),
        ("served", "system"),
        ("offered", "system"),
        ("taken", "shopper"),
        ("declined", "shopper"),
        ("lapsed", "system"),
    ]
    assert [each.version for each in steps] == [2, 2, 2, 3, 3, 3]
    assert (offered.order, offered.turn, offered.joins) == ("an-order", None, 1)


def test_who_joins_again_keeps_the_history_and_takes_the_new_wish() -> None:
    before = an_entry(EntryState.WAITING, "a turn").left(OPENS + 1)
    wish = replace(an_entry(EntryState.WAITING, "another turn"), pool="far", quantity=1)

    again = before.joined_again(wish)

    assert (again.turn, again.pool, again.quantity) == ("another turn", "far", 1)
    assert (again.history[:2], again.joins) == (before.history, 2)


def test_a_turn_names_its_shopper_who_stands_in_one_part() -> None:
    turn = turn_of("main", 3, 77, late=True, shopper="an-na_1")

    assert shopper_of(turn) == "an-na_1"
    assert {part_of(f"shopper-{nth}") for nth in range(999)} == set(range(PARTS))
