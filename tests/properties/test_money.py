"""Money: whole minor units all the way, with two decimals where people read it."""

import re
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.http.answers import encoded
from chalicelib.http.presenting.instants import money
from sale_api.domain.lot import LARGEST_SINGLE_LOT
from sale_api.domain.money import CURRENCIES, LARGEST_MINOR, Money
from sale_api.domain.plan import Plan
from tests.properties.strategies import MONEY, plans

AMOUNT = re.compile(r"(0|[1-9][0-9]*)\.[0-9]{2} [A-Z]{3}")


@given(st.integers(0, LARGEST_MINOR), st.sampled_from(sorted(CURRENCIES)))
def test_an_amount_reads_with_two_decimals_and_reads_back_the_same(minor: int, code: str) -> None:
    shown = str(Money(minor, code))

    assert AMOUNT.fullmatch(shown)
    number, currency = shown.split()
    assert Money(int(Decimal(number) * 100), currency) == Money(minor, code)


@given(MONEY, st.integers(1, LARGEST_SINGLE_LOT), st.integers(1, LARGEST_SINGLE_LOT))
def test_units_cost_the_same_however_they_are_added_up(price: Money, one: int, more: int) -> None:
    together, apart = price.times(one + more), (price.times(one), price.times(more))

    assert together.minor == sum(each.minor for each in apart)
    assert {each.currency for each in (together, *apart)} == {price.currency}
    assert type(together.minor) is int


@settings(max_examples=30)  # each draws a whole plan
@given(plans())
def test_as_many_units_as_one_shopper_may_have_are_an_amount(plan: Plan) -> None:
    total = plan.price.times(plan.limit)

    assert total.minor <= LARGEST_MINOR < 2**53


@given(MONEY, st.integers(1, LARGEST_SINGLE_LOT))
def test_what_is_shown_of_an_amount_is_whole_and_reads_back_the_same(
    price: Money, quantity: int
) -> None:
    total = price.times(quantity)

    read = msgspec.json.decode(encoded(money(total)), type=dict[str, int | str])

    assert Money(read["amount"], read["currency"]) == total  # type: ignore[arg-type] # as shown


@given(st.text() | st.sampled_from(sorted(CURRENCIES)).map(str.lower))
def test_no_other_currency_is_money(currency: str) -> None:
    if currency not in CURRENCIES:
        with pytest.raises(AssertionError):
            Money(1, currency)


@given(st.integers().filter(lambda minor: not 0 <= minor <= LARGEST_MINOR))
def test_no_amount_is_below_nothing_or_above_the_bound(minor: Any) -> None:
    with pytest.raises(AssertionError):
        Money(minor, "EUR")
