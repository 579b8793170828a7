import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sale_api.domain.identifiers import shopper_id
from sale_api.domain.levels import KEPT_WITHIN_MS, Levels, held_until, mark_of

ANNA, BERT = (shopper_id(f"{name}@example.org", b"k" * 32) for name in ("anna", "bert"))
LEVELS = Levels("sale", (3, 0, 2), lease=4, generation=7, held_until=100)
BYTES = st.integers(0, 32)


@pytest.mark.parametrize(("number", "level"), [(0, 3), (1, 0), (2, 2), (3, 0), (9, 0)])
def test_a_lot_that_is_not_listed_yet_has_nothing_on_sale(number: int, level: int) -> None:
    assert LEVELS.level(number) == level


def test_the_next_lease_changes_nothing_else() -> None:
    assert LEVELS.leased() == replace(LEVELS, lease=5)


def test_what_was_read_lowers_the_levels_and_the_others_stay() -> None:
    fresh = LEVELS.lowered({0: 1})

    assert fresh.levels == (1, 0, 2)


def test_what_was_read_never_raises_a_level() -> None:
    fresh = LEVELS.lowered({1: 5})

    assert fresh.levels == (3, 0, 2)


def test_a_holder_is_known_by_the_mark_of_the_id() -> None:
    levels = replace(LEVELS, holders=frozenset({mark_of(ANNA)}))

    assert levels.holds(ANNA)
    assert not levels.holds(BERT)


def test_a_rise_begins_the_next_generation() -> None:
    raised = LEVELS.raised(1, 4)

    assert raised == replace(LEVELS, levels=(3, 4, 2), generation=8)


@pytest.mark.parametrize(("number", "levels"), [(3, (3, 0, 2, 4)), (5, (3, 0, 2, 0, 0, 4))])
def test_a_rise_of_a_lot_that_was_added_lists_it_and_all_before_it(
    number: int, levels: tuple[int, ...]
) -> None:
    raised = LEVELS.raised(number, 4)

    assert raised == replace(LEVELS, levels=levels, generation=8)


def test_a_rise_never_lowers_a_level() -> None:
    assert LEVELS.raised(0, 2).levels == (3, 0, 2)


@given(
    st.lists(BYTES, min_size=1, max_size=5).flatmap(
        lambda available: st.tuples(
            st.just(available),
            st.lists(BYTES, min_size=len(available), max_size=len(available)),
            st.lists(
                st.tuples(st.integers(0, len(available) - 1), st.integers(1, 9), st.booleans()),
                max_size=20,
            ),
        )
    )
)
def test_levels_stay_an_upper_bound_whatever_is_sold_promoted_and_published(
    world: tuple[list[int], list[int], list[tuple[int, int, bool]]],
) -> None:
    available, above, steps = world
    levels = Levels("sale", tuple(a + b for a, b in zip(available, above, strict=True)))

    for number, units, rise in steps:
        if rise:
            levels = levels.raised(number, available[number] + units)
            available[number] += units
        else:
            read = {number: available[number]}
            available[number] = max(0, available[number] - units)
            levels = levels.lowered(read)

        assert all(level >= left for level, left in zip(levels.levels, available, strict=True))


def test_a_mark_is_the_first_three_bytes_of_a_shopper_id() -> None:
    assert mark_of("AAECAwQFBgcICQoL") == b"\x00\x01\x02"
    assert mark_of("-_-_AAAAAAAAAAAA") == b"\xfb\xff\xbf"


def test_units_are_back_after_the_last_deadline_the_grace_and_the_keepers_next_round() -> None:
    assert held_until([1_000, 3_000, 2_000], 10) == 3_010 + KEPT_WITHIN_MS


def test_where_nothing_is_held_nothing_comes_back() -> None:
    assert held_until([], 10) == 0
