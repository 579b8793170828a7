"""The draw: nothing but dice, one field per fact, and a line in which nobody overtakes."""

from __future__ import annotations

import random
from base64 import urlsafe_b64encode
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from math import sqrt
from statistics import correlation

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sale_api.domain.draw import PLACE_BITS, Draw, Turns, digest
from sale_api.domain.identifiers import framed
from tests.properties.chi_square import p_value
from tests.properties.strategies import SALE_NAMES, SHOPPERS

LEAST_P = 1e-6
SIGMAS = 5
MANY = 20_000
BINS = 200
OPENING = 1_790_848_800_000
FEW = settings(max_examples=4)  # each has thousands of shoppers

SEEDS = st.binary(min_size=32, max_size=32)
BEACONS = st.just(b"") | st.binary(min_size=32, max_size=32)
DRAWS = st.builds(
    Draw, seed=SEEDS, beacon=BEACONS, sale=SALE_NAMES, window=st.integers(min_value=0)
)
PLACES = st.integers(0, 2**PLACE_BITS - 1)
MILLISECONDS = st.integers(0, 86_400_000)
LINES = st.builds(Turns, st.just(OPENING), MILLISECONDS, MILLISECONDS)
EARLY = st.integers(OPENING - 10**10, OPENING - 1)
LATE = st.integers(OPENING, OPENING + 10**10)
FIELDS = st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.binary(), max_size=5)


def as_bytes(fields: list[str | bytes]) -> list[bytes]:
    return [field.encode() if isinstance(field, str) else field for field in fields]


@given(FIELDS, FIELDS)
def test_two_lists_of_fields_are_the_same_bytes_only_if_they_are_the_same(
    one: list[str | bytes], other: list[str | bytes]
) -> None:
    assert (framed(*one) == framed(*other)) is (as_bytes(one) == as_bytes(other))


@given(st.lists(st.binary(min_size=1), min_size=2, max_size=5), st.data())
def test_bytes_that_move_from_one_field_to_the_next_make_other_bytes(
    fields: list[bytes], data: st.DataObject
) -> None:
    joined = b"".join(fields)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(joined)), max_size=4)))
    cut = [joined[a:b] for a, b in zip([0, *cuts], [*cuts, len(joined)], strict=True)]

    assert (framed(*cut) == framed(*fields)) is (cut == fields)


@given(DRAWS, SHOPPERS)
def test_a_place_fits_64_bits(draw: Draw, shopper: str) -> None:
    assert 0 <= draw.place(shopper) < 2**64


@given(SEEDS, BEACONS, SALE_NAMES, st.sets(st.integers(0, 10**6), min_size=2, max_size=9), SHOPPERS)
def test_each_window_has_a_place_of_its_own_for_everybody(
    seed: bytes, beacon: bytes, sale: str, windows: set[int], shopper: str
) -> None:
    draws = [Draw(seed=seed, beacon=beacon, sale=sale, window=window) for window in windows]

    assert len({draw.place(shopper) for draw in draws}) == len(windows)


@given(SALE_NAMES, st.lists(SHOPPERS, unique=True, min_size=1, max_size=9), st.randoms())
def test_the_digest_knows_no_order_and_misses_nobody(
    sale: str, shoppers: list[str], dice: random.Random
) -> None:
    shuffled = dice.sample(shoppers, len(shoppers))

    assert digest(sale, 0, shuffled) == digest(sale, 0, shoppers)
    assert digest(sale, 0, shuffled[1:]) != digest(sale, 0, shoppers)


@given(LINES, EARLY, PLACES, LATE, PLACES)
def test_nobody_in_time_is_served_behind_a_late_comer(
    line: Turns, early: int, place: int, late: int, other: int
) -> None:
    in_time, behind = line.served_at(early, place), line.served_at(late, other)

    assert OPENING + line.delay_ms <= in_time <= behind
    assert in_time < behind or not line.spread_ms


