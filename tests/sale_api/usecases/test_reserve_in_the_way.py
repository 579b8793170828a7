"""Reserving when another transaction, another process or a slow one is in the way."""

import pytest
from msgspec.structs import replace

from sale_api.domain.errors import TryAgain
from sale_api.domain.lot import Claim
from sale_api.usecases.lend import TRIES
from sale_api.usecases.reserve import FRESH_STARTS
from tests.sale_api.given import GRACE, HOLD, OPENS, SALE, SECOND, a_plan
from tests.sale_api.hindered import ALWAYS_REFUSED, hindered
from tests.sale_api.shop import Shop

THREE_LOTS = a_plan(("main", 48))


def test_a_reservation_that_cannot_be_given_back_just_now_is_to_be_asked_for_again() -> None:
    shop = Shop()
    anna = shop.shopper()
    shop.reserve(anna)
    shop.now += HOLD + GRACE + 1
    shop.lots = hindered(shop.lots, "give_back", ALWAYS_REFUSED)

    with pytest.raises(TryAgain):
        shop.reserve(anna)


def test_a_claim_that_keeps_coming_back_ends_in_asking_again() -> None:
    shop = Shop()
    anna = shop.shopper()
    shop.reserve(anna)
    shop.now += HOLD + GRACE + 1
    standing = shop.lot()

    def come_back(*_: object) -> None:
        shop.stores.lots[SALE, 0] = standing

    shop.lots = hindered(shop.lots, "give_back", after=[come_back] * FRESH_STARTS)

    with pytest.raises(TryAgain):
        shop.reserve(anna)


def test_an_order_that_comes_before_the_bar_is_the_answer() -> None:
    shop = Shop()
    anna = shop.shopper()
    order = shop.order(shop.reserve(anna).reservation).order
    shop.orders.standing.clear()
    shop.now += HOLD + GRACE + 1
    orders = shop.orders
    shop.orders = hindered(orders, "bar", before=[lambda _: orders.place(order)])

    hold = shop.reserve(anna)

    assert hold.order == order


def test_who_finds_every_transaction_refused_tries_four_times_and_is_never_told_sold_out() -> None:
    shop = Shop(THREE_LOTS)
    shop.stock(0, 2, 2)
    shop.lots = hindered(shop.lots, "lend", ALWAYS_REFUSED)

    with pytest.raises(TryAgain):
        shop.reserve(shop.shopper(home=0))

    assert shop.chance.pauses == list(range(1, TRIES))


def test_a_look_at_a_lot_that_has_too_few_by_now_counts_as_a_try_and_leads_elsewhere() -> None:
    shop = Shop(THREE_LOTS)
    shop.stock(0, 1, 2)

    hold = shop.reserve(shop.shopper(home=0), 2)

    assert hold.reservation.claim.lender == 2


def test_when_no_lot_may_have_enough_by_all_that_is_known_the_levels_are_awaited() -> None:
    shop = Shop(THREE_LOTS)
    shop.stock(0, 1, 1)

    with pytest.raises(TryAgain):
        shop.reserve(shop.shopper(home=0), 2)

    assert len(shop.chance.pauses) == 1


def test_a_home_lot_known_to_be_empty_is_not_asked_again() -> None:
    shop = Shop(THREE_LOTS)
    shop.stock(0, 2, 2)
    shop.reserve(shop.shopper(home=0, nth=0), 1)
    asked = list[int]()
    shop.lots = hindered(shop.lots, "claim", before=[lambda _, home, *__: asked.append(home)])

    second = shop.reserve(shop.shopper(home=0, nth=1), 1)

    assert second.reservation.claim.lender is not None
    assert asked == []


def test_a_claim_that_another_transaction_refused_is_lent_instead() -> None:
    shop = Shop(THREE_LOTS)
    shop.lots = hindered(shop.lots, "claim", ALWAYS_REFUSED)

    hold = shop.reserve(shop.shopper(home=0), 2)

    assert hold.reservation.claim.lender in {1, 2}


def test_two_transactions_for_one_shopper_leave_one_claim() -> None:
    shop = Shop(THREE_LOTS)
    shop.stock(0, 2, 2)
    anna = shop.shopper(home=0)
    lots = shop.lots

    def be_faster(sale: str, pool: str, home: int, shopper: str, claim: Claim) -> None:
        lots.lend(sale, pool, home, shopper, replace(claim, claim="faster01"))

    shop.lots = hindered(lots, "lend", before=[be_faster])

    hold = shop.reserve(anna, 2)

    assert hold.reservation.claim.claim == "faster01"
    assert not hold.new
    assert shop.lot(1).available + shop.lot(2).available == 2


def test_a_lender_that_was_emptied_between_the_look_and_the_try_is_not_tried_again() -> None:
    shop = Shop(THREE_LOTS)
    shop.stock(0, 2, 2)
    lots, tried = shop.lots, list[int]()

    def be_faster(sale: str, _pool: str, _home: int, _shopper: str, claim: Claim) -> None:
        tried.append(claim.source(0))
        rival = shop.shopper(home=tried[0])
        lots.claim(sale, tried[0], rival, Claim(2, "faster01", OPENS + HOLD))

    shop.lots = hindered(lots, "lend", before=[be_faster])

    hold = shop.reserve(shop.shopper(home=0), 2)

    assert {*tried, hold.reservation.claim.lender} == {1, 2}


def test_a_lot_that_was_seen_empty_is_tried_again_once_units_went_on_sale_there() -> None:
    shop = Shop(THREE_LOTS)
    shop.stock(0, 0, 0)
    bert = shop.shopper(home=0)
    with pytest.raises(TryAgain):
        shop.reserve(bert, 2)
    shop.stores.lots[SALE, 1] = replace(shop.lot(1), returned=2)
    shop.lots.promote(shop.lot(1), shop.levels)
    shop.now += SECOND

    hold = shop.reserve(bert, 2)

    assert hold.reservation.claim.lender == 1
