import pytest
from msgspec.structs import replace

from sale_api.domain.errors import NotFound, Paused, RequestReused, ReservationExpired
from sale_api.domain.lot import Returned
from sale_api.domain.moves import OrderState
from sale_api.domain.order import Bar
from sale_api.domain.payment import Payment
from sale_api.domain.plan import Pool
from sale_api.domain.promise import Promise
from tests.sale_api.given import (
    CLOSES,
    CONTACT,
    DELIVERY,
    ELSEWHERE,
    GRACE,
    HOLD,
    MINUTE,
    OPENS,
    PREPAYMENT,
    PRICE,
    SALE,
    SECOND,
    a_change,
    a_plan,
)
from tests.sale_api.hindered import ALWAYS_REFUSED, hindered
from tests.sale_api.shop import Shop


def test_a_reservation_becomes_an_order_under_its_own_key() -> None:
    shop = Shop()
    reservation = shop.reserve(shop.shopper(), 2).reservation

    placed = shop.order(reservation)

    assert placed.new
    assert shop.orders.standing == {reservation.order: placed.order}
    assert (placed.order.state, placed.order.placed_at) == (OrderState.PLACED, OPENS)
    assert (placed.order.delivery, placed.order.contact) == (DELIVERY, CONTACT)
    assert placed.order.total == PRICE.times(2)


def test_an_order_keeps_title_and_seller_as_they_were() -> None:
    shop = Shop()

    order = shop.order(shop.reserve(shop.shopper()).reservation).order

    plan = shop.sale.plan
    assert (order.title, order.seller) == (plan.title, plan.seller) == ("Windows 7", "The shop")


def test_an_order_keeps_where_its_seller_answers_whatever_the_plan_says_later() -> None:
    shop = Shop(replace(a_plan(), contact="service@shop.example"))
    reservation = shop.reserve(shop.shopper()).reservation
    shop.order(reservation)
    changed = replace(shop.sale.plan, contact="other@shop.example")
    shop.sales.replace(replace(shop.sale, plan=changed, version=shop.sale.version + 1))
    shop.now += 2_000  # what a process remembers of a sale is a second old at most

    again = shop.order(reservation)

    assert not again.new
    assert shop.sale.plan.contact == "other@shop.example"
    assert again.order.seller_contact == "service@shop.example"


def test_an_order_keeps_what_its_pool_promised() -> None:
    pool = Pool("main", 20, "Berlin", "2026-12-01", "2026-12-24")
    shop = Shop(replace(a_plan(), pools=(pool,)))

    order = shop.order(shop.reserve(shop.shopper()).reservation).order

    assert order.promise == Promise("Berlin", "2026-12-01", "2026-12-24")
    assert (order.state, order.prepaid) == (OrderState.PLACED, None)


def test_an_order_of_a_pool_that_is_paid_first_awaits_its_payment() -> None:
    pool = Pool("main", 20, payment=Payment.PREPAYMENT)
    shop = Shop(replace(a_plan(), pools=(pool,), prepayment=PREPAYMENT))

    order = shop.order(shop.reserve(shop.shopper()).reservation).order

    assert order.state is OrderState.AWAITING_PAYMENT
    assert (order.prepaid, order.promise) == (PREPAYMENT.asked(OPENS), None)


def test_an_account_is_asked_of_nobody_whose_pool_is_paid_by_invoice() -> None:
    shop = Shop(replace(a_plan(), prepayment=PREPAYMENT))

    order = shop.order(shop.reserve(shop.shopper()).reservation).order

    assert (order.state, order.prepaid) == (OrderState.PLACED, None)


def test_ordering_again_is_the_same_order() -> None:
    shop = Shop()
    reservation = shop.reserve(shop.shopper()).reservation
    first = shop.order(reservation)
    shop.now += SECOND

    again = shop.order(reservation)

    assert again == first._replace(new=False)


def test_ordering_again_with_another_delivery_is_refused_with_the_order() -> None:
    shop = Shop()
    reservation = shop.reserve(shop.shopper()).reservation
    order = shop.order(reservation).order

    with pytest.raises(RequestReused) as refused:
        shop.order(reservation, ELSEWHERE)

    assert refused.value.data == {"standing": order}


@pytest.mark.parametrize(("past", "ordered"), [(-1, True), (0, True), (1, False)])
def test_what_is_held_can_be_ordered_to_its_deadline(past: int, *, ordered: bool) -> None:
    shop = Shop()
    reservation = shop.reserve(shop.shopper()).reservation
    shop.now = OPENS + HOLD + past

    if ordered:
        assert shop.order(reservation).new
    else:
        with pytest.raises(ReservationExpired):
            shop.order(reservation)
        assert not shop.orders.standing


