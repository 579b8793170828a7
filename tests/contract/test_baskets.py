"""Baskets are kept by shopper and sale, replaced, found together, and taken away."""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.ports import Baskets
from tests.orders import DELIVERY
from tests.sale_api.basket_shop import a_basket

UNTIL = 1_800_000_000_000
BASKET = a_basket(sale="a-sale", delivery=DELIVERY)


def test_of_a_stranger_there_is_no_basket(baskets: Baskets) -> None:
    assert baskets.find("a-sale", "anna") is None
    assert list(baskets.of_shopper("anna")) == []


def test_a_basket_is_found_as_it_was_kept_in_its_sale_alone(baskets: Baskets) -> None:
    baskets.keep(BASKET, UNTIL)

    assert baskets.find("a-sale", "anna") == BASKET
    assert baskets.find("another", "anna") is None
    assert baskets.find("a-sale", "bert") is None


def test_a_basket_takes_the_place_of_the_one_before(baskets: Baskets) -> None:
    baskets.keep(BASKET, UNTIL)
    other = replace(BASKET, quantity=1, pool="other", delivery=replace(DELIVERY, city="München"))

    baskets.keep(other, UNTIL + 1)

    assert baskets.find("a-sale", "anna") == other


def test_a_shopper_has_all_baskets_together_and_nobody_elses(baskets: Baskets) -> None:
    other, anothers = replace(BASKET, sale="b-sale"), replace(BASKET, shopper="bert")
    for basket in (other, BASKET, anothers):
        baskets.keep(basket, UNTIL)

    found = baskets.of_shopper("anna")

    assert sorted(found, key=lambda basket: basket.sale) == [BASKET, other]


def test_a_basket_is_taken_away_and_the_others_stay(baskets: Baskets) -> None:
    other = replace(BASKET, sale="b-sale")
    baskets.keep(BASKET, UNTIL)
    baskets.keep(other, UNTIL)

    baskets.drop("a-sale", "anna")
    baskets.drop("a-sale", "anna")

    assert list(baskets.of_shopper("anna")) == [other]
