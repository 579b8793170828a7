"""The requests to DynamoDB that PynamoDB cannot make: above all writes that show what refused them.

PynamoDB cannot ask for the old item of a single write, and reorders transactions. Both use one
client. Every write here is conditional, and a refusal costs no read: it brings the item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import msgspec
from botocore.exceptions import ClientError

from chalicelib.aws.session import THROTTLED, answered, client, code_of
from chalicelib.aws.wire import Item
from sale_api.ports import Unknown

BATCH = 100
READS_OF_A_BATCH = 8
"""How often the rest of a batch is asked for again before it counts as unanswered."""

REFUSED = "ConditionalCheckFailed"
CONFLICT = "TransactionConflict"
PLACEHOLDER = re.compile(r"#([a-z_]+)")


class Refused(Exception):  # noqa: N818 - an outcome that the stores handle
    """When a condition did not hold: for each write the item there, or None if it would have gone.

    An empty item: there was none. No items at all: another transaction was in the way.
    """

    def __init__(self, *items: Item | None) -> None:
        """Take the items in the order of the writes."""
        super().__init__("the condition of a write did not hold")
        self.items = items


class Update(msgspec.Struct, frozen=True, kw_only=True):
    """A conditional update of one item. `#name` stands for the attribute `name` in expressions.

    `names` is for placeholders that stand for something else, such as a shopper in `#shopper`.
    """

    table: str
    key: Item
    change: str
    conditions: Sequence[str]
    values: Item
    names: Mapping[str, str] = msgspec.field(default_factory=dict)

    def request(self) -> dict[str, Any]:
        """Return the parameters of the request; the item is asked for if the condition fails."""
        condition = " AND ".join(self.conditions)
        return {
            "TableName": self.table,
            "Key": self.key,
            "UpdateExpression": self.change,
            "ConditionExpression": condition,
            "ExpressionAttributeNames": {**_names(self.change, condition), **self.names},
            "ExpressionAttributeValues": self.values,
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }


def get(table: str, key: Item) -> Item | None:
    """Read an item, consistently. One read."""
    with answered():
        answer = client("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True)
    found: Item | None = answer.get("Item")
    return found


def get_all(table: str, keys: Sequence[Item]) -> Iterator[Item]:
    """Read items consistently, in any order; missing ones are left out. One request a hundred.

    What DynamoDB left out for lack of capacity is asked for again; after some times `Unknown`.
    """
    for start in range(0, len(keys), BATCH):
        rest: Any = {table: {"Keys": keys[start : start + BATCH], "ConsistentRead": True}}
        for _ in range(READS_OF_A_BATCH):
            with answered():
                answer = client("dynamodb").batch_get_item(RequestItems=rest)
            yield from answer["Responses"].get(table, ())
            rest = answer.get("UnprocessedKeys")
            if not rest:
                break
        else:
            raise Unknown("a batch was not read to its end")


def query(**request: Any) -> Mapping[str, Any]:
    """Read one page of a query. One request."""
    with answered():
        page: Mapping[str, Any] = client("dynamodb").query(**request)
    return page


def put(
    table: str, item: Item, condition: str, values: Item | None = None, *, once: bool = False
) -> None:
    """Write an item if the condition holds; `Refused` has the one that stands. One write.

    `once`: without an answer it is not tried again.
    """
    with _refusals():
        _client(once=once).put_item(
            TableName=table,
            Item=item,
            ConditionExpression=condition,
            ExpressionAttributeNames=_names(condition),
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
            # An empty map of values would be refused.
            **({"ExpressionAttributeValues": values} if values else {}),
        )


def put_if_absent(table: str, item: Item, key: str) -> None:
    """Write an item if there is none under its key; the one that stands stays. One write.

    `Unknown` when a transaction was in the way: then nobody knows whether there is one.
    """
    try:
        put(table, item, f"attribute_not_exists(#{key})")
    except Refused as refused:
        if not refused.items:
            raise Unknown("a transaction was in the way of a new item") from None


def update(update: Update, returns: str = "NONE") -> Item:
    """Change an item if its conditions hold; `Refused` has it as it stands. One write.

    `returns` says what to return of it, as DynamoDB's `ReturnValues`.
    """
    with _refusals():
        answer = client("dynamodb").update_item(**update.request(), ReturnValues=returns)
    attributes: Item = answer.get("Attributes", {})
    return attributes


def transact(*updates: Update, once: bool = False) -> None:
    """Change several items, or none; `Refused` has those that refused. One transaction.

    The client adds a token of its own to the request, the same on each of its retries. `once`:
    without an answer it is not tried again.
    """
    with _refusals():
        _client(once=once).transact_write_items(
            TransactItems=[{"Update": update.request()} for update in updates]
        )


def _client(*, once: bool) -> Any:
    # The cache of clients knows a call by its words: once=False, said or left out, would be two.
    return client("dynamodb", once=True) if once else client("dynamodb")


@lru_cache(maxsize=256)
def _names(*expressions: str) -> Mapping[str, str]:
    """Return the attributes that expressions name; there are a few dozen of these, made once."""
    found = PLACEHOLDER.findall(" ".join(expressions))
    return {f"#{name}": name for name in found}


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        with answered():
            yield
    except ClientError as error:
        code = code_of(error)
        if code == "ConditionalCheckFailedException":
            raise Refused(error.response.get("Item", {})) from None
        if code == "TransactionConflictException":
            raise Refused from None
        if code == "TransactionCanceledException":
            raise _cancelled(error) from error
        raise


def _cancelled(error: ClientError) -> Exception:
    reasons: Sequence[Mapping[str, Any]] = error.response["CancellationReasons"]
    codes = {reason["Code"] for reason in reasons}
    if REFUSED in codes:
        return Refused(*(_item(reason) for reason in reasons))
    if codes & THROTTLED:
        return Unknown("a transaction was throttled")
    return Refused() if CONFLICT in codes else error


def _item(reason: Mapping[str, Any]) -> Item | None:
    return reason.get("Item", {}) if reason["Code"] == REFUSED else None
