import pytest
from msgspec.structs import replace

from sale_api.domain.errors import WrongState
from sale_api.domain.history import Event, Note, NoteKind, Shipment
from sale_api.domain.lot import Claim, Returned
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order, task
from sale_api.domain.promise import Promise
from tests.moves import LETTERS, move_to
from tests.sale_api.given import (
    OPENS,
    PREPAYMENT,
    SALE,
    a_reservation,
    an_order,
    cancelled,
)

PLACED, CANCELLED = OrderState.PLACED, OrderState.CANCELLED
IN_FULFILMENT, SHIPPED = OrderState.IN_FULFILMENT, OrderState.SHIPPED
AWAITING_PAYMENT, PAID = OrderState.AWAITING_PAYMENT, OrderState.PAID
PREPAID = PREPAYMENT.asked(OPENS)
TO_COME = Promise("Shenzhen", delivers_by="2026-12-24", to_come=True)
SHIPMENT = Shipment("DHL", "0034")
REMINDED = Note(NoteKind.REMINDED, "1")
ALLOTTED = Note(NoteKind.ALLOTTED, "1")


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
    move = move_to([before], after)

    if move is not None:
        (by, *_) = (actor for actor in Actor if LETTERS[actor] in move)
        moved = order.moved(after, at=OPENS, by=by, reason="why")
        assert moved.state is after
        assert moved.is_in_force is ("*" not in move)
    else:
        with pytest.raises(WrongState) as refused:
            order.moved(after, at=OPENS, by=Actor.MARKETER, reason="why")
        assert refused.value.data == {"state": before}


def test_who_withdrew_with_the_goods_is_refunded_once_they_are_back() -> None:
    withdrawn = a_withdrawn_order_with_goods()

    assert withdrawn.is_in_force
    with pytest.raises(WrongState):
        withdrawn.moved(OrderState.REFUNDED, at=OPENS, by=Actor.MARKETER)

    returned = withdrawn.moved(OrderState.RETURNED, at=OPENS, by=Actor.MARKETER, reason="opened")
    refunded = returned.moved(
        OrderState.REFUNDED, at=OPENS, by=Actor.MARKETER, amount=Money(900, "EUR")
    )

    assert not returned.is_in_force
    assert refunded.history[-1].amount == Money(900, "EUR")


def test_who_withdrew_before_it_was_sent_has_nothing_to_return() -> None:
    withdrawn = an_order().moved(OrderState.WITHDRAWN, at=OPENS, by=Actor.SHOPPER)

    assert not withdrawn.is_in_force
    with pytest.raises(WrongState):
        withdrawn.moved(OrderState.RETURNED, at=OPENS, by=Actor.MARKETER, reason="opened")
    assert withdrawn.moved(OrderState.REFUNDED, at=OPENS, by=Actor.MARKETER).restock is (
        Returned.RETURNED
    )


def test_a_move_after_the_end_leaves_what_was_decided_of_the_units() -> None:
    ended = cancelled(an_order(), resell=False)

    refunded = ended.moved(OrderState.REFUNDED, at=OPENS, by=Actor.MARKETER)

    assert refunded.restock is Returned.WRITTEN_OFF


def a_withdrawn_order_with_goods() -> Order:
    packed = an_order().moved(IN_FULFILMENT, at=OPENS, by=Actor.SYSTEM)
    sent = packed.moved(SHIPPED, at=OPENS, by=Actor.MARKETER, shipment=SHIPMENT)
    return sent.moved(OrderState.WITHDRAWN, at=OPENS, by=Actor.SHOPPER, detail="Anna Muster")


def test_a_move_by_somebody_whose_it_is_not_is_a_fault_of_ours() -> None:
    with pytest.raises(AssertionError, match="in_fulfilment by shopper"):
        an_order().moved(IN_FULFILMENT, at=OPENS, by=Actor.SHOPPER)


def test_an_order_that_is_paid_first_begins_by_awaiting_it() -> None:
    order = an_order(prepaid=PREPAID)

    assert (order.state, order.version, order.prepaid) == (AWAITING_PAYMENT, 1, PREPAID)
    assert order.is_in_force


