"""Home lots: a sale's crowd is spread over them as by dice, or some lots would take all writes."""

import random
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Callable
from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sale_api.domain.identifiers import home_lot, shopper_id
from tests.properties.chi_square import p_value, upper_tail
from tests.properties.strategies import SALE_NAMES

Hash = Callable[[str, str, int], int]

LEAST_P = 1e-6
MANY = 4_000
CROWDS = st.integers(0, 2**64 - 1)
FEW = settings(max_examples=10)  # each has thousands of shoppers


def crowd(seed: int) -> list[str]:
    """Return shoppers as their ids look: they are keyed hashes."""
    dice = random.Random(seed)
    return [urlsafe_b64encode(dice.randbytes(12)).decode() for _ in range(MANY)]


def spread(home: Hash, sale: str, shoppers: list[str], lots: int) -> float:
    """Return how likely dice would spread these shoppers as a hash does."""
    homes = Counter(home(sale, shopper, lots) for shopper in shoppers)
    return p_value([homes[lot] for lot in range(lots)])


@FEW
@given(SALE_NAMES, st.integers(2, 150), CROWDS)
def test_the_home_lots_of_a_crowd_are_spread_as_by_dice(sale: str, lots: int, seed: int) -> None:
    assert spread(home_lot, sale, crowd(seed), lots) > LEAST_P


@FEW
@given(SALE_NAMES, st.integers(2, 150), st.binary(min_size=32, max_size=32))
def test_people_whose_addresses_differ_by_a_number_are_spread_as_by_dice(
    sale: str, lots: int, key: bytes
) -> None:
    shoppers = [shopper_id(f"shopper{number}@example.org", key) for number in range(MANY)]

    assert spread(home_lot, sale, shoppers, lots) > LEAST_P


@FEW
@given(st.lists(SALE_NAMES, min_size=2, max_size=2, unique=True), st.integers(2, 9), CROWDS)
def test_who_meets_in_one_sale_does_not_meet_again_in_the_next(
    sales: list[str], lots: int, seed: int
) -> None:
    def home_in_both(_: str, shopper: str, lots: int) -> int:
        one, other = (home_lot(sale, shopper, lots) for sale in sales)
        return one * lots + other

    homes = Counter(home_in_both("", shopper, lots) for shopper in crowd(seed))

    assert p_value([homes[pair] for pair in range(lots * lots)]) > LEAST_P


@pytest.mark.parametrize(
    "biased",
    [
        pytest.param(lambda *_: 0, id="one lot for all"),
        pytest.param(lambda _, shopper, n: ord(shopper[0]) % n, id="a letter of the id"),
        pytest.param(lambda sale, s, n: home_lot(sale, s, 256) % n, id="one byte of a hash"),
        pytest.param(lambda sale, s, n: home_lot(sale, s, n + 5) % n, id="five twice as often"),
        pytest.param(lambda sale, s, n: min(home_lot(sale, s, n), n - 3), id="two for none"),
    ],
)
def test_a_hash_that_prefers_some_lots_is_found_out(biased: Hash) -> None:
    assert spread(biased, "a-sale", crowd(1), 100) < LEAST_P


def test_a_hash_that_forgets_the_sale_is_found_out() -> None:
    homes = Counter(11 * home_lot("", shopper, 10) for shopper in crowd(1))

    assert p_value([homes[pair] for pair in range(100)]) < LEAST_P


@pytest.mark.parametrize(
    ("freedom", "critical", "p"),
    [
        (1, 3.841, 0.05),
        (2, 5.991, 0.05),
        (9, 16.919, 0.05),
        (10, 23.209, 0.01),
        (19, 43.820, 0.001),
        (50, 86.661, 0.001),
        (99, 148.230, 0.001),
        (100, 124.342, 0.05),
    ],
)
def test_the_p_value_is_that_of_the_tables(freedom: int, critical: float, p: float) -> None:
    assert upper_tail(critical, freedom) == pytest.approx(p, rel=2e-3)


def test_counts_that_are_all_the_same_are_never_too_uneven() -> None:
    assert p_value([7, 7, 7]) == 1.0


@given(st.integers(10, 2_000), st.floats(-5, 5))
def test_the_p_value_is_near_that_of_wilson_and_hilferty(freedom: int, deviation: float) -> None:
    variance = 2 / (9 * freedom)
    chi_square = freedom * (1 - variance + deviation * sqrt(variance)) ** 3

    assert upper_tail(chi_square, freedom) == pytest.approx(
        NormalDist().cdf(-deviation), rel=0.1, abs=1e-3
    )
