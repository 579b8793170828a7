import pytest

from sale_api.domain.errors import NotFound, TryAgain, WrongState
from sale_api.domain.history import Shipment
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.ports import Unmet
from sale_api.usecases.cancel import cancel
from sale_api.usecases.move_order import give_back_ended
from sale_api.usecases.moves import TRIES
from sale_api.usecases.ship import ship
from tests.sale_api.given import OPENS, SALE, SECOND, an_order, cancelled
from tests.sale_api.hindered import ALWAYS_REFUSED, hindered, refuse
from tests.sale_api.shop import Shop

SHIPMENT = Shipment("DHL", "0034")


def ordered(shop: Shop, quantity: int = 2) -> Order:
    return shop.order(shop.reserve(shop.shopper(), quantity).reservation).order


def in_fulfilment(shop: Shop) -> Order:
    order = ordered(shop)
    moved = order.moved(OrderState.IN_FULFILMENT, at=OPENS, by=Actor.SYSTEM)
    shop.orders.move(moved)
    return moved


def test_a_cancelled_order_tells_who_when_and_why() -> None:
    shop = Shop()
    order = ordered(shop)
    shop.now += SECOND

    after = shop.cancel(order)

    event = after.history[-1]
    assert (event.what, event.at) == (OrderState.CANCELLED, OPENS + SECOND)
    assert (event.by, event.reason) == (Actor.MARKETER, "no supply")
    assert shop.orders.standing[order.order] == after


@pytest.mark.parametrize(("resell", "counts"), [(True, (2, 0)), (False, (0, 2))])
def test_its_units_are_sold_again_or_written_off(*, resell: bool, counts: tuple[int, int]) -> None:
    shop = Shop()

    shop.cancel(ordered(shop), resell=resell)

    assert (shop.lot().returned, shop.lot().written_off) == counts
    assert not shop.lot().claims


def test_cancelling_again_is_the_same_answer_and_returns_nothing_twice() -> None:
    shop = Shop()
    order = ordered(shop)
    first = shop.cancel(order)
    shop.now += SECOND

    again = shop.cancel(order)

    assert again == first
    assert shop.lot().returned == 2


def test_whether_units_are_sold_again_is_decided_once() -> None:
    shop = Shop()
    order = ordered(shop)
    shop.cancel(order)

    with pytest.raises(WrongState):
        shop.cancel(order, resell=False)

    assert (shop.lot().returned, shop.lot().written_off) == (2, 0)


def test_a_shopper_whose_order_the_seller_cancelled_gets_that_order() -> None:
    shop = Shop()
    order = ordered(shop)
    first = shop.cancel(order)

    again = cancel(
        order_id=order.order,
        by=Actor.SHOPPER,
        shopper=order.shopper,
        reason="changed my mind",
        now=OPENS,
        orders=shop.orders,
        lots=shop.lots,
    )

    assert again == first


def test_the_units_of_a_settled_claim_come_back_too() -> None:
    shop = Shop()
    order = ordered(shop)
    shop.lots.settle(SALE, 0, {order.shopper: order.claim})

    shop.cancel(order)

    assert shop.lot().returned == 2


def test_an_order_in_fulfilment_can_be_cancelled_and_a_shipped_one_cannot() -> None:
    shop = Shop()
    order = in_fulfilment(shop)
    shipped = ship(order_id=order.order, shipment=SHIPMENT, now=OPENS, orders=shop.orders)

    with pytest.raises(WrongState) as refused:
        shop.cancel(shipped)

    assert refused.value.data == {"state": OrderState.SHIPPED}
    assert shop.lot().returned == 0
    other = Shop()
    assert other.cancel(in_fulfilment(other)).state is OrderState.CANCELLED


def test_a_shopper_cancels_no_order_but_their_own() -> None:
    shop = Shop()
    order = ordered(shop)

    def cancel_as(shopper: str) -> Order:
        return cancel(
            order_id=order.order,
            by=Actor.SHOPPER,
            shopper=shopper,
            reason="changed my mind",
            now=OPENS,
            orders=shop.orders,
            lots=shop.lots,
        )

    with pytest.raises(NotFound):
        cancel_as("another")
    assert cancel_as(order.shopper).state is OrderState.CANCELLED


def test_an_order_that_was_moved_meanwhile_is_read_again() -> None:
    shop = Shop()
    order = ordered(shop)
    orders = shop.orders
    moved = order.moved(OrderState.IN_FULFILMENT, at=OPENS, by=Actor.SYSTEM)
    shop.orders = hindered(orders, "move", before=[lambda *_: orders.move(moved)])

    after = shop.cancel(order)

    assert after.history[:-1] == moved.history
    assert after.state is OrderState.CANCELLED


def test_an_order_that_keeps_moving_is_to_be_asked_for_again() -> None:
    shop = Shop()
    order = ordered(shop)
    shop.orders = hindered(shop.orders, "move", before=[refuse] * TRIES)

    with pytest.raises(TryAgain):
        shop.cancel(order)

    assert shop.cancel(order).state is OrderState.CANCELLED


def test_who_cancels_while_the_lots_are_busy_leaves_the_units_to_the_relay() -> None:
    shop = Shop()
    order = ordered(shop)
    shop.lots = hindered(shop.lots, "give_back", before=[refuse])

    after = shop.cancel(order)

    assert after.state is OrderState.CANCELLED
    assert shop.lot().returned == 0


def test_whoever_gives_back_what_has_ended_is_told_that_the_lots_are_busy() -> None:
    shop = Shop()
    order = cancelled(ordered(shop))
    lots = hindered(shop.lots, "give_back", before=[refuse])

    with pytest.raises(Unmet):
        give_back_ended(order=order, lots=lots)


def test_the_units_of_an_order_in_force_are_never_given_back() -> None:
    with pytest.raises(AssertionError, match="is in force"):
        give_back_ended(order=an_order(), lots=hindered(None, "give_back", ALWAYS_REFUSED))


def test_an_order_in_fulfilment_is_shipped_with_what_is_needed_to_follow_it() -> None:
    shop = Shop()
    order = in_fulfilment(shop)

    shipped = ship(order_id=order.order, shipment=SHIPMENT, now=OPENS + 5, orders=shop.orders)

    assert shipped.state is OrderState.SHIPPED
    assert (shipped.history[-1].shipment, shipped.history[-1].at) == (SHIPMENT, OPENS + 5)


def test_the_same_shipment_again_is_the_same_answer_and_another_is_refused() -> None:
    shop = Shop()
    order = in_fulfilment(shop)
    first = ship(order_id=order.order, shipment=SHIPMENT, now=OPENS, orders=shop.orders)

    again = ship(order_id=order.order, shipment=SHIPMENT, now=OPENS + 9, orders=shop.orders)

    assert again == first
    other = Shipment("DHL", "0035")
    with pytest.raises(WrongState):
        ship(order_id=order.order, shipment=other, now=OPENS, orders=shop.orders)


def test_a_placed_order_is_not_shipped_before_it_is_in_fulfilment() -> None:
    shop = Shop()
    order = ordered(shop)

    with pytest.raises(WrongState):
        ship(order_id=order.order, shipment=SHIPMENT, now=OPENS, orders=shop.orders)
