"""Orders whose answers were lost, and orders as the change stream shows them."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.aws.orders import order_from_image
from chalicelib.aws.session import client
from chalicelib.aws.tables import OrderItem
from sale_api.domain.erasure import forget_order_at
from sale_api.domain.history import Note, NoteKind
from sale_api.domain.lot import Claim
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Bar, Order
from sale_api.domain.payment import Prepaid
from sale_api.domain.promise import Promise
from sale_api.ports import Orders, Taken, Unknown
from tests.cloud import Stores, answer_lost, exchanges, never_sent
from tests.orders import an_order, cancelled, shipped

NOW = 1_800_000_000_000
TASK = "1-notice"
ORDER = an_order(at=NOW)
BAR = Bar(ORDER.order, ORDER.sale, NOW)


@pytest.fixture
def orders(aws: Stores) -> Orders:
    return aws.orders


def item() -> dict[str, dict[str, object]]:
    answer = client("dynamodb").get_item(
        TableName=OrderItem.Meta.table_name, Key={"order": {"S": ORDER.order}}
    )
    found: dict[str, dict[str, object]] = answer["Item"]
    return found


def test_an_order_is_one_request(orders: Orders) -> None:
    with exchanges() as seen:
        orders.place(ORDER)
        orders.place(ORDER)

    assert seen == ["PutItem"] * 2


def test_orders_and_bars_are_marked_to_go_when_the_law_lets_them(orders: Orders) -> None:
    orders.place(ORDER)
    orders.move(cancelled(ORDER))
    kept = item()["forget_at"]
    client("dynamodb").delete_item(
        TableName=OrderItem.Meta.table_name, Key={"order": {"S": ORDER.order}}
    )
    orders.bar(BAR)

    assert [kept, item()["forget_at"]] == [{"N": str(forget_order_at(NOW))}] * 2


def test_an_order_whose_answer_was_lost_stands_once_and_is_returned(orders: Orders) -> None:
    with exchanges(answer_lost):
        assert orders.place(ORDER) == ORDER


def test_the_bar_of_an_offer_comes_back_with_whose_it_was(orders: Orders) -> None:
    bar = replace(BAR, offered_to=ORDER.shopper, by=Actor.SHOPPER)

    with exchanges(answer_lost):
        assert orders.bar(bar) == bar
    assert orders.find(ORDER.order) == bar


def test_an_order_comes_back_with_all_that_later_states_add(orders: Orders) -> None:
    order = replace(
        ORDER,
        prepaid=Prepaid("A shop", "DE89370400440532013000", "", NOW + 1, NOW + 2),
        promise=Promise("Berlin", delivers_by="2026-12-24"),
    )
    orders.place(order)
    gift = order.noted(Note(NoteKind.GIFT, "one", "Sorry!"), at=NOW, by=Actor.MARKETER)
    orders.move(gift)
    ended = gift.moved(OrderState.CANCELLED, at=NOW, by=Actor.MARKETER, reason="no supply")
    orders.move(ended)
    refunded = ended.moved(
        OrderState.REFUNDED, at=NOW, by=Actor.MARKETER, amount=order.total, detail="by hand"
    )
    orders.move(refunded)

    assert orders.find(order.order) == refunded


def test_what_an_order_does_not_have_is_not_stored(orders: Orders) -> None:
    orders.place(ORDER)

    assert not {"prepaid", "promise"} & item().keys()
    event: Any = item()["history"]["L"]
    assert event[0]["M"].keys() == {"number", "at", "by", "what", "reason"}


def test_a_bar_whose_answer_was_lost_is_returned(orders: Orders) -> None:
    with exchanges(answer_lost):
        assert orders.bar(BAR) == BAR


def test_a_move_whose_answer_was_lost_is_appended_once(orders: Orders) -> None:
    orders.place(ORDER)
    after = ORDER.moved(OrderState.IN_FULFILMENT, at=NOW + 1, by=Actor.SYSTEM)

    with exchanges(answer_lost):
        orders.move(after, TASK, NOW + 1)

    found = orders.find(ORDER.order)
    assert isinstance(found, Order)
    assert found.history == after.history
    assert found.done == {TASK: NOW + 1}


def test_a_lease_whose_answer_was_lost_is_taken_until_it_runs_out(orders: Orders) -> None:
    orders.place(ORDER)

    with exchanges(answer_lost), pytest.raises(Taken):
        orders.lease(ORDER.order, TASK, NOW, NOW + 9)

    assert orders.lease(ORDER.order, TASK, NOW + 9, NOW + 20) == ORDER


def test_a_task_whose_finish_lost_its_answer_is_done(orders: Orders) -> None:
    orders.place(ORDER)

    with exchanges(answer_lost):
        orders.finish(ORDER.order, TASK, NOW)

    found = orders.find(ORDER.order)
    assert isinstance(found, Order)
    assert found.done == {TASK: NOW}


def test_a_finished_task_leaves_no_lease_behind(orders: Orders) -> None:
    orders.place(ORDER)
    orders.lease(ORDER.order, TASK, NOW, NOW + 9)

    orders.finish(ORDER.order, TASK, NOW)

    assert item()["leases"] == {"M": {}}


def test_a_read_that_is_never_answered_is_unknown(orders: Orders) -> None:
    with exchanges(never_sent, never_sent, never_sent), pytest.raises(Unknown):
        orders.find(ORDER.order)


@pytest.mark.parametrize(
    "order",
    [ORDER, shipped(ORDER), cancelled(ORDER), an_order(claim=Claim(1, "claim-02", NOW, lender=3))],
)
def test_the_stream_shows_an_order_as_it_was_placed(orders: Orders, order: Order) -> None:
    orders.place(order)
    answer = client("dynamodb").get_item(
        TableName=OrderItem.Meta.table_name, Key={"order": {"S": order.order}}
    )

    assert order_from_image(answer["Item"]) == order


def test_the_stream_shows_a_bar_as_a_bar(orders: Orders) -> None:
    orders.bar(BAR)

    assert order_from_image(item()) == BAR


def test_what_a_newer_version_wrote_beside_an_order_does_not_hide_it(orders: Orders) -> None:
    orders.place(ORDER)
    image = item()
    newer = {**image, "gift": {"S": "headphones"}}
    newer["price"] = {"M": {**image["price"]["M"], "tax": {"N": "7"}}}  # type: ignore[dict-item]

    assert order_from_image(newer) == ORDER


def test_an_order_from_before_orders_kept_their_seller_has_none(orders: Orders) -> None:
    orders.place(ORDER)
    later = {"seller", "seller_contact"}
    older = {name: content for name, content in item().items() if name not in later}

    assert order_from_image(older) == replace(ORDER, seller="", seller_contact="")


def test_half_an_order_is_not_taken_for_one(orders: Orders) -> None:
    orders.place(ORDER)
    image = item()
    del image["history"]

    with pytest.raises(TypeError, match="history"):
        order_from_image(image)
