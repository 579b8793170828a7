import pytest
from msgspec.structs import replace

from sale_api.domain.errors import WrongState
from sale_api.domain.lot import Claim, Returned
from sale_api.domain.money import Money
from sale_api.domain.order import Actor, Event, Order, OrderState, Shipment, task
from tests.sale_api.given import OPENS, a_reservation, an_order, cancelled

PLACED, IN_FULFILMENT, SHIPPED, CANCELLED = OrderState
ALLOWED = {
    (PLACED, IN_FULFILMENT),
    (PLACED, CANCELLED),
    (IN_FULFILMENT, SHIPPED),
    (IN_FULFILMENT, CANCELLED),
}
SHIPMENT = Shipment("DHL", "0034")


def an_order_that_is(state: OrderState) -> Order:
    event = Event(1, OPENS, Actor.SYSTEM, state)
    return replace(an_order(), history=(event,))


def test_a_reservation_becomes_an_order_with_all_that_it_promised() -> None:
    reservation = a_reservation(Claim(3, "claim001", OPENS, lender=7))

    order = an_order(reservation, at=OPENS + 5)

    assert (order.order, order.claim) == (reservation.order, reservation.claim)
    assert order.history == (Event(1, OPENS + 5, Actor.SHOPPER, PLACED),)
    assert (order.state, order.version, order.placed_at) == (PLACED, 1, OPENS + 5)
    assert order.total == Money(14_991, "EUR")


@pytest.mark.parametrize("before", OrderState)
@pytest.mark.parametrize("after", OrderState)
def test_an_order_moves_as_the_table_allows_and_in_no_other_way(
    before: OrderState, after: OrderState
) -> None:
    order = an_order_that_is(before)

    if (before, after) in ALLOWED:
        moved = order.moved(after, at=OPENS, by=Actor.MARKETER, reason="why")
        assert moved.state is after
    else:
        with pytest.raises(WrongState) as refused:
            order.moved(after, at=OPENS, by=Actor.MARKETER, reason="why")
        assert refused.value.data == {"state": before}


def test_a_move_is_appended_to_the_history_with_what_explains_it() -> None:
    order = an_order_that_is(IN_FULFILMENT)

    moved = order.moved(SHIPPED, at=OPENS + 9, by=Actor.MARKETER, shipment=SHIPMENT)

    assert moved.history[:-1] == order.history
    assert moved.history[-1] == Event(2, OPENS + 9, Actor.MARKETER, SHIPPED, "", SHIPMENT)


def test_nothing_is_cancelled_without_a_reason() -> None:
    with pytest.raises(AssertionError, match="without a reason"):
        an_order().moved(CANCELLED, at=OPENS, by=Actor.MARKETER)


@pytest.mark.parametrize("state", OrderState)
def test_an_order_is_in_force_until_it_is_cancelled(state: OrderState) -> None:
    assert an_order_that_is(state).is_in_force is (state is not CANCELLED)


def test_the_units_of_an_ended_order_are_sold_again_unless_it_says_otherwise() -> None:
    assert cancelled(an_order()).restock is Returned.RETURNED
    assert cancelled(an_order(), resell=False).restock is Returned.WRITTEN_OFF


def test_an_order_knows_when_its_shopper_was_told_of_each_event() -> None:
    order = replace(cancelled(an_order()), done={"1-notice": OPENS + 7, "2-fulfilment": OPENS})

    told = [order.told_at(event) for event in order.history]

    assert told == [OPENS + 7, None]


def test_each_event_and_consumer_has_a_task_of_its_own() -> None:
    tasks = {task(event, kind) for event in (1, 2, 11) for kind in ("notice", "fulfilment")}

    assert len(tasks) == 6
