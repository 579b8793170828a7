"""Memory that the harness shares with the processes it kills: who writes just now, and as whom.

A place for each process, by its name. A process announces each write to DynamoDB just before it is
sent, and once it was answered, so a kill can be timed, and measured, by the write it hits.
Instants are nanoseconds on the machine's monotonic clock, one for all processes.
"""

from __future__ import annotations

import mmap
import os
import struct
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SETTING: Final = "SALE_RACE_BOARD"
WRITES: Final = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem")
_PLACE: Final = struct.Struct("=qqqq")


@dataclass(frozen=True, slots=True)
class Place:
    """What stands in a process's place: its id, how many writes, when the last began and ended."""

    pid: int
    writes: int
    sent_at: int
    answered_at: int

    @property
    def in_flight(self) -> bool:
        """Whether a write was sent and is not answered."""
        return self.sent_at > self.answered_at

    def nearest_write(self, at: int) -> int:
        """How far an instant is from the nearest write: nought while one is under way."""
        if self.in_flight and at >= self.sent_at:
            return at - self.sent_at
        return min(abs(at - self.sent_at), abs(at - self.answered_at))


class Board:
    """The shared memory: `names` in the order in which all who share it know them."""

    def __init__(self, file: Path, names: Sequence[str]) -> None:
        self.names = tuple(names)
        size = _PLACE.size * len(self.names)
        if not file.exists():
            file.write_bytes(bytes(size))
        with file.open("r+b") as opened:
            self._memory = mmap.mmap(opened.fileno(), size)

    def read(self, name: str) -> Place:
        """Read one process's place."""
        return Place(*_PLACE.unpack_from(self._memory, self._offset(name)))

    def announcer(self, name: str) -> Announcer:
        """Take the place of `name` for this process."""
        return Announcer(self._memory, self._offset(name))

    def _offset(self, name: str) -> int:
        return self.names.index(name) * _PLACE.size


class Announcer:
    """Writes one process's place; hooked into its client of DynamoDB."""

    def __init__(self, memory: mmap.mmap, offset: int) -> None:
        self._memory = memory
        self._offset = offset
        self._place = Place(os.getpid(), 0, 0, 0)
        self._show()

    def watch(self, client: Any) -> None:
        """Announce every write that this client sends, repetitions too."""
        for operation in WRITES:
            client.meta.events.register(f"before-send.dynamodb.{operation}", self._sending)
            client.meta.events.register(f"response-received.dynamodb.{operation}", self._answered)

    def _sending(self, **_: Any) -> None:
        place = self._place
        self._place = Place(place.pid, place.writes + 1, time.monotonic_ns(), place.answered_at)
        self._show()

    def _answered(self, **_: Any) -> None:
        place = self._place
        self._place = Place(place.pid, place.writes, place.sent_at, time.monotonic_ns())
        self._show()

    def _show(self) -> None:
        place = self._place
        _PLACE.pack_into(
            self._memory,
            self._offset,
            place.pid,
            place.writes,
            place.sent_at,
            place.answered_at,
        )
