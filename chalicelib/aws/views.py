"""Lists of orders on DynamoDB: written by the relay, read by shopper or by sale."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import asdict

from chalicelib.aws.dynamo import Refused, put, query
from chalicelib.aws.session import answered
from chalicelib.aws.tables import OrderViewItem
from chalicelib.aws.wire import Item, packed
from sale_api.domain.erasure import forget_order_at
from sale_api.domain.errors import InvalidRequest
from sale_api.domain.moves import OrderState
from sale_api.ports import OrderSummary, Page

PAGE = 50
INSTANT = r"[0-9]{1,15}"

NOT_LATER = (
    "attribute_not_exists(#order) OR #version < :version"
    " OR #version = :version AND (attribute_not_exists(#mail) OR #mail <= :mail)"
)
"""The stream delivers again and late: a summary never goes back to an earlier version, nor to what
was known of the same before a mail came to no good; a complaint is greater than a bounce."""


class DynamoOrderViews:
    """`sale_api.ports.OrderViews`."""

    def __init__(self, page_size: int = PAGE) -> None:
        """Take how many orders a page looks at; those of another state are left out of it."""
        self._page_size = page_size

    def record(self, summary: OrderSummary) -> None:
        """Write a summary unless a later one stands there. One write."""
        values = {":version": packed(summary.version), ":mail": packed(summary.mail or "")}
        try:
            put(OrderViewItem.Meta.table_name, _item_of(summary), NOT_LATER, values)
        except Refused:
            return

    def of_shopper(self, shopper: str) -> Sequence[OrderSummary]:
        """Read all orders of a shopper, the newest first. One request for each MB."""
        with answered():
            views = [_summary_of(item) for item in OrderViewItem.query(shopper)]
        return sorted(views, key=lambda view: view.placed_at, reverse=True)

    def of_sale(self, sale: str, state: OrderState | None, cursor: str | None) -> Page:
        """Read a page of a sale's orders, the oldest first. One request.

        A page may have fewer orders than it looked at, or none, and still be followed by another.
        """
        page = query(
            TableName=OrderViewItem.Meta.table_name,
            IndexName=OrderViewItem.by_sale.Meta.index_name,
            Limit=self._page_size,
            KeyConditionExpression="sale = :sale",
            ExpressionAttributeValues={":sale": packed(sale)}
            | ({":state": packed(state)} if state else {}),
            **(
                {
                    "FilterExpression": "#state = :state",
                    "ExpressionAttributeNames": {"#state": "state"},
                }
                if state
                else {}
            ),
            **({"ExclusiveStartKey": _start(sale, cursor)} if cursor else {}),
        )
        found = [OrderViewItem.from_raw_data(item) for item in page["Items"]]
        return Page([_summary_of(item) for item in found], _cursor(page.get("LastEvaluatedKey")))

    def placed_from(self, sale: str, at: int, most: int) -> Sequence[OrderSummary]:
        """Read at most so many orders from an instant on, the oldest first. One request a MB."""
        found: list[OrderSummary] = []
        request: dict[str, Any] = {
            "TableName": OrderViewItem.Meta.table_name,
            "IndexName": OrderViewItem.by_sale.Meta.index_name,
            "KeyConditionExpression": "sale = :sale AND placed_at >= :at",
            "ExpressionAttributeValues": {":sale": packed(sale), ":at": packed(at)},
        }
        while True:
            page = query(**request, Limit=most - len(found))
            found += [_summary_of(OrderViewItem.from_raw_data(item)) for item in page["Items"]]
            if "LastEvaluatedKey" not in page or len(found) == most:
                return found
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def needing(self, need: str, until: int, most: int) -> Sequence[str]:
        """Read at most so many orders whose need was due by an instant. One request."""
        page = query(
            TableName=OrderViewItem.Meta.table_name,
            IndexName=OrderViewItem.by_need.Meta.index_name,
            Limit=most,
            KeyConditionExpression="need = :need AND need_at <= :until",
            ExpressionAttributeValues={":need": packed(need), ":until": packed(until)},
        )
        return [item["order"]["S"] for item in page["Items"]]

    def counts(self, sale: str) -> Mapping[OrderState, int]:
        """Count a sale's orders by state. One request for each MB."""
        with answered():
            states = OrderViewItem.by_sale.query(sale, attributes_to_get=["state"])
            return Counter(item.state for item in states)


def _cursor(last: Item | None) -> str | None:
    if last is None:
        return None
    place = [last["placed_at"]["N"], last["shopper"]["S"], last["order"]["S"]]
    return urlsafe_b64encode(json.dumps(place).encode()).decode()


def _start(sale: str, cursor: str) -> Item:
    try:
        place = msgspec.json.decode(urlsafe_b64decode(cursor), type=tuple[str, str, str])
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise _no_cursor() from None
    placed_at, shopper, order = place
    # DynamoDB refuses other keys as faults of ours.
    if not re.fullmatch(INSTANT, placed_at) or not shopper or not order:
        raise _no_cursor()
    return {
        "sale": packed(sale),
        "placed_at": packed(int(placed_at)),
        "shopper": packed(shopper),
        "order": packed(order),
    }


def _no_cursor() -> InvalidRequest:
    return InvalidRequest({"cursor": "Take it from the page before."})


def _summary_of(item: OrderViewItem) -> OrderSummary:
    return OrderSummary(**{name: getattr(item, name) for name in OrderSummary.__struct_fields__})


def _item_of(summary: OrderSummary) -> Item:
    forget_at = forget_order_at(summary.placed_at)
    return OrderViewItem(**asdict(summary), forget_at=forget_at).serialize()
