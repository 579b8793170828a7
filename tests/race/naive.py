"""The shop that everybody writes first: look at the counter, take one off, write the order.

On the project's own tables, so that the race's judge reads its books like any other's.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable

SALE: Final = "naive"
_LOT: Final = {"lot": {"S": f"{SALE}#0"}}
_POOL: Final = {"pool": {"S": "main"}}


class NaiveShop:
    """One counter, no claims: `take` is what takes a unit, and may be right or wrong."""

    def __init__(self, connect: Callable[[], Any], prefix: str, units: int) -> None:
        self._connect = connect
        self._lots = f"{prefix}lots"
        self._orders = f"{prefix}orders"
        self._units = units

    def open(self) -> None:
        """Make the two tables, and a lot with all units."""
        database = self._connect()
        for table, key in ((self._lots, "lot"), (self._orders, "order")):
            database.create_table(
                TableName=table,
                KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
        counts = {
            "allotted": self._units,
            "available": self._units,
            "returned": 0,
            "written_off": 0,
        }
        numbers = {name: {"N": str(count)} for name, count in counts.items()}
        database.put_item(
            TableName=self._lots, Item={**_LOT, **_POOL, **numbers, "claims": {"M": {}}}
        )

    def sell(self, take: Callable[[Any, str], bool], *, threads: int) -> None:
        """Let twice as many shoppers as there are units buy one each."""
        with ThreadPoolExecutor(threads) as pool:
            shoppers = range(2 * self._units)
            list(pool.map(lambda number: self._buy(take, number), shoppers))

    def _buy(self, take: Callable[[Any, str], bool], number: int) -> None:
        database = self._connect()
        if take(database, self._lots):
            database.put_item(TableName=self._orders, Item=_order(number))


def look_then_write(database: Any, table: str) -> bool:
    """Take a unit as a read and an unconditional write."""
    item = database.get_item(TableName=table, Key=_LOT, ConsistentRead=True)["Item"]
    left = int(item["available"]["N"])
    if not left:
        return False
    database.update_item(
        TableName=table,
        Key=_LOT,
        UpdateExpression="SET available = :left",
        ExpressionAttributeValues={":left": {"N": str(left - 1)}},
    )
    return True


def take_if_there_are(database: Any, table: str) -> bool:
    """Take a unit by one conditional write, which is right wherever such a write is atomic."""
    try:
        database.update_item(
            TableName=table,
            Key=_LOT,
            UpdateExpression="SET available = available - :one",
            ConditionExpression="available >= :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def _order(number: int) -> dict[str, Any]:
    return {
        "order": {"S": f"order-{number}"},
        "sale": {"S": SALE},
        "shopper": {"S": f"shopper-{number}"},
        "home": {"N": "0"},
        "claim": {"S": f"1.claim-{number}.0."},
        "price": {"M": {"minor": {"N": "1"}, "currency": {"S": "EUR"}}},
        "contact": {"M": {"email": {"S": f"{number}@example.com"}}},
        "history": {"L": [{"M": {"what": {"S": "placed"}, "at": {"N": "0"}}}]},
        **_POOL,
    }
