"""Buying at once: reserving and ordering in one request, refused as the two are."""

from __future__ import annotations

import pytest

from sale_api.domain.errors import (
    InvalidRequest,
    NotFound,
    NotOpenYet,
    RequestReused,
    SoldOut,
)
from sale_api.domain.moves import OrderState
from sale_api.ports import Unknown
from sale_api.usecases.stock import NextPool
from tests.sale_api.basket_shop import BasketShop
from tests.sale_api.given import CONTACT, ELSEWHERE, HOUR, OPENS, SECOND, a_plan
from tests.sale_api.hindered import hindered, lose


def a_shop(*pools: tuple[str, int]) -> BasketShop:
    """Return a shop at its opening, where its first shopper has prepared a basket of two."""
    shop = BasketShop(a_plan(*pools), now=OPENS - HOUR)
    shop.prepare(shop.shopper())
    shop.now = OPENS
    shop.watch = shop.another_process()
    return shop


def test_a_prepared_basket_becomes_an_order_at_once() -> None:
    shop = a_shop()

    placed = shop.buy(shop.shopper())

    assert placed.new
    assert (placed.order.state, placed.order.claim.quantity) == (OrderState.PLACED, 2)
    assert placed.order.contact == CONTACT
    assert shop.held(shop.shopper()).order == placed.order


def test_buying_again_is_the_same_order() -> None:
    shop = a_shop()
    first = shop.buy(shop.shopper())
    shop.now += SECOND

    again = shop.buy(shop.shopper())

    assert again == first._replace(new=False)
    assert len(shop.orders.standing) == 1


def test_units_come_from_the_pool_that_was_chosen() -> None:
    shop = a_shop(("berlin", 20), ("hamburg", 20))
    shop.prepare(shop.shopper(), 1, "hamburg")

    assert shop.buy(shop.shopper()).order.pool == "hamburg"


def test_before_the_opening_nothing_is_bought_and_no_basket_read() -> None:
    shop = a_shop()
    shop.now = OPENS - 1
    shop.baskets = hindered(shop.baskets, "find", before=[lose])

    with pytest.raises(NotOpenYet):
        shop.buy(shop.shopper())


def test_who_has_prepared_nothing_buys_nothing() -> None:
    shop = a_shop()

    with pytest.raises(NotFound):
        shop.buy(shop.shopper(nth=1))

    assert not shop.lot().claims


def test_what_does_not_fit_is_not_bought_and_said_field_by_field() -> None:
    shop = a_shop()
    shop.retitle("Windows 8")

    with pytest.raises(InvalidRequest) as refused:
        shop.buy(shop.shopper())

    assert list(refused.value.fields) == ["basket.consent"]
    assert not shop.lot().claims


def test_what_was_bought_stays_bought_when_the_basket_does_not_fit_any_more() -> None:
    shop = a_shop()
    first = shop.buy(shop.shopper())

    shop.retitle("Windows 8")

    assert shop.buy(shop.shopper()) == first._replace(new=False)


def test_what_was_bought_stays_bought_when_the_basket_is_gone() -> None:
    shop = a_shop()
    first = shop.buy(shop.shopper())

    shop.drop(shop.shopper())

    assert shop.buy(shop.shopper()) == first._replace(new=False)


def test_what_is_held_is_not_ordered_without_a_basket() -> None:
    shop = a_shop()
    shop.reserve(shop.shopper())
    shop.drop(shop.shopper())

    with pytest.raises(NotFound):
        shop.buy(shop.shopper())

    assert not shop.orders.standing


def test_what_is_held_already_is_ordered_if_it_is_what_the_basket_says() -> None:
    shop = a_shop()
    hold = shop.reserve(shop.shopper(), 2)

    placed = shop.buy(shop.shopper())

    assert placed.order.claim == hold.reservation.claim


def test_other_units_that_are_held_already_are_not_ordered() -> None:
    shop = a_shop()
    shop.reserve(shop.shopper(), 1)

    with pytest.raises(RequestReused):
        shop.buy(shop.shopper())

    assert not shop.orders.standing


def test_if_no_answer_comes_to_the_order_the_units_stay_held_and_are_ordered_next_time() -> None:
    shop = a_shop()
    shop.orders = hindered(shop.orders, "place", before=[lose])

    with pytest.raises(Unknown):
        shop.buy(shop.shopper())

    hold = shop.held(shop.shopper())
    assert hold.order is None
    placed = shop.buy(shop.shopper())
    assert placed.new
    assert placed.order.claim == hold.reservation.claim


def test_of_two_baskets_one_after_the_other_the_order_keeps_the_first() -> None:
    shop = a_shop()
    first = shop.buy(shop.shopper())

    shop.prepare(shop.shopper(), 1, delivery=ELSEWHERE)

    assert shop.buy(shop.shopper()).order == first.order


def test_when_nothing_is_left_no_basket_is_read() -> None:
    shop = a_shop()
    shop.stock(0)
    shop.publish_levels()
    shop.baskets = hindered(shop.baskets, "find", before=[lose])

    with pytest.raises(SoldOut) as refused:
        shop.buy(shop.shopper())

    assert refused.value.data["largest"] == 0


def test_who_bought_the_last_units_is_told_so_again() -> None:
    shop = a_shop(("main", 2))
    first = shop.buy(shop.shopper())
    shop.publish_levels()

    assert shop.buy(shop.shopper()) == first._replace(new=False)


def test_a_pool_that_is_empty_is_sold_out_though_another_is_not() -> None:
    shop = a_shop(("berlin", 2), ("hamburg", 20))
    other = shop.shopper(nth=1)
    shop.reserve(other, 2)
    shop.publish_levels()

    with pytest.raises(SoldOut) as refused:
        shop.buy(shop.shopper())

    following = refused.value.data["next"]
    assert isinstance(following, NextPool)
    assert following.pool.pool == "hamburg"
