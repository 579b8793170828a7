from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from infra.local.stream_pump import StreamPump
from tests.race.position import Remembering


class Streams:
    """One shard of six records; a place is the number of the next one."""

    def list_streams(self, **_: Any) -> dict[str, Any]:
        return {"Streams": [{"StreamArn": "arn"}]}

    def describe_stream(self, **_: Any) -> dict[str, Any]:
        return {"StreamDescription": {"Shards": [{"ShardId": "shard"}]}}

    def get_shard_iterator(self, **_: Any) -> dict[str, Any]:
        return {"ShardIterator": "0"}

    def get_records(self, **request: Any) -> dict[str, Any]:
        begin = int(request["ShardIterator"])
        end = min(6, begin + 2)
        records = [
            {"dynamodb": {"SequenceNumber": str(number), "Keys": {}}}
            for number in range(begin, end)
        ]
        return {"Records": records, "NextShardIterator": str(end)}


class Handler:
    """Notes the numbers of what it was given, and dies in the batch that begins with one."""

    def __init__(self, dies_at: str = "") -> None:
        self.seen: list[str] = []
        self._dies_at = dies_at

    def __call__(self, event: dict[str, Any], _context: None) -> None:
        numbers = [record["dynamodb"]["SequenceNumber"] for record in event["Records"]]
        if numbers[0] == self._dies_at:
            raise KeyboardInterrupt
        self.seen += numbers


def pump_of(handler: Handler, file: Path) -> StreamPump:
    return StreamPump(
        Remembering(Streams(), file),
        table="orders",
        handler=handler,
        pause=lambda _: False,
        bury=lambda _, __: None,
    )


def test_a_new_pump_begins_with_the_batch_that_the_killed_one_had(tmp_path: Path) -> None:
    first, second = Handler(dies_at="2"), Handler()
    pump = pump_of(first, tmp_path / "position")
    pump.look_for_shards()
    pump.step()
    with pytest.raises(KeyboardInterrupt):
        pump.step()

    again = pump_of(second, tmp_path / "position")
    again.look_for_shards()
    again.step()
    again.step()

    assert sorted(set(first.seen)) == ["0", "1"]
    assert sorted(set(second.seen)) == ["2", "3", "4", "5"]
