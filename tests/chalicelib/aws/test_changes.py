"""Changes of orders, read from their stream once more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError
from msgspec.structs import replace

from chalicelib.aws import session
from chalicelib.aws.changes import MOST_EMPTY, DynamoChanges
from chalicelib.aws.orders import order_from_image
from chalicelib.aws.tables import OrderItem
from sale_api.ports import Gone, Position, Unknown
from tests.cloud import Stores, answered, exchanges, instead, never_sent, refused_with
from tests.orders import an_order

ORDERS = [replace(an_order(), order=f"order-{number}") for number in range(4)]
ITERATOR = instead(ShardIterator="place")


def page(*numbers: int, more: bool = True) -> Callable[..., Any]:
    """Return the fault in which these changes are the next page."""
    records = [{"dynamodb": {"SequenceNumber": str(number)}} for number in numbers]
    return instead(Records=records, **({"NextShardIterator": "next"} if more else {}))


def numbers_of(found: Sequence[Any]) -> list[int]:
    return [int(record["dynamodb"]["SequenceNumber"]) for record in found]


@pytest.fixture
def stream(aws: Stores) -> list[Position]:
    """The place of each of four orders in the true stream of their table."""
    for order in ORDERS:
        aws.orders.place(order)
    streams = session.client("dynamodbstreams")
    (listed,) = streams.list_streams(TableName=OrderItem.Meta.table_name)["Streams"]
    arn = listed["StreamArn"]
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    place = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    records = streams.get_records(ShardIterator=place)["Records"]
    numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
    return [Position(arn, shard["ShardId"], number, number) for number in numbers]


def test_a_part_is_read_from_its_first_change_to_its_last(stream: list[Position]) -> None:
    part = replace(stream[1], last=stream[2].last)

    found = DynamoChanges().between(part)

    images = [record["dynamodb"]["NewImage"] for record in found]
    assert [order_from_image(image) for image in images] == ORDERS[1:3]


@pytest.mark.parametrize("code", ["TrimmedDataAccessException", "ResourceNotFoundException"])
def test_what_the_stream_does_not_keep_any_more_is_gone(stream: list[Position], code: str) -> None:
    with exchanges(answered, refused_with(code)), pytest.raises(Gone):
        DynamoChanges().between(stream[0])


def test_a_stream_that_gives_later_changes_has_lost_the_first(stream: list[Position]) -> None:
    later = replace(stream[0], first="5", last="9")

    with exchanges(ITERATOR, page(7, 9)), pytest.raises(Gone):
        DynamoChanges().between(later)


def test_a_stream_that_does_not_answer_may_hold_what_is_asked_for(stream: list[Position]) -> None:
    with exchanges(*[never_sent] * 3), pytest.raises(Unknown):
        DynamoChanges().between(stream[0])


def test_a_stream_that_is_none_of_ours_is_a_fault(stream: list[Position]) -> None:
    refused = exchanges(refused_with("AccessDeniedException"))

    with refused, pytest.raises(ClientError):
        DynamoChanges().between(stream[0])


def test_pages_are_read_until_the_last_change_and_empty_ones_passed(
    stream: list[Position],
) -> None:
    part = replace(stream[0], first="5", last="9")

    with exchanges(ITERATOR, page(5, 6), page(), page(8, 9, 12)) as seen:
        found = DynamoChanges().between(part)

    assert numbers_of(found) == [5, 6, 8, 9]
    assert seen == ["GetShardIterator", *["GetRecords"] * 3]


@pytest.mark.parametrize("pages", [[page(5, more=False)], [page(5), *[page()] * MOST_EMPTY]])
def test_a_part_without_its_end_is_read_another_time(
    stream: list[Position], pages: list[Any]
) -> None:
    part = replace(stream[0], first="5", last="9")

    with exchanges(ITERATOR, *pages), pytest.raises(Unknown):
        DynamoChanges().between(part)
