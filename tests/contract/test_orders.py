"""The orders: one key, one outcome; a history that only grows; tasks that are done once."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.lot import Claim
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Bar, Order
from sale_api.ports import Done, Orders, Taken, Unmet
from tests.orders import an_order, cancelled, shipped

NOW = 1_800_000_000_000
TASK = "1-fulfilment"
ORDER = an_order(at=NOW)
BAR = Bar(ORDER.order, ORDER.sale, NOW)


def found(orders: Orders) -> Order:
    standing = orders.find(ORDER.order)
    assert isinstance(standing, Order)
    return standing


def taken_in(order: Order) -> Order:
    return order.moved(OrderState.IN_FULFILMENT, at=NOW + 5, by=Actor.SYSTEM)


def test_nothing_stands_under_a_new_key(orders: Orders) -> None:
    assert orders.find(ORDER.order) is None


def test_orders_and_bars_are_read_by_their_keys(orders: Orders) -> None:
    other = an_order(claim=Claim(1, "claim-02", NOW))
    orders.place(ORDER)
    bar = replace(BAR, order=other.order)
    orders.bar(bar)

    found = orders.look({ORDER.order, other.order, "nothing-stands-here-"})

    assert dict(found) == {ORDER.order: ORDER, other.order: bar}


@pytest.mark.parametrize(
    "order",
    [
        ORDER,
        an_order(claim=Claim(3, "claim-01", NOW, lender=700, settled=True)),
        replace(ORDER, title="Ein Telefon für 49,97 €", resell=False),
    ],
)
def test_an_order_is_found_as_it_was_placed(orders: Orders, order: Order) -> None:
    placed = orders.place(order)

    assert placed == orders.find(order.order) == order


def test_placing_the_same_again_gives_the_same(orders: Orders) -> None:
    orders.place(ORDER)

    assert orders.place(ORDER) == ORDER


def test_an_order_that_stands_is_not_replaced(orders: Orders) -> None:
    orders.place(ORDER)
    other = an_order(at=NOW + 1, claim=ORDER.claim)

    assert orders.place(other) == ORDER
    assert orders.find(ORDER.order) == ORDER


def test_a_barred_key_never_becomes_an_order(orders: Orders) -> None:
    assert orders.bar(BAR) == BAR

    assert orders.place(ORDER) == BAR
    assert orders.find(ORDER.order) == BAR


def test_an_order_is_never_barred(orders: Orders) -> None:
    orders.place(ORDER)

    assert orders.bar(BAR) == ORDER
    assert orders.find(ORDER.order) == ORDER


def test_the_first_bar_stays(orders: Orders) -> None:
    orders.bar(BAR)

    assert orders.bar(replace(BAR, at=NOW + 1)) == BAR


def test_a_move_appends_its_event(orders: Orders) -> None:
    orders.place(ORDER)

    orders.move(taken_in(ORDER))

    assert orders.find(ORDER.order) == taken_in(ORDER)


def test_a_shipment_is_found_with_its_parcel(orders: Orders) -> None:
    there = shipped(ORDER)
    orders.place(ORDER)
    orders.move(replace(there, history=there.history[:-1]))

    orders.move(there)

    assert found(orders) == there


@pytest.mark.parametrize("resell", [True, False])
def test_a_cancellation_is_found_with_what_becomes_of_the_units(
    orders: Orders, *, resell: bool
) -> None:
    orders.place(ORDER)

    orders.move(cancelled(ORDER, "no supply", resell=resell))

    assert found(orders) == cancelled(ORDER, "no supply", resell=resell)
    assert found(orders).resell is resell


def test_a_move_of_what_was_moved_meanwhile_changes_nothing(orders: Orders) -> None:
    orders.place(ORDER)
    orders.move(taken_in(ORDER))

    with pytest.raises(Unmet):
        orders.move(cancelled(ORDER))

    assert found(orders) == taken_in(ORDER)


def test_a_move_from_further_on_changes_nothing(orders: Orders) -> None:
    orders.place(ORDER)

    with pytest.raises(Unmet):
        orders.move(cancelled(taken_in(ORDER)))

    assert found(orders) == ORDER


def test_the_same_move_again_has_succeeded(orders: Orders) -> None:
    orders.place(ORDER)
    orders.move(taken_in(ORDER))

    orders.move(taken_in(ORDER))

    assert found(orders) == taken_in(ORDER)


def test_what_is_barred_or_not_there_does_not_move(orders: Orders) -> None:
    with pytest.raises(Unmet):
        orders.move(taken_in(ORDER))
    orders.bar(BAR)
    with pytest.raises(Unmet):
        orders.move(taken_in(ORDER))

    assert orders.find(ORDER.order) == BAR


def test_a_move_can_finish_a_task_in_the_same_write(orders: Orders) -> None:
    orders.place(ORDER)
    orders.lease(ORDER.order, TASK, NOW, NOW + 9)

    orders.move(taken_in(ORDER), done=TASK, at=NOW + 5)

    assert found(orders).done == {TASK: NOW + 5}
    with pytest.raises(Done):
        orders.lease(ORDER.order, TASK, NOW + 99, NOW + 100)


def test_a_move_keeps_what_others_finished_meanwhile(orders: Orders) -> None:
    orders.place(ORDER)
    orders.finish(ORDER.order, "1-notice", NOW + 1)

    orders.move(taken_in(ORDER), done=TASK, at=NOW + 5)

    assert found(orders).done == {"1-notice": NOW + 1, TASK: NOW + 5}


def test_a_lease_gives_the_order_as_it_stands(orders: Orders) -> None:
    orders.place(ORDER)
    orders.move(taken_in(ORDER))

    assert orders.lease(ORDER.order, TASK, NOW, NOW + 9) == taken_in(ORDER)


def test_a_task_is_taken_to_its_instant(orders: Orders) -> None:
    orders.place(ORDER)
    orders.lease(ORDER.order, TASK, NOW, NOW + 9)

    with pytest.raises(Taken):
        orders.lease(ORDER.order, TASK, NOW + 8, NOW + 20)

    assert orders.lease(ORDER.order, TASK, NOW + 9, NOW + 20) == ORDER


def test_other_tasks_are_free(orders: Orders) -> None:
    orders.place(ORDER)
    orders.lease(ORDER.order, TASK, NOW, NOW + 9)

    assert orders.lease(ORDER.order, "1-notice", NOW, NOW + 9) == ORDER


def test_a_task_that_is_done_stays_so(orders: Orders) -> None:
    orders.place(ORDER)
    orders.lease(ORDER.order, TASK, NOW, NOW + 9)
    orders.finish(ORDER.order, TASK, NOW + 2)

    orders.finish(ORDER.order, TASK, NOW + 3)

    assert found(orders).done == {TASK: NOW + 2}
    with pytest.raises(Done):
        orders.lease(ORDER.order, TASK, NOW + 99, NOW + 100)


def test_only_an_order_has_tasks(orders: Orders) -> None:
    with pytest.raises(Unmet):
        orders.lease(ORDER.order, TASK, NOW, NOW + 9)
    orders.bar(BAR)
    with pytest.raises(Unmet):
        orders.lease(ORDER.order, TASK, NOW, NOW + 9)
    with pytest.raises(Unmet):
        orders.finish(ORDER.order, TASK, NOW)


@pytest.mark.parametrize(
    ("noted", "told", "stands"),
    [
        ("1:0000000000005", "1:0000000000005", "1:0000000000005"),
        ("1:0000000000005", "1:0000000000004", "1:0000000000005"),
        ("1:0000000000005", "1:0000000000006", "1:0000000000006"),
        ("1:0000000000005", "2:0000000000001", "2:0000000000001"),
        ("2:0000000000001", "1:0000000000005", "2:0000000000001"),
        ("3:0000000000001", "2:0000000000005", "3:0000000000001"),
    ],
)
def test_a_fate_of_a_mail_is_overruled_by_what_stands_over_it_alone(
    orders: Orders, noted: str, told: str, stands: str
) -> None:
    orders.place(ORDER)
    orders.posted(ORDER.order, "1-notice", noted)

    orders.posted(ORDER.order, "1-notice", told)

    assert found(orders) == replace(ORDER, posted={"1-notice": stands})


def test_each_mail_has_a_fate_of_its_own(orders: Orders) -> None:
    orders.place(ORDER)

    orders.posted(ORDER.order, "1-notice", "1:0000000000005")
    orders.posted(ORDER.order, "2-notice", "2:0000000000006")

    assert found(orders).posted == {"1-notice": "1:0000000000005", "2-notice": "2:0000000000006"}


def test_a_fate_changes_nothing_else_of_an_order(orders: Orders) -> None:
    orders.place(ORDER)
    orders.lease(ORDER.order, TASK, NOW, NOW + 1)
    orders.finish(ORDER.order, "1-notice", NOW)

    orders.posted(ORDER.order, "1-notice", "1:0000000000005")
    orders.move(taken_in(ORDER), done=TASK, at=NOW)

    assert found(orders).history == taken_in(ORDER).history
    assert found(orders).posted == {"1-notice": "1:0000000000005"}
    assert found(orders).done == {"1-notice": NOW, TASK: NOW}


def test_no_fate_is_noted_where_no_order_stands(orders: Orders) -> None:
    with pytest.raises(Unmet):
        orders.posted(ORDER.order, "1-notice", "1:0000000000005")
    orders.bar(BAR)

    with pytest.raises(Unmet):
        orders.posted(ORDER.order, "1-notice", "1:0000000000005")

    assert orders.find(ORDER.order) == BAR
