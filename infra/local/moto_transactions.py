"""Moto's transactions, taken back item by item.

Moto copies every table named, streams included, before each transaction, and puts the copies in
place when one fails: slower with each order, and from then on the readers of the old stream hear
nothing. Here only the items named are copied and put back; what moto checks and applies stays its
own.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

Transact = Callable[[DynamoDBBackend, list[dict[str, Any]]], None]


@dataclass(frozen=True, slots=True)
class _Before:
    """One item as it was, and how many records its table's stream had."""

    table: Table
    hash_key: DynamoType
    range_key: DynamoType | None
    item: Item | None
    streamed: int


def install() -> None:
    """Replace the copying of whole tables in this process's moto; call it once."""
    Table.__deepcopy__ = _itself  # type: ignore[attr-defined]
    original = DynamoDBBackend.transact_write_items
    DynamoDBBackend.transact_write_items = _restoring(original)  # type: ignore[assignment, method-assign]


def _itself(table: Table, _memo: dict[int, Any]) -> Table:
    return table


def _restoring(original: Transact) -> Transact:
    def transact_write_items(
        backend: DynamoDBBackend, transact_items: list[dict[str, Any]]
    ) -> None:
        before = [
            _before(backend, operation)
            for transacted in transact_items
            for operation in transacted.values()
            if operation.get("TableName") in backend.tables
        ]
        try:
            original(backend, transact_items)
        except Exception:
            for one in before:
                _put_back(one)
            raise

    return transact_write_items


def _before(backend: DynamoDBBackend, operation: dict[str, Any]) -> _Before:
    table = backend.tables[operation["TableName"]]
    hash_key, range_key = backend.get_keys_value(table, operation.get("Key") or operation["Item"])
    item = copy.deepcopy(table.get_item(hash_key, range_key))
    streamed = len(table.stream_shard.items) if table.stream_shard is not None else 0
    return _Before(table, hash_key, range_key, item, streamed)


def _put_back(before: _Before) -> None:
    items: Any = before.table.items
    if before.range_key is not None:
        items, key = items[before.hash_key], before.range_key
    else:
        key = before.hash_key
    if before.item is None:
        items.pop(key, None)
    else:
        items[key] = before.item
    if before.table.stream_shard is not None:
        del before.table.stream_shard.items[before.streamed :]
