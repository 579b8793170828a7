from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sale_api.domain.identifiers import framed, home_lot, order_id, shopper_id

KEY = b"k" * 32
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(TEXT, max_size=4), st.lists(TEXT, max_size=4))
def test_different_fields_never_frame_to_the_same_bytes(one: list[str], other: list[str]) -> None:
    assert (framed(*one) == framed(*other)) is (one == other)


def test_a_field_is_framed_by_the_length_of_its_bytes() -> None:
    assert framed("é", "") == b"\x00\x00\x00\x02\xc3\xa9\x00\x00\x00\x00"


@pytest.mark.parametrize(
    "written",
    ["anna@example.org", " Anna@Example.ORG ", "ANNA@EXAMPLE.ORG", "\tanna@example.org\n"],
)
def test_one_address_is_one_shopper_however_it_is_written(written: str) -> None:
    assert shopper_id(written, KEY) == shopper_id("anna@example.org", KEY)


def test_another_address_or_another_key_is_another_shopper() -> None:
    anna = shopper_id("anna@example.org", KEY)

    assert shopper_id("anna@example.com", KEY) != anna
    assert shopper_id("anna@example.org", b"other" * 6) != anna


def test_a_shopper_id_has_16_characters_that_fit_a_link() -> None:
    assert len(shopper_id("anna@example.org", KEY)) == 16
    assert shopper_id("anna@example.org", KEY).replace("-", "").replace("_", "").isalnum()


def test_the_same_claim_always_has_the_same_order_key() -> None:
    assert order_id("sale", "anna", "claim001") == order_id("sale", "anna", "claim001")
    assert len(order_id("sale", "anna", "claim001")) == 20


@pytest.mark.parametrize(
    "other",
    [("sale2", "anna", "claim001"), ("sale", "bert", "claim001"), ("sale", "anna", "claim002")],
)
def test_another_sale_shopper_or_claim_has_another_order_key(other: tuple[str, str, str]) -> None:
    assert order_id(*other) != order_id("sale", "anna", "claim001")


@given(TEXT, TEXT, st.integers(1, 100))
def test_a_home_lot_is_one_of_those_there_are_and_stays(sale: str, shopper: str, n: int) -> None:
    home = home_lot(sale, shopper, n)

    assert 0 <= home < n
    assert home == home_lot(sale, shopper, n)


def test_home_lots_are_spread_evenly() -> None:
    lots, shoppers = 20, 20_000

    homes = Counter(home_lot("sale", f"shopper{n}", lots) for n in range(shoppers))

    expected = shoppers / lots
    chi_square = sum((homes[lot] - expected) ** 2 / expected for lot in range(lots))
    assert chi_square < 67.5  # 19 degrees of freedom, p > 2e-7
