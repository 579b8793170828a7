"""What is not paid is reminded of, and ends; its units can be had by others."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chalicelib.bank import Bank
from sale_api.domain.history import Event, Note, NoteKind
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.payment import Booking, Payment, reference_of
from sale_api.ports import Unknown
from sale_api.usecases.book import book
from sale_api.usecases.collect import MOST, UNPAID, collect
from sale_api.usecases.find_orders import summary_of
from sale_api.usecases.moves import TRIES
from tests.sale_api.given import OPENS, PREPAYMENT, SALE, SECOND, a_plan
from tests.sale_api.hindered import hindered, lose, refuse
from tests.sale_api.shop import Shop

REMIND_AT = OPENS + PREPAYMENT.remind_seconds * SECOND
PAY_BY = OPENS + PREPAYMENT.pay_seconds * SECOND
REMINDED = Note(NoteKind.REMINDED, "1")


def prepaid_shop() -> Shop:
    plan = a_plan()
    pool = replace(plan.pools[0], payment=Payment.PREPAYMENT)
    return Shop(replace(plan, pools=(pool,), prepayment=PREPAYMENT))


def ordered(shop: Shop) -> Order:
    order = shop.order(shop.reserve(shop.shopper(), 2).reservation).order
    shop.views.record(summary_of(order))
    return order


def collected(shop: Shop, now: int) -> Order:
    """Let the keeper come, and the relay after it; return the one order."""
    shop.now = now
    collect(sale=shop.sale, now=now, views=shop.views, orders=shop.orders, lots=shop.lots)
    (order,) = shop.orders.standing.values()
    assert isinstance(order, Order)
    shop.views.record(summary_of(order))
    return order


@pytest.mark.parametrize(("now", "times"), [(REMIND_AT - 1, 0), (REMIND_AT, 1), (PAY_BY - 1, 1)])
def test_a_shopper_who_has_not_paid_is_reminded_once(now: int, times: int) -> None:
    shop = prepaid_shop()
    ordered(shop)

    collected(shop, now)
    order = collected(shop, now)

    notes = (Event(2, now, Actor.SYSTEM, OrderState.AWAITING_PAYMENT, note=REMINDED),)
    assert order.history[1:] == notes * times
    assert order.is_in_force


@pytest.mark.parametrize(("now", "is_over"), [(PAY_BY - 1, False), (PAY_BY, True)])
def test_what_is_not_paid_in_time_ends_and_its_units_come_back(now: int, *, is_over: bool) -> None:
    shop = prepaid_shop()
    ordered(shop)
    collected(shop, REMIND_AT)

    order = collected(shop, now)

    assert (order.state is OrderState.EXPIRED) is is_over
    assert shop.lot().returned == 2 * is_over
    if is_over:
        assert order.history[-1] == Event(3, now, Actor.SYSTEM, OrderState.EXPIRED, UNPAID)


def test_an_order_that_is_late_for_both_is_reminded_before_it_ends() -> None:
    shop = prepaid_shop()
    ordered(shop)

    reminded = collected(shop, PAY_BY)
    ended = collected(shop, PAY_BY + 1)

    assert (reminded.state, reminded.history[-1].note) == (OrderState.AWAITING_PAYMENT, REMINDED)
    assert ended.state is OrderState.EXPIRED


def test_who_has_paid_is_left_alone_though_the_list_does_not_know_it_yet() -> None:
    shop = prepaid_shop()
    order = ordered(shop)
    booking = Booking("b1", order.total, reference_of(order.order))
    paid = book(booking=booking, now=OPENS, orders=shop.orders, payments=Bank()).order

    assert collected(shop, PAY_BY) == paid
    assert shop.views.needing(f"{SALE}#money", PAY_BY, MOST) == []


def test_who_was_reminded_is_left_alone_though_the_list_does_not_know_it_yet() -> None:
    shop = prepaid_shop()
    ordered(shop)
    stale = dict(shop.views.summaries)
    first = collected(shop, REMIND_AT)
    shop.views.summaries = stale

    assert collected(shop, PAY_BY - 1) == first


def test_an_order_that_has_ended_already_gives_its_units_back_once() -> None:
    shop = prepaid_shop()
    ordered(shop)
    collected(shop, REMIND_AT)
    stale = dict(shop.views.summaries)
    first = collected(shop, PAY_BY)
    shop.views.summaries = stale

    again = collected(shop, PAY_BY + 1)

    assert again == first
    assert shop.lot().returned == 2


def test_a_sale_without_prepayment_is_not_asked_about() -> None:
    shop = Shop()
    shop.views.needing = None  # type: ignore[assignment, method-assign] # whoever calls it fails

    collect(sale=shop.sale, now=PAY_BY, views=shop.views, orders=shop.orders, lots=shop.lots)

    assert shop.sale.plan.prepayment is None


def test_units_that_cannot_be_given_back_now_are_given_back_in_a_minute() -> None:
    shop = prepaid_shop()
    ordered(shop)
    collected(shop, REMIND_AT)
    shop.lots = hindered(shop.stores, "give_back", before=[refuse])
    ended = collected(shop, PAY_BY)
    assert shop.lot().returned == 0
    shop.views.record(replace(summary_of(ended), need=f"{SALE}#money", need_at=PAY_BY))

    collected(shop, PAY_BY + 60 * SECOND)

    assert shop.lot().returned == 2


def two_owe() -> Shop:
    shop = prepaid_shop()
    for nth in range(2):
        order = shop.order(shop.reserve(shop.shopper(nth=nth), 1).reservation).order
        shop.views.record(summary_of(order))
    return shop


def versions(shop: Shop) -> list[int]:
    return sorted(order.version for order in shop.orders.standing.values())


def test_an_order_that_others_are_at_leaves_the_next_one_alone() -> None:
    shop = two_owe()
    shop.orders = hindered(shop.orders, "move", before=[refuse] * TRIES)

    collect(sale=shop.sale, now=REMIND_AT, views=shop.views, orders=shop.orders, lots=shop.lots)

    assert versions(shop) == [1, 2]


def test_who_gets_no_answer_does_not_wait_for_all_the_others() -> None:
    shop = two_owe()
    shop.orders = hindered(shop.orders, "move", before=[lose])

    with pytest.raises(Unknown):
        collect(sale=shop.sale, now=REMIND_AT, views=shop.views, orders=shop.orders, lots=shop.lots)

    assert versions(shop) == [1, 1]
