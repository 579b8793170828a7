import pytest

from sale_api.domain.errors import NotFound, WrongState
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.withdrawal import withdraw_until
from sale_api.usecases.deliver import deliver
from sale_api.usecases.withdraw import withdraw
from tests.sale_api.given import OPENS, SECOND
from tests.sale_api.shop import Shop


def ordered(shop: Shop) -> Order:
    return shop.order(shop.reserve(shop.shopper()).reservation).order


def withdrawn(
    shop: Shop,
    order: Order,
    name: str = "Anna Muster",
    *,
    shopper: str | None = None,
    now: int = OPENS,
) -> Order:
    return withdraw(
        order_id=order.order,
        shopper=shopper,
        name=name,
        reason="too loud",
        now=now,
        orders=shop.orders,
        lots=shop.lots,
    )


def test_a_withdrawal_tells_who_declared_what_and_when() -> None:
    shop = Shop()
    order = ordered(shop)

    after = withdrawn(shop, order, now=OPENS + SECOND)

    event = after.history[-1]
    assert (event.what, event.by, event.at) == (
        OrderState.WITHDRAWN,
        Actor.SHOPPER,
        OPENS + SECOND,
    )
    assert (event.detail, event.reason) == ("Anna Muster", "too loud")


def test_units_that_have_not_shipped_are_sold_again() -> None:
    shop = Shop()

    withdrawn(shop, ordered(shop))

    assert (shop.lot().returned, dict(shop.lot().claims)) == (2, {})


def test_units_that_have_shipped_stay_away_until_their_parcel_is_back() -> None:
    shop = Shop()

    after = withdrawn(shop, shop.shipped())

    assert after.is_in_force
    assert shop.lot().returned == 0


def test_the_same_declaration_again_is_the_same_answer_and_another_one_is_refused() -> None:
    shop = Shop()
    order = ordered(shop)
    first = withdrawn(shop, order)

    again = withdrawn(shop, order, now=OPENS + 400 * 24 * 3_600_000)

    assert again == first
    assert shop.lot().returned == 2
    with pytest.raises(WrongState):
        withdrawn(shop, order, "Somebody Else")


def test_nobody_withdraws_once_the_period_is_over() -> None:
    shop = Shop()
    order = deliver(order_id=shop.shipped().order, now=OPENS, orders=shop.orders)
    end = withdraw_until(order)
    assert end is not None

    with pytest.raises(WrongState) as refused:
        withdrawn(shop, order, now=end)

    assert refused.value.data == {"state": OrderState.DELIVERED}
    assert withdrawn(shop, order, now=end - 1).state is OrderState.WITHDRAWN


def test_a_shopper_withdraws_from_no_order_but_their_own() -> None:
    shop = Shop()
    order = ordered(shop)

    with pytest.raises(NotFound):
        withdrawn(shop, order, shopper="another")

    assert withdrawn(shop, order, shopper=order.shopper).state is OrderState.WITHDRAWN
