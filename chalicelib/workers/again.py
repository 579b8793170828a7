"""What the queue `relay` calls: changes that the relay gave up are read and passed on once more.

Each message names a part of a change stream, as Lambda wrote it among the dead letters. Other
changes were passed on since then; an older one after them does no harm, since messages name an
event, summaries carry a version, and giving back recognises itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.wiring import System, system
from chalicelib.workers.batches import Failures, each
from chalicelib.workers.stream import passed_on
from sale_api.ports import Gone, Position, Unknown

BATCH = 100
"""As many as the relay gets at once."""

Record = Mapping[str, Any]


def passed_on_again(event: Mapping[str, Any]) -> Failures:
    """Pass on what each message names; one of which any change is left over comes again."""
    running = system()

    def handle(message: Record) -> None:
        position = _position_in(message["body"])
        try:
            records = running.changes.between(position)
        except Gone:
            running.log.fault("changes_gone", shard=position.shard, first=position.first)
            raise
        parts = [records[start : start + BATCH] for start in range(0, len(records), BATCH)]
        if left := [number for part in parts for number in _left(part, running)]:
            raise Unknown(f"{len(left)} changes were not passed on")

    return each(event["Records"], handle, running.log)


def _position_in(body: str) -> Position:
    named = json.loads(body)["DDBStreamBatchInfo"]
    return Position(
        stream=named["streamArn"],
        shard=named["shardId"],
        first=named["startSequenceNumber"],
        last=named["endSequenceNumber"],
    )


def _left(records: Sequence[Record], running: System) -> list[str]:
    """Return the numbers of the changes that were not passed on; one holds up no other.

    A batch that fails is halved until what fails is alone.
    """
    first = records[0]["dynamodb"]["SequenceNumber"]
    try:
        if not passed_on({"Records": records})["batchItemFailures"]:
            return []
    except Exception as error:  # noqa: BLE001 - whatever it is, it is one change's alone
        running.log.fault("change_failed", error, sequence_number=first)
    if len(records) == 1:
        return [first]
    half = len(records) // 2
    return [*_left(records[:half], running), *_left(records[half:], running)]
