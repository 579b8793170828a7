import pytest
from hypothesis import given
from hypothesis import strategies as st

from sale_api.domain.money import CURRENCIES, LARGEST_MINOR, Money


@pytest.mark.parametrize("minor", [0, 1, LARGEST_MINOR])
def test_an_amount_from_nothing_to_the_bound_is_money(minor: int) -> None:
    assert Money(minor, "EUR").minor == minor


@pytest.mark.parametrize("minor", [-1, LARGEST_MINOR + 1])
def test_an_amount_beyond_the_bounds_is_none(minor: int) -> None:
    with pytest.raises(AssertionError):
        Money(minor, "EUR")


@pytest.mark.parametrize("currency", ["eur", "", "JPY", "EURO"])
def test_a_currency_that_is_not_listed_is_none(currency: str) -> None:
    with pytest.raises(AssertionError):
        Money(1, currency)


@pytest.mark.parametrize(
    ("minor", "text"),
    [(0, "0.00 EUR"), (5, "0.05 EUR"), (99, "0.99 EUR"), (100, "1.00 EUR"), (4_997, "49.97 EUR")],
)
def test_an_amount_reads_with_two_decimals_and_its_currency(minor: int, text: str) -> None:
    assert str(Money(minor, "EUR")) == text


@given(st.integers(0, 10**9), st.integers(1, 32), st.sampled_from(sorted(CURRENCIES)))
def test_the_price_of_several_is_exact(minor: int, quantity: int, currency: str) -> None:
    total = Money(minor, currency).times(quantity)

    assert total == Money(sum([minor] * quantity), currency)
