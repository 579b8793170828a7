import pytest

from sale_api.domain.errors import NotFound, ReservationExpired, TryAgain, WrongState
from sale_api.domain.moves import OrderState
from sale_api.domain.order import Bar
from tests.sale_api.given import SALE, a_plan
from tests.sale_api.hindered import ALWAYS_REFUSED, hindered
from tests.sale_api.shop import Shop


def test_the_units_of_a_deleted_reservation_return_and_its_order_key_is_barred() -> None:
    shop = Shop()
    anna = shop.shopper()
    reservation = shop.reserve(anna, 2).reservation

    shop.give_back(anna)

    assert (shop.lot().available, shop.lot().returned) == (18, 2)
    assert not shop.lot().claims
    assert isinstance(shop.orders.standing[reservation.order], Bar)
    with pytest.raises(ReservationExpired):
        shop.order(reservation)


def test_lent_units_return_to_the_lot_that_lent_them() -> None:
    shop = Shop(a_plan(("de", 20), ("es", 20)))
    anna = shop.shopper(home=0)
    shop.reserve(anna, 2, "es")

    shop.give_back(anna)

    assert (shop.lot(0).returned, shop.lot(1).returned) == (0, 2)


def test_giving_back_nothing_or_again_is_the_same_answer() -> None:
    shop = Shop()
    anna = shop.shopper()
    shop.give_back(anna)
    shop.reserve(anna, 2)

    shop.give_back(anna)
    shop.give_back(anna)

    assert shop.lot().returned == 2


def test_the_reservation_that_is_meant_is_given_back() -> None:
    shop = Shop()
    anna = shop.shopper()
    reservation = shop.reserve(anna, 2).reservation

    shop.give_back(anna, only=reservation.claim.claim)

    assert shop.lot().returned == 2
    assert isinstance(shop.orders.standing[reservation.order], Bar)


def test_a_late_give_back_leaves_what_its_shopper_holds_by_now() -> None:
    shop = Shop()
    anna = shop.shopper()
    earlier = shop.reserve(anna, 2).reservation
    shop.give_back(anna, only=earlier.claim.claim)
    later = shop.reserve(anna, 1).reservation

    shop.give_back(anna, only=earlier.claim.claim)

    assert shop.held(anna).reservation == later
    assert shop.lot().returned == 2
    assert shop.order(later).new


def test_a_late_give_back_of_somebody_who_holds_nothing_is_the_same_answer() -> None:
    shop = Shop()
    anna = shop.shopper()
    earlier = shop.reserve(anna, 2).reservation
    shop.give_back(anna)

    shop.give_back(anna, only=earlier.claim.claim)

    assert shop.lot().returned == 2


def test_a_late_give_back_does_not_ask_about_an_order_that_came_of_another_reservation() -> None:
    shop = Shop()
    anna = shop.shopper()
    earlier = shop.reserve(anna, 2).reservation
    shop.give_back(anna)
    order = shop.order(shop.reserve(anna).reservation).order

    shop.give_back(anna, only=earlier.claim.claim)

    assert shop.orders.find(order.order) == order
    assert anna in shop.lot().claims


def test_what_became_an_order_is_not_given_back() -> None:
    shop = Shop()
    anna = shop.shopper()
    order = shop.order(shop.reserve(anna).reservation).order

    with pytest.raises(WrongState) as refused:
        shop.give_back(anna)

    assert refused.value.data == {"state": OrderState.PLACED, "order": order.order}
    assert anna in shop.lot().claims


def test_a_give_back_that_stopped_after_the_bar_is_finished_by_the_next() -> None:
    shop = Shop()
    anna = shop.shopper()
    reservation = shop.reserve(anna, 2).reservation
    shop.orders.bar(Bar(reservation.order, SALE, shop.now))

    shop.give_back(anna)

    assert shop.lot().returned == 2


def test_another_transaction_in_the_way_means_asking_again() -> None:
    shop = Shop()
    anna = shop.shopper()
    shop.reserve(anna)
    shop.lots = hindered(shop.lots, "give_back", ALWAYS_REFUSED)

    with pytest.raises(TryAgain):
        shop.give_back(anna)


def test_there_is_nothing_to_give_back_in_a_sale_that_there_is_not() -> None:
    shop = Shop()
    anna = shop.shopper()
    shop.sales.sales.clear()

    with pytest.raises(NotFound):
        shop.give_back(anna)
