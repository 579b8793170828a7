"""Plans, levels, lists and addresses when answers are lost or do not come."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from chalicelib.aws import session, tables
from sale_api.domain.erasure import forget_order_at
from sale_api.domain.levels import Levels
from sale_api.domain.money import Money
from sale_api.domain.moves import OrderState
from sale_api.domain.order import Bar
from sale_api.domain.sale import Change
from sale_api.ports import OrderSummary, Unknown, Unmet
from tests.cloud import (
    Stores,
    answer_lost,
    answered,
    exchanges,
    instead,
    never_sent,
    refused_with,
)
from tests.orders import DELIVERY
from tests.sale_api.basket_shop import a_basket
from tests.sales import published_sale

NOW = 1_800_000_000_000
SALE = published_sale(opens_at=NOW)
LEVELS = Levels("a-sale", (3, 2))
SUMMARY = OrderSummary(
    order="order-1",
    sale="a-sale",
    title="A phone",
    shopper="anna",
    state=OrderState.PLACED,
    quantity=2,
    price=Money(4997, "EUR"),
    placed_at=NOW,
    version=1,
)
READS: list[Callable[[Stores], object]] = [
    lambda stores: stores.sales.find("a-sale"),
    lambda stores: stores.sales.all(),
    lambda stores: stores.published.find("a-sale"),
    lambda stores: stores.views.of_shopper("anna"),
    lambda stores: stores.views.of_sale("a-sale", None, None),
    lambda stores: stores.views.placed_from("a-sale", NOW, 2),
    lambda stores: stores.views.counts("a-sale"),
    lambda stores: stores.orders.look(["order-1"]),
    lambda stores: stores.shoppers.delivery("anna"),
    lambda stores: stores.baskets.find("a-sale", "anna"),
    lambda stores: stores.baskets.of_shopper("anna"),
    lambda stores: stores.seeds.find("c" * 64),
]
WRITES: list[Callable[[Stores], object]] = [
    lambda stores: stores.sales.create(SALE),
    lambda stores: stores.published.create(LEVELS),
    lambda stores: stores.views.record(SUMMARY),
    lambda stores: stores.shoppers.remember("anna", DELIVERY),
    lambda stores: stores.shoppers.forget("anna"),
    lambda stores: stores.baskets.keep(a_basket(), NOW),
    lambda stores: stores.baskets.drop("a-sale", "anna"),
    lambda stores: stores.seeds.keep(bytes(32)),
    lambda stores: stores.shoppers.ask_for_link("anna", NOW, "request"),
]


@pytest.mark.parametrize("verb", [*READS, *WRITES])
def test_what_is_never_answered_is_unknown(aws: Stores, verb: Callable[[Stores], object]) -> None:
    with exchanges(never_sent, refused_with("Throttling"), answer_lost), pytest.raises(Unknown):
        verb(aws)


@pytest.mark.parametrize("verb", [*READS, *WRITES])
def test_what_lost_one_answer_is_asked_again(aws: Stores, verb: Callable[[Stores], object]) -> None:
    with exchanges(answer_lost) as seen:
        verb(aws)

    assert len(seen) == 2


@pytest.mark.parametrize("verb", [*READS, *WRITES])
def test_each_verb_is_one_request(aws: Stores, verb: Callable[[Stores], object]) -> None:
    with exchanges() as seen:
        verb(aws)

    assert len(seen) == 1


def test_a_new_version_whose_answer_was_lost_recognises_itself(aws: Stores) -> None:
    aws.sales.create(SALE)
    after = SALE.changed(Change(NOW, "Marta", "changed"))

    with exchanges(answer_lost):
        aws.sales.replace(after)

    assert aws.sales.find("a-sale") == after


def test_a_sale_that_was_written_before_stock_could_be_added_has_none_added(aws: Stores) -> None:
    aws.sales.create(SALE)
    session.client("dynamodb").update_item(
        TableName=tables.SaleItem.Meta.table_name,
        Key={"sale": {"S": SALE.sale}},
        UpdateExpression="REMOVE additions",
    )

    assert aws.sales.find(SALE.sale) == SALE


def test_a_list_of_several_pages_is_read_to_what_was_asked_for(aws: Stores) -> None:
    for number in range(3):
        aws.views.record(replace(SUMMARY, order=f"order-{number}", placed_at=NOW + number))
    (first,) = session.client("dynamodb").query(
        TableName=tables.OrderViewItem.Meta.table_name,
        IndexName="by_sale",
        KeyConditionExpression="sale = :sale",
        ExpressionAttributeValues={":sale": {"S": "a-sale"}},
        Limit=1,
    )["Items"]
    names = ("sale", "placed_at", "shopper", "order")
    page = instead(Items=[first], LastEvaluatedKey={name: first[name] for name in names})

    with exchanges(page, answered) as seen:
        found = aws.views.placed_from("a-sale", NOW, 2)

    assert [each.order for each in found] == ["order-0", "order-1"]
    assert seen == ["Query"] * 2


def test_a_lease_whose_answer_was_lost_is_nobodys(aws: Stores) -> None:
    # It looks the same as somebody else's: nobody publishes under it, and the next one may.
    aws.published.create(LEVELS)

    with exchanges(answer_lost), pytest.raises(Unmet):
        aws.published.lease(LEVELS)

    aws.published.lease(LEVELS.leased())


def test_levels_whose_answer_was_lost_are_published_though_the_repetition_is_refused(
    aws: Stores,
) -> None:
    aws.published.create(LEVELS)

    with exchanges(answer_lost), pytest.raises(Unmet):
        aws.published.publish(replace(LEVELS, levels=(1, 0)))

    assert aws.published.find("a-sale") == replace(LEVELS, levels=(1, 0)).leased()


def test_a_basket_may_be_deleted_from_the_second_on_after_which_it_is_not_needed(
    aws: Stores,
) -> None:
    aws.baskets.keep(a_basket(shopper="anna", sale="a-sale"), NOW + 999)

    (item,) = session.client("dynamodb").scan(TableName=tables.BasketItem.Meta.table_name)["Items"]

    assert item["forget_at"] == {"N": str(NOW // 1_000 + 1)}


def test_a_bar_may_be_deleted_when_an_order_in_its_place_would_be(aws: Stores) -> None:
    aws.orders.bar(Bar("order-1", "a-sale", NOW))

    (item,) = session.client("dynamodb").scan(TableName=tables.OrderItem.Meta.table_name)["Items"]

    assert item["forget_at"] == {"N": str(forget_order_at(NOW))}


def test_a_link_whose_answer_was_lost_is_counted_once(aws: Stores) -> None:
    with exchanges(answer_lost):
        counted = aws.shoppers.ask_for_link("anna", NOW, "one")

    later = [aws.shoppers.ask_for_link("anna", NOW + 1, word) for word in ("two", "three", "four")]
    assert counted
    assert later == [True, True, False]
