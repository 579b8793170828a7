"""Memory that the harness shares with the processes it kills: who writes just now, and as whom.

A place for each process, by its name. A process announces each write to DynamoDB just before it is
sent, and once it was answered, so a kill can be timed, and measured, by the write it hits.
Instants are nanoseconds on the machine's monotonic clock, one for all processes.
"""

from __future__ import annotations

import mmap
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SETTING: Final = "SALE_RACE_BOARD"
WRITES: Final = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem")
_PID, _WRITES, _SENT_AT, _ANSWERED_AT = range(4)
_NUMBERS: Final = 4
_BYTES: Final = 8


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
    """The shared memory: `names` in the order in which all who share it know them.

    Each number is written by itself, in one store of eight bytes, so no reader sees half of one.
    """

    def __init__(self, file: Path, names: Sequence[str]) -> None:
        self.names = tuple(names)
        size = _NUMBERS * _BYTES * len(self.names)
        if not file.exists():
            file.write_bytes(bytes(size))
        with file.open("r+b") as opened:
            self._numbers = memoryview(mmap.mmap(opened.fileno(), size)).cast("q")

    def read(self, name: str) -> Place:
        """Read one process's place."""
        return Place(*self._place(name))

    def announcer(self, name: str) -> Announcer:
        """Take the place of `name` for this process."""
        return Announcer(self._place(name))

    def _place(self, name: str) -> memoryview[int]:
        first = self.names.index(name) * _NUMBERS
        return self._numbers[first : first + _NUMBERS]


class Announcer:
    """Writes one process's place; hooked into its client of DynamoDB."""

    def __init__(self, place: memoryview[int]) -> None:
        self._place = place
        place[_PID] = os.getpid()

    def watch(self, client: Any) -> None:
        """Announce every write that this client sends, repetitions too."""
        for operation in WRITES:
            client.meta.events.register(f"before-send.dynamodb.{operation}", self._sending)
            client.meta.events.register(f"response-received.dynamodb.{operation}", self._answered)

    def _sending(self, **_: Any) -> None:
        self._place[_SENT_AT] = time.monotonic_ns()
        self._place[_WRITES] += 1

    def _answered(self, **_: Any) -> None:
        self._place[_ANSWERED_AT] = time.monotonic_ns()
