"""How an order that is paid first comes to be paid: by a booking of the bank's, or by hand."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chalicelib.bank import Bank
from sale_api.domain.errors import WrongState
from sale_api.domain.history import Event
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Bar, Order
from sale_api.domain.payment import Booking, reference_of
from sale_api.ports import Orders
from sale_api.usecases.book import Booked, Result, book
from sale_api.usecases.pay import pay
from tests.fakes import FakeOrders
from tests.sale_api.given import OPENS, PREPAYMENT, SALE, SECOND, an_order, cancelled
from tests.sale_api.hindered import hindered

NOW = OPENS + 60 * SECOND
ORDER = an_order(prepaid=PREPAYMENT.asked(OPENS))
BOOKING = Booking("booking-1", ORDER.total, f"Thanks! {reference_of(ORDER.order)}")
PAID = Event(2, NOW, Actor.SYSTEM, OrderState.PAID, detail="booking-1")


def orders_with(order: Order = ORDER) -> FakeOrders:
    orders = FakeOrders()
    orders.place(ORDER)
    if order is not ORDER:
        orders.move(order)
    return orders


def booked(orders: Orders, booking: Booking = BOOKING) -> Booked:
    return book(booking=booking, now=NOW, orders=orders, payments=Bank())


def test_money_for_an_order_pays_for_it() -> None:
    orders = orders_with()

    found = booked(orders)

    assert found.result is Result.PAID
    assert found.order is not None
    assert found.order.history == (*ORDER.history, PAID)
    assert orders.standing == {ORDER.order: found.order}


def test_the_same_booking_again_is_known_wherever_the_order_has_come_to() -> None:
    orders = orders_with()
    paid = booked(orders).order
    assert paid is not None
    packed = paid.moved(OrderState.IN_FULFILMENT, at=NOW, by=Actor.SYSTEM)
    orders.move(packed)

    again = booked(orders)

    assert again == Booked(Result.KNOWN, packed)


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"text": "for the phone"}, Result.UNKNOWN_REFERENCE),
        ({"text": reference_of("A" * 20)}, Result.UNKNOWN_REFERENCE),
        ({"amount": Money(ORDER.total.minor, "USD")}, Result.WRONG_CURRENCY),
        ({"amount": Money(ORDER.total.minor - 1, "EUR")}, Result.WRONG_AMOUNT),
        ({"amount": Money(ORDER.total.minor + 1, "EUR")}, Result.WRONG_AMOUNT),
    ],
)
def test_other_money_changes_nothing(changes: dict[str, object], result: Result) -> None:
    orders = orders_with()

    found = booked(orders, replace(BOOKING, **changes))

    assert found.result is result
    assert orders.standing == {ORDER.order: ORDER}


def test_a_bar_is_no_order_to_pay_for() -> None:
    orders = FakeOrders()
    orders.bar(Bar(ORDER.order, SALE, OPENS))

    assert booked(orders) == Booked(Result.UNKNOWN_REFERENCE)


@pytest.mark.parametrize(
    "order",
    [cancelled(ORDER), ORDER.moved(OrderState.PAID, at=OPENS, by=Actor.SYSTEM, detail="other")],
    ids=["ended", "paid by another booking"],
)
def test_money_that_comes_too_late_or_twice_is_for_somebody_to_pay_back(order: Order) -> None:
    orders = orders_with(order)

    assert booked(orders) == Booked(Result.WRONG_STATE, order)
    assert orders.standing == {ORDER.order: order}


def test_money_for_an_order_by_invoice_is_in_the_wrong_state() -> None:
    order = an_order()
    orders = FakeOrders()
    orders.place(order)

    assert booked(orders) == Booked(Result.WRONG_STATE, order)


def test_money_that_comes_while_its_order_ends_is_judged_by_what_stands_then() -> None:
    orders = orders_with()
    ends = hindered(orders, "move", before=[lambda *_, **__: orders.move(cancelled(ORDER))])

    found = booked(ends)

    assert found == Booked(Result.WRONG_STATE, cancelled(ORDER))


def test_a_marketer_says_that_an_order_is_paid_and_says_it_again() -> None:
    orders = orders_with()

    first = pay(order_id=ORDER.order, by="maria", now=NOW, orders=orders)
    again = pay(order_id=ORDER.order, by="maria", now=NOW + 1, orders=orders)

    assert again == first
    paid = Event(2, NOW, Actor.MARKETER, OrderState.PAID, detail="by hand: maria")
    assert first.history == (*ORDER.history, paid)


def test_an_order_that_a_booking_has_paid_is_not_paid_by_hand() -> None:
    orders = orders_with()
    booked(orders)

    with pytest.raises(WrongState) as refused:
        pay(order_id=ORDER.order, by="maria", now=NOW, orders=orders)

    assert refused.value.data["state"] is OrderState.PAID
