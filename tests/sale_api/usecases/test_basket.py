"""Preparing a basket, looking whether it fits, and taking it away."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.errors import Closed, InvalidRequest, NotFound
from sale_api.domain.moves import OrderState
from sale_api.domain.plan import DAY_MS
from sale_api.domain.sale import State
from sale_api.usecases.forget import forget
from tests.fakes import FakeShoppers
from tests.sale_api.basket_shop import BasketShop, a_basket
from tests.sale_api.given import CLOSES, DELIVERY, ELSEWHERE, HOUR, OPENS, SALE, a_plan


def test_a_basket_is_prepared_before_the_opening_and_found_again() -> None:
    shop = BasketShop(now=OPENS - HOUR)

    prepared = shop.prepare("anna")

    assert prepared.basket == a_basket(prepared_at=OPENS - HOUR)
    assert prepared == shop.prepared("anna")
    assert prepared.faults == {}


def test_a_basket_holds_nothing() -> None:
    shop = BasketShop(now=OPENS - HOUR)
    before = shop.lot()

    shop.prepare("anna")

    assert shop.lot() == before


def test_a_basket_takes_the_place_of_the_one_before() -> None:
    shop = BasketShop(a_plan(("berlin", 20), ("hamburg", 20)))
    shop.prepare("anna")

    shop.prepare("anna", 1, "hamburg", ELSEWHERE)

    basket = shop.prepared("anna").basket
    assert (basket.quantity, basket.pool, basket.delivery) == (1, "hamburg", ELSEWHERE)


def test_units_are_of_the_first_pool_unless_another_is_named() -> None:
    shop = BasketShop(a_plan(("berlin", 20), ("hamburg", 20)))

    assert shop.prepare("anna").basket.pool == "berlin"


def test_a_basket_that_does_not_fit_is_not_kept_and_all_of_it_is_told() -> None:
    shop = BasketShop()

    with pytest.raises(InvalidRequest) as refused:
        shop.prepare("anna", 4, "moon")

    assert set(refused.value.fields) == {"pool", "quantity"}
    assert not shop.baskets.baskets


@pytest.mark.parametrize("days", [1, 30, 365])
def test_a_basket_s_address_goes_as_long_after_the_sale_as_all_others(days: int) -> None:
    shop = BasketShop(replace(a_plan(), erase_days=days))

    shop.prepare("anna")

    assert shop.baskets.until == {("anna", SALE): CLOSES + days * DAY_MS}


@pytest.mark.parametrize(("left", "open_still"), [(1, True), (0, False)])
def test_a_basket_can_be_prepared_until_the_sale_is_over(left: int, *, open_still: bool) -> None:
    shop = BasketShop(now=CLOSES - left)

    if open_still:
        assert shop.prepare("anna").basket.prepared_at == CLOSES - left
    else:
        with pytest.raises(Closed) as refused:
            shop.prepare("anna")
        assert refused.value.data == {"closed_at": CLOSES}


def test_nobody_has_prepared_a_basket_of_a_sale_that_is_not_public() -> None:
    shop = BasketShop()
    shop.sales.sales[SALE] = replace(shop.sale, state=State.DRAFT)

    with pytest.raises(NotFound):
        shop.prepare("anna")


def test_who_has_prepared_nothing_finds_no_basket_nor_somebody_elses() -> None:
    shop = BasketShop()
    shop.prepare("bert")

    with pytest.raises(NotFound):
        shop.prepared("anna")


def test_a_basket_says_before_the_opening_that_it_does_not_fit_any_more() -> None:
    shop = BasketShop(now=OPENS - HOUR)
    shop.prepare("anna")

    shop.retitle("Windows 8")

    prepared = shop.prepared("anna")
    assert list(prepared.faults) == ["consent"]
    assert prepared.basket.agreed.title == "Windows 7"


def test_who_agrees_anew_has_a_basket_that_fits() -> None:
    shop = BasketShop(now=OPENS - HOUR)
    shop.prepare("anna")
    shop.retitle("Windows 8")

    assert shop.prepare("anna").faults == {}


def test_a_basket_is_taken_away_and_again_is_the_same() -> None:
    shop = BasketShop()
    shop.prepare("anna")

    shop.drop("anna")
    shop.drop("anna")

    assert not shop.baskets.baskets


def test_who_is_forgotten_leaves_no_basket_and_orders_stay() -> None:
    shop, shoppers = BasketShop(), FakeShoppers()
    shoppers.remember("anna", DELIVERY)
    shop.prepare("anna")
    shop.prepare("bert")
    shop.baskets.keep(a_basket(sale="another"), OPENS)
    order = shop.buy("anna").order

    forget(shopper="anna", shoppers=shoppers, baskets=shop.baskets)

    assert list(shop.baskets.baskets) == [("bert", SALE)]
    assert shoppers.delivery("anna") is None
    assert shop.orders.find(order.order).state is OrderState.PLACED
