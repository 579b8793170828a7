"""What people build instead, in bare botocore: each sells a unit and puts the order, or refuses.

Every design gets the same client, and puts the same order item that ours puts; it is made
beforehand, so that the measured call is the writes alone. What a handler around it would cost
(token, body, log line) is not in it: that favours them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any, Final

import botocore.session
from botocore.exceptions import ClientError

from benchmarks.fleet import Prepared
from benchmarks.meter import Meter
from chalicelib.aws import session
from chalicelib.aws.orders import _item_of
from chalicelib.aws.session import code_of
from sale_api.domain.lot import Claim
from tests.orders import an_order

ORDERED, SOLD_OUT = "ordered", "sold_out"
SHARDS: Final = 16
TRIES: Final = 4
COUNTERS, ORDERS = "rival-counters", "rival-orders"
TAKE: Final = "SET #left = #left - :one"
SOME_LEFT: Final = "#left >= :one"
Said = tuple[str, float]
"""What a shopper is told, and the write units that it took."""


def tables(client: Any, units: int, shards: int) -> None:
    """Create the counters with their units, and a table for the orders."""
    for table, key in ((COUNTERS, "counter"), (ORDERS, "order")):
        client.create_table(
            TableName=table,
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    for shard in range(shards):
        left = units // shards + (shard < units % shards)
        item = {"counter": {"S": f"phone#{shard}"}, "left": {"N": str(left)}}
        client.put_item(TableName=COUNTERS, Item=item)


def prepared(sell: Callable[[Any, Mapping[str, Any]], str], shoppers: range) -> Prepared:
    """Return a call for each shopper."""
    client = botocore.session.get_session().create_client("dynamodb", config=session.CONFIG)
    meter = Meter(client)
    items = [_item_of(an_order(claim=Claim(1, f"{n:08d}", 10**12))) for n in shoppers]

    def call(item: Mapping[str, Any]) -> Said:
        with meter.counting() as counts:
            said = sell(client, item)
        return said, counts.write_units

    return [lambda item=item: call(item) for item in items]  # type: ignore[misc]


def counter_then_order(client: Any, order: Mapping[str, Any]) -> str:
    """Decrement one counter on condition, then put the order."""
    if not _took(client, 0):
        return SOLD_OUT
    _put(client, order)
    return ORDERED


def sharded_counters(client: Any, order: Mapping[str, Any]) -> str:
    """Try four of sixteen counters, then put the order."""
    if not any(_took(client, shard) for shard in random.sample(range(SHARDS), TRIES)):
        return SOLD_OUT
    _put(client, order)
    return ORDERED


def counter_with_order(client: Any, order: Mapping[str, Any]) -> str:
    """Decrement the counter and put the order in one transaction."""
    writes = [{"Update": _taking(0)}, {"Put": _putting(order)}]
    try:
        client.transact_write_items(TransactItems=writes)
    except ClientError as error:
        if code_of(error) != "TransactionCanceledException":
            raise
        return SOLD_OUT
    return ORDERED


def _took(client: Any, shard: int) -> bool:
    try:
        client.update_item(**_taking(shard))
    except ClientError as error:
        if code_of(error) != "ConditionalCheckFailedException":
            raise
        return False
    return True


def _put(client: Any, order: Mapping[str, Any]) -> None:
    client.put_item(**_putting(order))


def _taking(shard: int) -> dict[str, Any]:
    return {
        "TableName": COUNTERS,
        "Key": {"counter": {"S": f"phone#{shard}"}},
        "UpdateExpression": TAKE,
        "ConditionExpression": SOME_LEFT,
        "ExpressionAttributeNames": {"#left": "left"},
        "ExpressionAttributeValues": {":one": {"N": "1"}},
    }


def _putting(order: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "TableName": ORDERS,
        "Item": order,
        "ConditionExpression": "attribute_not_exists(#order)",
        "ExpressionAttributeNames": {"#order": "order"},
    }
