"""What Lambda does for a change stream: batches in order, again from the first that failed.

Begins at the oldest record (`TRIM_HORIZON`), shard by shard, and looks for new shards. A handler
that raises gets half the batch, down to the single record; a record that fails `ATTEMPTS` times
goes to the dead-letter queue, by its number, as Lambda's failure destination does it; else it would
stop the stream. One batch in twenty is handed over twice, beginning with the first.
"""

import base64
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from infra.local.queue_pump import TWICE_EVERY, Event, Handler, failed_items, seldom

BATCH: Final = 100
ATTEMPTS: Final = 10
IDLE_STEPS_BEFORE_A_LOOK: Final = 10
_LONGEST_PAUSE_SECONDS: Final = 2.0

log = logging.getLogger("infra.local.pumps")


class Streams(Protocol):
    """The part of botocore's client for DynamoDB streams that a pump needs."""

    def list_streams(self, **request: Any) -> dict[str, Any]:
        """Name the streams of a table."""

    def describe_stream(self, **request: Any) -> dict[str, Any]:
        """Name the shards of a stream."""

    def get_shard_iterator(self, **request: Any) -> dict[str, Any]:
        """Give the place to read from."""

    def get_records(self, **request: Any) -> dict[str, Any]:
        """Give records and the next place."""


class StreamPump:
    """Moves one table's changes into one handler."""

    def __init__(
        self,
        streams: Streams,
        *,
        table: str,
        handler: Handler,
        pause: Callable[[float], bool],
        bury: Callable[[Event, str], object],
        always_twice: Callable[[], bool] = seldom,
    ) -> None:
        """Pump the newest stream of `table`.

        `pause` waits so many seconds before a retry, and says whether the pump is to stop; `bury`
        takes a record that is given up, and its shard. While `always_twice` says so, every batch
        comes twice.
        """
        self._streams = streams
        self._table = table
        self._handler = handler
        self._pause = pause
        self._bury = bury
        self._always_twice = always_twice
        self._arn = ""
        self._places: dict[str, str | None] = {}
        self._handed_over = 0
        self._idle_steps = 0

    def look_for_shards(self) -> None:
        """Begin to read shards that were not there before; parents stand before their children."""
        if not self._arn:
            listed = self._streams.list_streams(TableName=self._table)["Streams"]
            if not listed:
                return
            self._arn = listed[-1]["StreamArn"]
        description = self._streams.describe_stream(StreamArn=self._arn)["StreamDescription"]
        for shard in description["Shards"]:
            if shard["ShardId"] not in self._places:
                self._places[shard["ShardId"]] = self._streams.get_shard_iterator(
                    StreamArn=self._arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
                )["ShardIterator"]

    def step(self) -> int:
        """Move one batch of each shard; give how many records came."""
        came = 0
        for shard, place in self._places.items():
            if place is None:
                continue
            answer = self._streams.get_records(ShardIterator=place, Limit=BATCH)
            records = [lambda_record(record, self._arn) for record in answer["Records"]]
            if records:
                self._hand_over(records, shard)
            self._places[shard] = answer.get("NextShardIterator")
            came += len(records)
        self._idle_steps = 0 if came else self._idle_steps + 1
        if self._idle_steps == IDLE_STEPS_BEFORE_A_LOOK or not self._places:
            self.look_for_shards()
            self._idle_steps = 0
        return came

    def _hand_over(self, records: list[Event], shard: str) -> None:
        self._until_done(records, shard)
        if self._handed_over % TWICE_EVERY == 0 or self._always_twice():
            self._until_done(records, shard)
        self._handed_over += 1

    def _until_done(self, records: list[Event], shard: str) -> None:
        pending, size, attempts = records, len(records), 0
        while pending:
            done, raised = self._try(pending[:size])
            pending = pending[done:]
            if done:
                attempts = 0
            if done and not raised:
                size = len(pending)
                continue
            attempts += 1
            size = max(1, size // 2) if raised else len(pending)
            if attempts >= ATTEMPTS:
                number = pending[0]["dynamodb"]["SequenceNumber"]
                log.error("Record %s failed %d times and was given up.", number, attempts)
                self._bury(pending[0], shard)
                pending, attempts = pending[1:], 0
                size = len(pending)
            elif self._pause(min(0.1 * 2**attempts, _LONGEST_PAUSE_SECONDS)):
                return

    def _try(self, records: list[Event]) -> tuple[int, bool]:
        """Call the handler; give how many from the front are done, and whether it raised."""
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        try:
            failed = failed_items(self._handler({"Records": records}, None), numbers)
        except Exception as error:  # noqa: BLE001 - Lambda survives whatever a handler raises
            log.error("A batch of %d failed: %s: %s", len(records), type(error).__name__, error)  # noqa: TRY400
            return 0, True
        return min((numbers.index(number) for number in failed), default=len(numbers)), False


def lambda_record(record: Mapping[str, Any], arn: str) -> Event:
    """Give a stream's record as Lambda hands it over: seconds for instants, base64 for bytes."""
    changed = dict(record["dynamodb"])
    created = changed.get("ApproximateCreationDateTime")
    if isinstance(created, datetime):
        changed["ApproximateCreationDateTime"] = created.timestamp()
    for image in {"Keys", "NewImage", "OldImage"} & changed.keys():
        changed[image] = _plain(changed[image])
    return {**record, "dynamodb": changed, "eventSourceARN": arn}


def failure_of(record: Event, shard: str) -> Event:
    """Give what Lambda tells its failure destination: which record, not what it held."""
    changed = record["dynamodb"]
    number, created = changed["SequenceNumber"], changed.get("ApproximateCreationDateTime", 0)
    arrived = datetime.fromtimestamp(int(created), tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    batch = {
        "shardId": shard,
        "startSequenceNumber": number,
        "endSequenceNumber": number,
        "approximateArrivalOfFirstRecord": arrived,
        "approximateArrivalOfLastRecord": arrived,
        "batchSize": 1,
        "streamArn": record["eventSourceARN"],
    }
    call = {"condition": "RetryAttemptsExhausted", "approximateInvokeCount": ATTEMPTS}
    return {"requestContext": call, "version": "1.0", "DDBStreamBatchInfo": batch}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    return value
