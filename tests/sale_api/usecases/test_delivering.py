import pytest

from sale_api.domain.errors import WrongState
from sale_api.domain.moves import Actor, OrderState
from sale_api.usecases.deliver import deliver
from tests.sale_api.given import OPENS
from tests.sale_api.shop import Shop


def test_a_shipped_order_is_delivered_once_and_again_is_the_same_answer() -> None:
    shop = Shop()
    order = shop.shipped()

    first = deliver(order_id=order.order, now=OPENS + 7, orders=shop.orders)
    again = deliver(order_id=order.order, now=OPENS + 9, orders=shop.orders)

    event = first.history[-1]
    assert (event.what, event.by, event.at) == (OrderState.DELIVERED, Actor.MARKETER, OPENS + 7)
    assert again == first == shop.orders.standing[order.order]


def test_what_has_not_shipped_is_not_delivered() -> None:
    shop = Shop()
    order = shop.order(shop.reserve(shop.shopper()).reservation).order

    with pytest.raises(WrongState) as refused:
        deliver(order_id=order.order, now=OPENS, orders=shop.orders)

    assert refused.value.data == {"state": OrderState.PLACED}
