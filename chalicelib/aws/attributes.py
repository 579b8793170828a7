"""Attributes of PynamoDB's models that hold values of the domain."""

from __future__ import annotations

from typing import Any, TypeVar

from pynamodb.attributes import Attribute

from chalicelib.aws.wire import packed, type_of, unpacked
from sale_api.domain.levels import HOLDER_BYTES

T = TypeVar("T")


class Field(Attribute[T]):
    """An attribute that holds a value of one kind: `Field[Plan](Plan)`."""

    def __init__(self, kind: Any, **options: Any) -> None:
        """Take the kind, which the wire's reader understands, and PynamoDB's own options."""
        super().__init__(**options)
        self.kind = kind
        self.attr_type = type_of(kind)

    def serialize(self, value: T) -> Any:
        """Return the content that goes over the wire."""
        return packed(value)[self.attr_type]

    def deserialize(self, value: Any) -> T:
        """Return the value."""
        unwrapped: T = unpacked(self.kind, value)
        return unwrapped


class LevelsField(Attribute[tuple[int, ...]]):
    """The levels of a sale's lots: one byte a lot."""

    attr_type = "B"

    def serialize(self, value: tuple[int, ...]) -> bytes:
        """Return the bytes."""
        return bytes(value)

    def deserialize(self, value: bytes) -> tuple[int, ...]:
        """Return the levels."""
        return tuple(value)


class MarksField(Attribute[frozenset[bytes]]):
    """The marks of holders, one after the other; sorted, so that the same are the same bytes."""

    attr_type = "B"

    def serialize(self, value: frozenset[bytes]) -> bytes:
        """Return the bytes."""
        return b"".join(sorted(value))

    def deserialize(self, value: bytes) -> frozenset[bytes]:
        """Return the marks."""
        starts = range(0, len(value), HOLDER_BYTES)
        return frozenset(value[start : start + HOLDER_BYTES] for start in starts)