def test_an_order_names_the_event_that_entered_a_state_whatever_was_noted_in_it() -> None:
    order = an_order(prepaid=PREPAID).noted(REMINDED, at=OPENS + 1, by=Actor.SYSTEM)
    paid = order.moved(PAID, at=OPENS + 2, by=Actor.SYSTEM, detail="booking-1")

    assert paid.entered(AWAITING_PAYMENT) == paid.history[0]
    assert paid.entered(PAID) == Event(3, OPENS + 2, Actor.SYSTEM, PAID, detail="booking-1")
    assert paid.entered(SHIPPED) is None


def test_a_note_is_found_by_its_kind_and_id() -> None:
    order = an_order().noted(Note(NoteKind.GIFT, "one", "Sorry!"), at=OPENS, by=Actor.MARKETER)

    assert order.note(NoteKind.GIFT, "one") == order.history[-1]
    assert order.note(NoteKind.GIFT, "two") is None
    assert order.note(NoteKind.LATER, "one") is None


def test_an_event_is_called_by_its_note_or_else_by_its_state() -> None:
    order = an_order().noted(Note(NoteKind.GIFT, "one"), at=OPENS, by=Actor.MARKETER)

    assert [event.name for event in order.history] == ["placed", "gift"]


def test_an_unpaid_order_needs_a_reminder_and_then_its_end() -> None:
    order = an_order(prepaid=PREPAID)
    reminded = order.noted(REMINDED, at=OPENS, by=Actor.SYSTEM)

    assert order.need == (f"{SALE}#money", PREPAID.remind_at)
    assert reminded.need == (f"{SALE}#money", PREPAID.pay_by)
    assert reminded.moved(PAID, at=OPENS, by=Actor.MARKETER).need is None


def test_a_paid_order_of_goods_to_come_needs_them() -> None:
    waiting = an_order(prepaid=PREPAID, promise=TO_COME)
    paid = waiting.moved(PAID, at=OPENS + 9, by=Actor.SYSTEM)

    assert paid.need == (f"{SALE}#goods#main", OPENS)
    assert paid.noted(ALLOTTED, at=OPENS, by=Actor.SYSTEM).need is None


def test_an_order_that_is_not_paid_first_needs_nothing() -> None:
    assert an_order().need is None


def test_an_order_is_ready_when_it_is_placed_or_paid_or_its_goods_are_there() -> None:
    to_come = an_order(prepaid=PREPAID, promise=TO_COME)
    allotted = to_come.moved(PAID, at=OPENS, by=Actor.SYSTEM).noted(
        ALLOTTED, at=OPENS, by=Actor.SYSTEM
    )
    there = an_order(prepaid=PREPAID).noted(REMINDED, at=OPENS, by=Actor.SYSTEM)
    paid = there.moved(PAID, at=OPENS, by=Actor.SYSTEM)

    assert [allotted.is_ready_at(event) for event in allotted.history] == [False, False, True]
    assert [paid.is_ready_at(event) for event in paid.history] == [False, False, True]
    assert [an_order().is_ready_at(event) for event in an_order().history] == [True]


def test_a_move_is_appended_to_the_history_with_what_explains_it() -> None:
    order = an_order_that_is(IN_FULFILMENT)

    moved = order.moved(SHIPPED, at=OPENS + 9, by=Actor.MARKETER, shipment=SHIPMENT)

    assert moved.history[:-1] == order.history
    assert moved.history[-1] == Event(2, OPENS + 9, Actor.MARKETER, SHIPPED, "", SHIPMENT)


def test_nothing_is_cancelled_without_a_reason() -> None:
    with pytest.raises(AssertionError, match="without a reason"):
        an_order().moved(CANCELLED, at=OPENS, by=Actor.MARKETER)


def test_an_order_is_in_force_until_it_is_cancelled() -> None:
    assert an_order().is_in_force
    assert not cancelled(an_order()).is_in_force


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
