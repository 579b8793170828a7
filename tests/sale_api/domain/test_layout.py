import pytest
from msgspec.structs import replace

from sale_api.domain.layout import Layout
from sale_api.domain.levels import Levels
from sale_api.domain.plan import Addition, Pool
from tests.sale_api.given import OPENS

PLANNED = Layout("a-sale", (Pool("de", 40), Pool("es", 20), Pool("fr", 33)), ())
MORE = replace(PLANNED, additions=(Addition("1", "es", 40, OPENS), Addition("2", "de", 1, OPENS)))


def test_the_lots_are_numbered_across_the_pools_and_hold_all_units() -> None:
    lots = PLANNED.planned_lots()

    assert [(lot.number, lot.pool, lot.allotted) for lot in lots] == [
        (0, "de", 14),
        (1, "de", 13),
        (2, "de", 13),
        (3, "es", 20),
        (4, "fr", 11),
        (5, "fr", 11),
        (6, "fr", 11),
    ]
    assert all(lot.available == lot.allotted and lot.sale == "a-sale" for lot in lots)
    assert PLANNED.lot_count == len(lots)


def test_added_lots_come_after_all_others_and_their_units_as_returned_ones() -> None:
    lots = MORE.added_lots()

    assert [(lot.number, lot.pool, lot.allotted) for lot in lots] == [
        (7, "es", 14),
        (8, "es", 13),
        (9, "es", 13),
        (10, "de", 1),
    ]
    assert all((lot.available, lot.returned) == (0, lot.allotted) for lot in lots)
    assert MORE.added_numbers == range(7, 11)
    assert MORE.lot_count == 11


def test_the_planned_lots_stay_as_they_are_whatever_is_added() -> None:
    assert MORE.planned_lots() == PLANNED.planned_lots()
    assert not PLANNED.added_lots()


def test_a_further_addition_moves_no_lot_of_those_before_it() -> None:
    further = replace(MORE, additions=(*MORE.additions, Addition("3", "es", 40, OPENS)))

    assert further.added_lots()[:4] == MORE.added_lots()


def test_a_pool_has_the_lots_that_carry_its_name() -> None:
    named = [
        [lot.number for lot in (*MORE.planned_lots(), *MORE.added_lots()) if lot.pool == pool.pool]
        for pool in MORE.pools
    ]

    assert [MORE.lots_of(pool.pool) for pool in MORE.pools] == named
    assert named == [[0, 1, 2, 10], [3, 7, 8, 9], [4, 5, 6]]


def test_a_lot_belongs_to_one_pool() -> None:
    lots = [*MORE.planned_lots(), *MORE.added_lots()]

    assert [MORE.pool_of(number) for number in range(11)] == [lot.pool for lot in lots]


def test_a_pool_has_had_what_was_planned_and_what_was_added() -> None:
    assert [MORE.units_of(pool.pool) for pool in MORE.pools] == [41, 60, 33]


@pytest.mark.parametrize(("listed", "count"), [(6, 7), (7, 7), (8, 8)])
def test_all_lots_are_those_that_the_layout_or_the_levels_know(listed: int, count: int) -> None:
    levels = Levels("a-sale", (0,) * listed)

    assert PLANNED.numbers(levels) == range(count)