@given(LINES, LATE, st.integers(1, 10**10), PLACES, PLACES)
def test_late_comers_keep_their_order(
    line: Turns, joined: int, later: int, place: int, other: int
) -> None:
    assert line.served_at(joined + later, other) - line.served_at(joined, place) == later


@given(LINES, EARLY, EARLY, st.tuples(PLACES, PLACES))
def test_in_time_only_the_place_counts(
    line: Turns, one: int, other: int, places: tuple[int, int]
) -> None:
    low, high = sorted(places)

    assert line.served_at(one, low) == line.served_at(other, low) <= line.served_at(one, high)


@given(EARLY, LATE, st.integers(0, 10**10), PLACES, PLACES)
def test_without_delay_and_spread_it_is_first_come_first_served(
    early: int, late: int, later: int, place: int, other: int
) -> None:
    line = Turns(OPENING, 0, 0)

    assert line.served_at(early, place) == OPENING
    assert line.served_at(late, place) == late
    assert line.served_at(late + later, other) == late + later


def crowd(seed: int, many: int) -> list[str]:
    """Return shoppers as their ids look: they are keyed hashes."""
    dice = random.Random(seed)
    return [urlsafe_b64encode(dice.randbytes(12)).decode() for _ in range(many)]


def unevenness(places: list[int]) -> float:
    """Return how likely dice would spread the places as they are."""
    bins = Counter(place * BINS >> PLACE_BITS for place in places)
    return p_value([bins[number] for number in range(BINS)])


@FEW
@given(DRAWS, st.integers(0, 2**64 - 1))
def test_places_are_spread_as_by_dice_whoever_comes(draw: Draw, seed: int) -> None:
    places = [draw.place(shopper) for shopper in crowd(seed, MANY)]

    assert unevenness(places) > LEAST_P


@FEW
@given(DRAWS)
def test_places_are_spread_as_by_dice_if_ids_differ_by_a_number(draw: Draw) -> None:
    places = [draw.place(f"shopper{number:09}") for number in range(MANY)]

    assert unevenness(places) > LEAST_P
    assert abs(correlation(range(MANY), places)) < SIGMAS / sqrt(MANY)


@FEW
@given(SEEDS, BEACONS, SALE_NAMES)
def test_a_good_place_in_one_window_says_nothing_of_the_next(
    seed: bytes, beacon: bytes, sale: str
) -> None:
    draws = [Draw(seed=seed, beacon=beacon, sale=sale, window=window) for window in (0, 1)]
    one, other = ([draw.place(each) for each in crowd(1, MANY)] for draw in draws)

    assert abs(correlation(one, other)) < SIGMAS / sqrt(MANY)


@pytest.mark.parametrize(
    "biased",
    [
        pytest.param(lambda place: place | 1 << 63, id="the front half is kept free"),
        pytest.param(lambda place: place >> 1, id="63 bits"),
        pytest.param(lambda place: place**2 >> PLACE_BITS, id="the front is dense"),
    ],
)
def test_a_draw_that_prefers_some_places_is_found_out(biased: Callable[[int], int]) -> None:
    draw = Draw(seed=bytes(32), beacon=b"", sale="a-sale", window=0)

    places = [biased(draw.place(shopper)) for shopper in crowd(1, MANY)]

    assert unevenness(places) < LEAST_P


def test_no_second_of_a_line_has_many_more_than_the_planned_rate() -> None:
    shoppers, spread_seconds = 200_000, 600
    rate = shoppers / spread_seconds
    draw = Draw(seed=bytes(32), beacon=bytes(32), sale="a-sale", window=0)
    line = Turns(OPENING, 10_000, spread_seconds * 1000)

    served = sorted(
        line.served_at(OPENING - 1, draw.place(f"shopper{number}")) for number in range(shoppers)
    )

    busiest = max(  # in any second, whenever it begins
        bisect_left(served, since + 1000) - number for number, since in enumerate(served)
    )
    assert rate < busiest <= rate * (1 + 5 / sqrt(rate))
    assert served[-1] - served[0] < spread_seconds * 1000
