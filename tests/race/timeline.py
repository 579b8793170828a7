"""What lots had on sale, over time, as an onlooker reads it from the tables.

A lot's `available` only falls while the sale's generation stays the same: the keeper bumps it in
the transaction that raises a lot. So one look at the lots after an instant says what they had at
least before it, back to the last look that saw the same generation.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.race.heard import Refused

_EVERY_SECONDS: Final = 0.15
_SECOND_NS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Look:
    """One look: `most` is the largest number that one lot had, read before the generation was."""

    began_at: int
    ended_at: int
    generation: int
    most: int


def wrongly_refused(looks: Sequence[Look], refused: Refused) -> bool:
    """Tell whether a lot had the units throughout the request and the second before it.

    Says no wherever that is not certain: between two looks with different generations.
    """
    bracket = _around(looks, refused)
    if bracket is None:
        return False
    before, after = bracket
    return before.generation == after.generation and after.most >= refused.quantity


def could_be_judged(looks: Sequence[Look], refused: Refused) -> bool:
    """Tell whether nothing was raised around this refusal, so that the looks decide."""
    bracket = _around(looks, refused)
    return bracket is not None and bracket[0].generation == bracket[1].generation


def _around(looks: Sequence[Look], refused: Refused) -> tuple[Look, Look] | None:
    """Give the last look that ended a second before the request, the first begun after it."""
    ended = [look.ended_at for look in looks]
    began = [look.began_at for look in looks]
    before = bisect_right(ended, refused.sent_at - _SECOND_NS) - 1
    after = bisect_left(began, refused.answered_at)
    return (looks[before], looks[after]) if before >= 0 and after < len(looks) else None


class Timeline(threading.Thread):
    """Looks at a sale's lots again and again, by bare requests, while the engine is there."""

    def __init__(self, dynamodb: Any, *, prefix: str, sale: str) -> None:
        super().__init__(name="timeline", daemon=True)
        self.looks: list[Look] = []
        self._dynamodb = dynamodb
        self._prefix = prefix
        self._sale = sale
        self._stop_it = threading.Event()

    def run(self) -> None:
        """Look until told to stop, and once more then."""
        stopping = False
        while not stopping:
            stopping = self._stop_it.wait(_EVERY_SECONDS)
            try:
                self.looks.append(self._look())
            except (BotoCoreError, ClientError):
                continue

    def stop(self) -> None:
        """End the looking."""
        self._stop_it.set()
        self.join()

    def _look(self) -> Look:
        began_at = time.monotonic_ns()
        pages = self._dynamodb.get_paginator("scan")
        items = (
            item
            for page in pages.paginate(
                TableName=f"{self._prefix}lots",
                ConsistentRead=True,
                ProjectionExpression="lot, available",
            )
            for item in page["Items"]
        )
        most = max(
            (
                int(item["available"]["N"])
                for item in items
                if item["lot"]["S"].rpartition("#")[0] == self._sale
            ),
            default=0,
        )
        levels = self._dynamodb.get_item(
            TableName=f"{self._prefix}levels",
            Key={"sale": {"S": self._sale}},
            ConsistentRead=True,
        )
        generation = int(levels["Item"]["generation"]["N"])
        return Look(began_at, time.monotonic_ns(), generation, most)
