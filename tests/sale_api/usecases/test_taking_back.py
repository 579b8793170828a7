import pytest

from chalicelib.bank import Bank
from sale_api.domain.errors import InvalidRequest, WrongState
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.usecases.refund import refund
from sale_api.usecases.take_back import take_back
from sale_api.usecases.withdraw import withdraw
from tests.sale_api.given import OPENS
from tests.sale_api.shop import Shop


def taken_back(shop: Shop, order: Order, *, resell: bool = True, now: int = OPENS) -> Order:
    return take_back(
        order_id=order.order,
        reason="came back unopened",
        resell=resell,
        now=now,
        orders=shop.orders,
        lots=shop.lots,
    )


def refunded(shop: Shop, order: Order, amount: Money, now: int = OPENS) -> Order:
    return refund(order_id=order.order, amount=amount, now=now, orders=shop.orders, payments=Bank())


@pytest.mark.parametrize(("resell", "counts"), [(True, (2, 0)), (False, (0, 2))])
def test_what_comes_back_is_sold_again_and_what_is_lost_written_off(
    *, resell: bool, counts: tuple[int, int]
) -> None:
    shop = Shop()

    after = taken_back(shop, shop.shipped(), resell=resell)

    event = after.history[-1]
    assert (event.what, event.by) == (OrderState.RETURNED, Actor.MARKETER)
    assert event.reason == "came back unopened"
    assert (shop.lot().returned, shop.lot().written_off) == counts
    assert not shop.lot().claims


def test_the_goods_of_who_withdrew_come_back_once() -> None:
    shop = Shop()
    order = shop.shipped()
    withdraw(
        order_id=order.order,
        shopper=None,
        name="Anna Muster",
        now=OPENS,
        orders=shop.orders,
        lots=shop.lots,
    )

    first = taken_back(shop, order)
    again = taken_back(shop, order, now=OPENS + 9)

    assert again == first
    assert shop.lot().returned == 2
    with pytest.raises(WrongState):
        taken_back(shop, order, resell=False)


def test_what_never_left_does_not_come_back() -> None:
    shop = Shop()
    order = shop.order(shop.reserve(shop.shopper()).reservation).order

    with pytest.raises(WrongState):
        taken_back(shop, order)


def test_a_refund_tells_how_much_and_again_is_the_same_answer() -> None:
    shop = Shop()
    order = taken_back(shop, shop.shipped(), resell=False)

    first = refunded(shop, order, order.price, OPENS + 5)
    again = refunded(shop, order, order.price, OPENS + 9)

    event = first.history[-1]
    assert (event.what, event.amount, event.at) == (OrderState.REFUNDED, order.price, OPENS + 5)
    assert again == first
    assert not first.resell
    with pytest.raises(WrongState):
        refunded(shop, order, order.total)


def test_nothing_is_paid_back_while_the_units_are_the_shoppers() -> None:
    shop = Shop()
    order = shop.shipped()

    with pytest.raises(WrongState):
        refunded(shop, order, order.total)


@pytest.mark.parametrize(
    ("minor", "currency", "is_fine"),
    [
        (0, "EUR", False),
        (1, "EUR", True),
        (9_994, "EUR", True),
        (9_995, "EUR", False),
        (9_994, "USD", False),
    ],
)
def test_at_most_the_total_is_paid_back(minor: int, currency: str, *, is_fine: bool) -> None:
    shop = Shop()
    order = taken_back(shop, shop.shipped())

    if is_fine:
        assert refunded(shop, order, Money(minor, currency)).state is OrderState.REFUNDED
        return
    with pytest.raises(InvalidRequest) as refused:
        refunded(shop, order, Money(minor, currency))
    assert refused.value.fields == {"amount": "Give more than nothing, and at most 99.94 EUR."}
