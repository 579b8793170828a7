"""A provider of cards fits behind the port: authorise, take, give back, and its late answers.

None is built. This one, in memory, shows that nothing but an implementation of `Payments` is
missing: it does each thing once under a name, as providers do, and its answers can get lost.
"""

from __future__ import annotations

import pytest

from sale_api.domain.errors import InvalidRequest, WrongState
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.payment import Booking, Instructions, reference_of
from sale_api.ports import Payments, Unknown
from sale_api.usecases.book import Booked, Result, book
from sale_api.usecases.refund import refund
from tests.fakes import FakeOrders
from tests.sale_api.given import OPENS, PREPAYMENT, SECOND, an_order, cancelled

NOW = OPENS + 60 * SECOND
ORDER = an_order(prepaid=PREPAYMENT.asked(OPENS))
TOTAL = ORDER.total
PAID = cancelled(ORDER.moved(OrderState.PAID, at=OPENS, by=Actor.SYSTEM, detail="pi_1"))
"""An order that was paid and has ended since."""
REFUNDED = PAID.moved(OrderState.REFUNDED, at=OPENS, by=Actor.MARKETER, amount=ORDER.price)


class Card:
    """`sale_api.ports.Payments`; so many of the next answers get `lost`."""

    def __init__(self, lost: int = 0) -> None:
        self.lost = lost
        self.taken: dict[str, Money] = {}
        self.given: dict[str, Money] = {}

    def instructions(self, order: Order) -> Instructions:
        assert order.prepaid is not None
        return Instructions(
            amount=order.total,
            reference=reference_of(order.order),
            pay_by=order.prepaid.pay_by,
            link="https://card.example/pay",
        )

    def capture(self, order: Order) -> None:
        self.taken.setdefault(order.order, order.total)
        self._answer()

    def refund(self, order: Order, amount: Money, name: str) -> None:
        assert order.order in self.taken, "nothing was taken"
        self.given.setdefault(name, amount)
        self._answer()

    def _answer(self) -> None:
        if self.lost:
            self.lost -= 1
            raise Unknown


def orders_with(order: Order = ORDER) -> FakeOrders:
    orders = FakeOrders()
    orders.standing = {order.order: order}
    return orders


def told(orders: FakeOrders, card: Payments) -> Booked:
    """Let the provider say that what it asked for is authorised."""
    asked = card.instructions(ORDER)
    answer = Booking("pi_1", asked.amount, asked.reference)
    return book(booking=answer, now=NOW, orders=orders, payments=card)


def paid_back(orders: FakeOrders, card: Payments, amount: Money = TOTAL) -> Order:
    return refund(order_id=ORDER.order, amount=amount, now=NOW, orders=orders, payments=card)


def test_what_was_authorised_is_taken_once_however_often_that_is_told() -> None:
    orders, card = orders_with(), Card()

    results = [told(orders, card).result for _ in range(2)]

    assert results == [Result.PAID, Result.KNOWN]
    assert card.taken == {ORDER.order: TOTAL}


def test_an_order_is_unpaid_until_it_is_certain_that_the_money_was_taken() -> None:
    orders, card = orders_with(), Card(lost=1)

    with pytest.raises(Unknown):
        told(orders, card)

    assert orders.standing == {ORDER.order: ORDER}
    assert told(orders, card).result is Result.PAID
    assert card.taken == {ORDER.order: TOTAL}


def test_nothing_is_taken_for_an_order_that_has_ended() -> None:
    orders, card = orders_with(cancelled(ORDER)), Card()

    assert told(orders, card).result is Result.WRONG_STATE
    assert card.taken == {}


def test_money_is_given_back_once_though_the_answer_gets_lost() -> None:
    orders, card = orders_with(PAID), Card(lost=1)
    card.taken = {ORDER.order: TOTAL}

    with pytest.raises(Unknown):
        paid_back(orders, card)
    notes = [paid_back(orders, card) for _ in range(2)]

    assert orders.standing == {ORDER.order: notes[0]}
    assert notes[0] == notes[1]
    assert notes[0].state is OrderState.REFUNDED
    assert list(card.given.values()) == [TOTAL]


@pytest.mark.parametrize(
    ("order", "amount", "refusal"),
    [
        (PAID, Money(TOTAL.minor + 1, "EUR"), InvalidRequest),
        (ORDER, TOTAL, WrongState),
        (REFUNDED, TOTAL, WrongState),
    ],
    ids=["too much", "not ended", "given before"],
)
def test_nobody_is_asked_for_money_that_is_not_to_be_given(
    order: Order, amount: Money, refusal: type[Exception]
) -> None:
    orders, card = orders_with(order), Card()

    with pytest.raises(refusal):
        paid_back(orders, card, amount)

    assert card.given == {}
