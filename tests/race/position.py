"""Keeps a stream's position in a file, as Lambda keeps it outside of what it calls.

A pump asks for the next records only when it is done with those before. So the place that it asks
for is where another one goes on after it was killed: the batch at hand comes once more.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from infra.local.stream_pump import Streams


class Remembering:
    """The streams' client, with places that outlive the process; one pump at a time."""

    def __init__(self, streams: Streams, file: Path) -> None:
        self._streams = streams
        self._file = file
        self._places: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
        self._shards: dict[str, str] = {}

    def list_streams(self, **request: Any) -> dict[str, Any]:
        return self._streams.list_streams(**request)

    def describe_stream(self, **request: Any) -> dict[str, Any]:
        return self._streams.describe_stream(**request)

    def get_shard_iterator(self, **request: Any) -> dict[str, Any]:
        shard = request["ShardId"]
        if shard not in self._places:
            self._places[shard] = self._streams.get_shard_iterator(**request)["ShardIterator"]
        self._shards[self._places[shard]] = shard
        return {"ShardIterator": self._places[shard]}

    def get_records(self, **request: Any) -> dict[str, Any]:
        place = request["ShardIterator"]
        shard = self._shards[place]
        self._remember(shard, place)
        answer = self._streams.get_records(**request)
        del self._shards[place]
        if following := answer.get("NextShardIterator"):
            self._shards[following] = shard
        return answer

    def _remember(self, shard: str, place: str) -> None:
        self._places[shard] = place
        fresh = self._file.with_suffix(".new")
        fresh.write_text(json.dumps(self._places))
        fresh.replace(self._file)
