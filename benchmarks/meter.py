"""A meter below the adapters: every request to DynamoDB, and what it consumed by the engine's word.

Asks for the consumed capacity of each request, whatever the adapters asked for. Of a refused write
no engine tells what it consumed; DynamoDB charges it like one that succeeds, so it is counted by
the size of the item that refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final

KILOBYTE: Final = 1024
READING: Final = frozenset({"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"})
OF_A_TRANSACTION: Final = 2
"""A transaction writes each item twice: to prepare, and to commit."""


@dataclass
class Counts:
    """Requests by operation, and units."""

    operations: dict[str, int] = field(default_factory=dict)
    read_units: float = 0
    write_units: float = 0

    @property
    def requests(self) -> int:
        """All requests, repeated ones too."""
        return sum(self.operations.values())

    @property
    def reads(self) -> int:
        """The requests that read."""
        return sum(n for name, n in self.operations.items() if name in READING)

    @property
    def writes(self) -> int:
        """The requests that write, refused ones too."""
        return self.requests - self.reads


class Meter:
    """Counts what clients send."""

    def __init__(self, *clients: Any) -> None:
        """Take the clients, and listen to them from now on."""
        self._counts = Counts()
        for client in clients:
            events = client.meta.events
            events.register("provide-client-params.dynamodb.*", _asking)
            events.register("after-call.dynamodb.*", self._note)

    @contextmanager
    def counting(self) -> Iterator[Counts]:
        """Count what is sent in a block."""
        before, self._counts = self._counts, Counts()
        try:
            yield self._counts
        finally:
            self._counts = before

    def _note(self, model: Any, parsed: Mapping[str, Any], **_: Any) -> None:
        counts, operation = self._counts, model.name
        again = parsed["ResponseMetadata"].get("RetryAttempts", 0)
        counts.operations[operation] = counts.operations.get(operation, 0) + 1 + again
        if operation in READING:
            counts.read_units += _consumed(parsed)
        elif "Error" in parsed:
            counts.write_units += _refused(parsed)
        else:
            counts.write_units += _consumed(parsed)


def _asking(params: dict[str, Any], model: Any, **_: Any) -> dict[str, Any]:
    if model.input_shape and "ReturnConsumedCapacity" in model.input_shape.members:
        return {**params, "ReturnConsumedCapacity": "TOTAL"}
    return params


def _consumed(parsed: Mapping[str, Any]) -> float:
    consumed = parsed.get("ConsumedCapacity", [])
    each = consumed if isinstance(consumed, list) else [consumed]
    return float(sum(table["CapacityUnits"] for table in each))


def _refused(parsed: Mapping[str, Any]) -> float:
    if parsed["Error"]["Code"] == "TransactionCanceledException":
        reasons = parsed["CancellationReasons"]
        return sum(OF_A_TRANSACTION * units_of(reason.get("Item", {})) for reason in reasons)
    if parsed["Error"]["Code"] == "ConditionalCheckFailedException":
        return units_of(parsed.get("Item", {}))
    return 0


def units_of(item: Mapping[str, Mapping[str, Any]]) -> int:
    """Return the write units of an item as it goes over the wire: one for each begun kilobyte."""
    return max(
        1, ceil(sum(len(name.encode()) + _size(each) for name, each in item.items()) / KILOBYTE)
    )


def _size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            return len(content)
        case "N":
            return len(content.lstrip("-0.")) // 2 + 2
        case "M":
            inner = sum(len(name.encode()) + _size(each) + 1 for name, each in content.items())
            return 3 + inner
        case "L":
            return 3 + sum(_size(each) + 1 for each in content)
    return 1
