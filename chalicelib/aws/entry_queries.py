"""What is asked of a part of a waiting list: all its entries, who waits for a pool, how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.aws.dynamo import query
from chalicelib.aws.entries import list_of
from chalicelib.aws.tables import WaitingItem
from chalicelib.aws.wire import packed

INDEX = "by_turn"


def whole(sale: str, part: int) -> dict[str, Any]:
    """Return what asks for all entries of a part of a list."""
    return {
        "TableName": WaitingItem.Meta.table_name,
        "KeyConditionExpression": "#list = :list",
        "ExpressionAttributeNames": {"#list": "list"},
        "ExpressionAttributeValues": {":list": packed(list_of(sale, part))},
    }


def who_wait(sale: str, pool: str, part: int) -> dict[str, Any]:
    """Return what asks for those of a part who wait for a pool, in their order."""
    asked = whole(sale, part)
    asked["KeyConditionExpression"] += " AND begins_with(#turn, :pool)"
    asked["ExpressionAttributeNames"]["#turn"] = "turn"
    asked["ExpressionAttributeValues"][":pool"] = packed(f"{pool}#")
    return {**asked, "IndexName": INDEX}


def counting(sale: str, part: int, name: str) -> dict[str, Any]:
    """Return what asks how many entries of a part there are, and how many have a text there."""
    asked = whole(sale, part)
    asked["ExpressionAttributeNames"]["#name"] = name
    asked["ExpressionAttributeValues"][":none"] = packed("")
    return {**asked, "Select": "COUNT", "FilterExpression": "#name > :none"}


def items(asked: Mapping[str, Any], **more: Any) -> Iterator[Mapping[str, Any]]:
    """Give the items that are asked for. One request for each page."""
    for page in pages(asked, **more):
        yield from page["Items"]


def pages(asked: Mapping[str, Any], **more: Any) -> Iterator[Mapping[str, Any]]:
    """Give the pages of what is asked for. One request for each."""
    while True:
        page = query(**asked, **more)
        yield page
        if "LastEvaluatedKey" not in page:
            return
        more["ExclusiveStartKey"] = page["LastEvaluatedKey"]
