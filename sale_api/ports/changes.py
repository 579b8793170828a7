"""Changes: what a change stream still holds, to be read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct


class Position(Struct, frozen=True):
    """A part of a change stream: the shard, and the numbers of its first and last change."""

    stream: str
    shard: str
    first: str
    last: str


class Gone(Exception):  # noqa: N818 - an outcome that callers handle, not an error of ours
    """When a stream does not hold a change any more: it keeps each for a day."""


class Changes(Protocol):
    """The change streams, from which whoever passes changes on is fed."""

    def between(self, position: Position) -> Sequence[Mapping[str, Any]]:
        """Return all changes of a part, in their order, as the stream hands them over.

        There may be more than failed: a shard is read by several side by side. `Gone` if the first
        is not there any more. One request, and one for each thousand changes or megabyte.
        """
