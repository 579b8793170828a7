from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sale_api.domain.shelf import Shelf

NOWHERE = -1
LEFT = {3: 2, 4: 0, 5: 1, 6: 2, 7: 3}


class Tickets:
    """Draws a given ticket, and notes of how many."""

    def __init__(self, ticket: int = 0) -> None:
        self.ticket = ticket
        self.bound = 1

    def draw(self, bound: int) -> int:
        self.bound = bound
        return self.ticket


def drawn(shelf: Shelf, quantity: int, home: int = NOWHERE) -> Counter[int | None]:
    """Draw every ticket once, so that each lot comes as often as its chance says."""
    first = Tickets()
    shelf.choose(quantity, home, first.draw)
    return Counter(
        shelf.choose(quantity, home, Tickets(ticket).draw) for ticket in range(first.bound)
    )


@pytest.mark.parametrize(
    ("quantity", "chances"),
    [
        (1, {3: 2, 5: 1, 6: 2, 7: 3}),
        (2, {3: 2, 6: 2, 7: 3}),
        (3, {7: 3}),
        (4, {None: 1}),
    ],
)
def test_a_lot_with_enough_is_as_likely_as_it_has_units(
    quantity: int, chances: dict[int | None, int]
) -> None:
    assert drawn(Shelf(LEFT), quantity) == chances


def test_home_is_passed_over_and_stays_where_it_was() -> None:
    shelf = Shelf(LEFT)

    assert drawn(shelf, 2, home=7) == {3: 2, 6: 2}
    assert drawn(shelf, 2) == {3: 2, 6: 2, 7: 3}


def test_where_home_alone_has_units_there_is_no_lender() -> None:
    assert drawn(Shelf({1: 5}), 1, home=1) == {None: 1}


def test_a_lot_that_was_seen_with_less_is_less_likely() -> None:
    shelf = Shelf(LEFT)

    shelf.lower(7, 1)
    shelf.lower(3, 0)

    assert drawn(shelf, 1) == {5: 1, 6: 2, 7: 1}


@pytest.mark.parametrize(("number", "units"), [(5, 1), (5, 9), (4, 1), (99, 1)])
def test_a_lot_never_rises_and_none_is_added(number: int, units: int) -> None:
    shelf = Shelf(LEFT)

    shelf.lower(number, units)

    assert drawn(shelf, 1) == drawn(Shelf(LEFT), 1)


@given(
    st.dictionaries(st.integers(0, 9), st.integers(0, 5), max_size=8),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=12),
    st.integers(1, 5),
    st.integers(0, 9),
)
def test_whatever_was_seen_a_shelf_is_like_one_made_anew(
    left: dict[int, int], seen: list[tuple[int, int]], quantity: int, home: int
) -> None:
    shelf, now = Shelf(left), dict(left)
    for number, units in seen:
        shelf.lower(number, units)
        shelf.choose(quantity, number, Random(0).randrange)
        if number in now:
            now[number] = min(now[number], units)

    others: dict[int | None, int] = {
        each: units for each, units in now.items() if units >= quantity and each != home
    }
    assert drawn(shelf, quantity, home) == (others or {None: 1})