def test_an_order_in_time_reads_no_order() -> None:
    shop = Shop()
    reservation = shop.reserve(shop.shopper()).reservation
    shop.orders = hindered(shop.orders, "find", ALWAYS_REFUSED)

    assert shop.order(reservation).new


def test_a_late_repeat_of_a_good_order_is_the_same_order() -> None:
    shop = Shop()
    reservation = shop.reserve(shop.shopper()).reservation
    order = shop.order(reservation).order
    shop.now += HOLD + 10 * MINUTE

    again = shop.order(reservation)

    assert again.order == order
    assert not again.new


def test_a_late_repeat_with_another_delivery_is_refused_with_the_order() -> None:
    shop = Shop()
    reservation = shop.reserve(shop.shopper()).reservation
    shop.order(reservation)
    shop.now += HOLD + MINUTE

    with pytest.raises(RequestReused):
        shop.order(reservation, ELSEWHERE)


def test_a_barred_reservation_cannot_be_ordered_and_its_units_are_back_then() -> None:
    shop = Shop()
    anna = shop.shopper()
    reservation = shop.reserve(anna, 2).reservation
    shop.orders.bar(Bar(reservation.order, SALE, OPENS))

    with pytest.raises(ReservationExpired):
        shop.order(reservation)

    assert not shop.lot().claims
    assert shop.lot().returned == 2


def test_a_barred_reservation_whose_lots_are_busy_is_refused_all_the_same() -> None:
    shop = Shop()
    anna = shop.shopper()
    reservation = shop.reserve(anna, 2).reservation
    shop.orders.bar(Bar(reservation.order, SALE, OPENS))
    shop.lots = hindered(shop.lots, "give_back", ALWAYS_REFUSED)

    with pytest.raises(ReservationExpired):
        shop.order(reservation)


def test_a_late_order_under_a_barred_key_is_expired() -> None:
    shop = Shop()
    reservation = shop.reserve(shop.shopper()).reservation
    shop.now += HOLD + GRACE + 1
    shop.keep()

    with pytest.raises(ReservationExpired):
        shop.order(reservation)


def test_a_paused_sale_takes_no_order_and_its_holds_stand_still() -> None:
    shop = Shop()
    reservation = shop.reserve(shop.shopper()).reservation
    shop.sales.sales[SALE] = shop.sale.paused(a_change(OPENS + MINUTE))
    shop.now += 2 * HOLD

    with pytest.raises(Paused):
        shop.order(reservation)

    shop.sales.sales[SALE] = shop.sale.resumed(a_change(shop.now))
    shop.now += HOLD - MINUTE
    assert shop.order(reservation).new


def test_a_pause_that_this_process_has_not_seen_yet_prolongs_the_hold() -> None:
    shop = Shop()
    reservation = shop.reserve(shop.shopper()).reservation
    shop.now = OPENS + HOLD
    shop.watch.sale(SALE, shop.now)
    halted = shop.sale.paused(a_change(OPENS + HOLD - SECOND))
    shop.sales.sales[SALE] = halted.resumed(a_change(OPENS + HOLD))
    shop.now += 500

    assert shop.order(reservation).new


def test_what_is_held_can_be_ordered_after_the_sale_has_closed() -> None:
    shop = Shop(now=CLOSES - 1)
    reservation = shop.reserve(shop.shopper()).reservation
    shop.now = CLOSES + HOLD - 1

    assert shop.order(reservation).new


def test_a_cancelled_order_is_the_answer_to_its_old_reservation() -> None:
    shop = Shop()
    reservation = shop.reserve(shop.shopper()).reservation
    cancelled = shop.cancel(shop.order(reservation).order)

    again = shop.order(reservation)

    assert again.order == cancelled
    assert not again.new


def test_nothing_can_be_ordered_in_a_sale_that_there_is_not() -> None:
    shop = Shop()
    reservation = shop.reserve(shop.shopper()).reservation

    with pytest.raises(NotFound):
        shop.order(replace(reservation, sale="another"))


def test_a_sale_that_has_vanished_since_is_judged_as_it_was() -> None:
    shop = Shop()
    reservation = shop.reserve(shop.shopper()).reservation
    shop.now = OPENS + HOLD + 500
    shop.watch.sale(SALE, shop.now)
    shop.sales.sales.clear()

    with pytest.raises(ReservationExpired):
        shop.order(reservation)


def test_units_given_back_by_two_count_as_returned_once() -> None:
    shop = Shop()
    anna = shop.shopper()
    reservation = shop.reserve(anna, 2).reservation
    shop.orders.bar(Bar(reservation.order, SALE, OPENS))
    shop.lots.give_back(SALE, 0, anna, reservation.claim, Returned.RETURNED)

    with pytest.raises(ReservationExpired):
        shop.order(reservation)

    assert shop.lot().returned == 2
