import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from infra.local.queue_pump import QueuePump
from infra.local.stream_pump import (
    ATTEMPTS,
    IDLE_STEPS_BEFORE_A_LOOK,
    StreamPump,
    failure_of,
    lambda_record,
)

Event = dict[str, Any]


class FakeQueue:
    """A queue of one client: what was not deleted comes back at the next receive."""

    def __init__(self, bodies: Sequence[str]) -> None:
        self.messages = [
            {
                "MessageId": f"m-{body}",
                "ReceiptHandle": f"r-{body}",
                "Body": body,
                "MD5OfBody": "",
                "Attributes": {"ApproximateReceiveCount": "1"},
                "MessageAttributes": {"kind": {"DataType": "String", "StringValue": "x"}},
            }
            for body in bodies
        ]

    def receive_message(self, **request: Any) -> dict[str, Any]:
        batch = self.messages[: request["MaxNumberOfMessages"]]
        return {"Messages": batch} if batch else {}

    def delete_message_batch(self, **request: Any) -> dict[str, Any]:
        gone = {entry["ReceiptHandle"] for entry in request["Entries"]}
        self.messages = [one for one in self.messages if one["ReceiptHandle"] not in gone]
        return {}


class Handler:
    """Keeps what it was handed; answers and raises as it is told, one call after the other."""

    def __init__(self, *answers: Any) -> None:
        self.batches: list[list[str]] = []
        self.events: list[Event] = []
        self._answers = list(answers)

    def __call__(self, event: Event, _context: None) -> Any:
        self.events.append(event)
        self.batches.append([_name(record) for record in event["Records"]])
        answer = self._answers.pop(0) if self._answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer


def _name(record: Event) -> str:
    return str(record["body"] if "body" in record else record["dynamodb"]["SequenceNumber"])


def failures(*names: str) -> Event:
    return {"batchItemFailures": [{"itemIdentifier": name} for name in names]}


def pump_of(queue: FakeQueue, handler: Handler) -> QueuePump:
    return QueuePump(queue, url="u", name="notices", region="eu-central-1", handler=handler)


def numbers(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


def test_one_message_in_twenty_is_handed_over_twice() -> None:
    queue, handler = FakeQueue(numbers(1, 40)), Handler()
    pump = pump_of(queue, handler)

    while pump.step():
        pass

    handed = [name for batch in handler.batches for name in batch]
    assert sorted(handed, key=int) == sorted([*numbers(1, 40), "1", "21"], key=int)
    assert queue.messages == []


def test_a_queue_s_record_is_what_lambda_sends() -> None:
    handler = Handler()

    pump_of(FakeQueue(["a"]), handler).step()

    (record,) = handler.events[0]["Records"]
    assert record == {
        "messageId": "m-a",
        "receiptHandle": "r-a",
        "body": "a",
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {
            "kind": {
                "stringValue": "x",
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": "String",
            }
        },
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:notices",
        "awsRegion": "eu-central-1",
    }


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        (failures("m-b"), None, ["b"]),
        (None, failures("m-a"), ["a"]),
        (failures("who?"), None, ["a", "b", "c"]),
        (failures(""), None, ["a", "b", "c"]),
        ({"batchItemFailures": None}, {}, []),
    ],
)
def test_only_what_did_not_fail_is_deleted(first: Any, second: Any, left: list[str]) -> None:
    queue = FakeQueue(["a", "b", "c"])

    pump_of(queue, Handler(first, second)).step()

    assert [message["Body"] for message in queue.messages] == left


def test_a_handler_that_raises_costs_one_sentence_and_no_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    queue = FakeQueue(["a", "b"])

    with caplog.at_level(logging.ERROR):
        pump_of(queue, Handler(ValueError("bad"))).step()

    assert [message["Body"] for message in queue.messages] == ["a", "b"]
    assert [record.getMessage() for record in caplog.records] == [
        "A batch of 2 failed: ValueError: bad"
    ]


class FakeStream:
    """Shards with records by sequence number; a place is `shard:index`."""

    def __init__(self, **shards: Sequence[str]) -> None:
        self.shards = {name: list(records) for name, records in shards.items()}

    def list_streams(self, **_request: Any) -> dict[str, Any]:
        return {"Streams": [{"StreamArn": "old"}, {"StreamArn": "arn"}]}

    def describe_stream(self, **request: Any) -> dict[str, Any]:
        assert request["StreamArn"] == "arn"
        return {"StreamDescription": {"Shards": [{"ShardId": name} for name in self.shards]}}

    def get_shard_iterator(self, **request: Any) -> dict[str, Any]:
        assert request["ShardIteratorType"] == "TRIM_HORIZON"
        return {"ShardIterator": f"{request['ShardId']}:0"}

    def get_records(self, **request: Any) -> dict[str, Any]:
        shard, _, index = request["ShardIterator"].partition(":")
        batch = self.shards[shard][int(index) :][: request["Limit"]]
        records = [{"eventID": one, "dynamodb": {"SequenceNumber": one}} for one in batch]
        return {"Records": records, "NextShardIterator": f"{shard}:{int(index) + len(batch)}"}


class Pumping:
    """A stream pump whose pauses cost nothing and whose dead letters are kept."""

    def __init__(self, stream: FakeStream, handler: Handler) -> None:
        self.pauses: list[float] = []
        self.buried: list[str] = []
        self.pump = StreamPump(
            stream, table="orders", handler=handler, pause=self._pause, bury=self._bury
        )
        self.pump.look_for_shards()

    def _pause(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        return False

    def _bury(self, record: Event, shard: str) -> None:
        named = failure_of(record, shard)["DDBStreamBatchInfo"]
        self.buried.append(f"{named['shardId']} {named['startSequenceNumber']}")


def test_a_stream_is_handed_over_in_order_and_its_first_batch_twice() -> None:
    handler = Handler()
    pumping = Pumping(FakeStream(a=numbers(1, 150)), handler)

    came = [pumping.pump.step() for _ in range(3)]

    assert came == [100, 50, 0]
    assert handler.batches == [numbers(1, 100), numbers(1, 100), numbers(101, 150)]


def test_a_stream_is_retried_from_the_first_record_that_failed() -> None:
    handler = Handler(failures("4", "3"), failures("3"))
    pumping = Pumping(FakeStream(a=numbers(1, 5)), handler)

    pumping.pump.step()

    assert handler.batches[:3] == [numbers(1, 5), numbers(3, 5), numbers(3, 5)]
    assert len(pumping.pauses) == 1


def test_a_batch_that_raises_is_halved_and_a_poisonous_record_given_up() -> None:
    class Poisoned(Handler):
        def __call__(self, event: Event, context: None) -> Any:
            super().__call__(event, context)
            if "3" in self.batches[-1]:
                raise ValueError("poison")

    handler = Poisoned()
    pumping = Pumping(FakeStream(a=numbers(1, 4)), handler)

    pumping.pump.step()

    assert handler.batches[:3] == [numbers(1, 4), numbers(1, 2), numbers(3, 4)]
    assert pumping.buried == ["a 3", "a 3"]  # the batch is handed over twice
    assert handler.batches[-1] == ["4"]
    assert handler.batches.count(["3"]) == 2 * (ATTEMPTS - 1)


def test_new_shards_are_found_when_nothing_else_comes() -> None:
    stream, handler = FakeStream(a=["1"]), Handler()
    pumping = Pumping(stream, handler)
    pumping.pump.step()
    stream.shards["b"] = ["2"]

    came = [pumping.pump.step() for _ in range(IDLE_STEPS_BEFORE_A_LOOK + 1)]

    assert came == [*[0] * IDLE_STEPS_BEFORE_A_LOOK, 1]
    assert handler.batches[-1] == ["2"]


def test_a_stream_s_record_has_seconds_for_instants_and_base64_for_bytes() -> None:
    changed = {
        "ApproximateCreationDateTime": datetime(2009, 7, 15, 7, tzinfo=UTC),
        "Keys": {"order": {"S": "o1"}},
        "NewImage": {"levels": {"B": b"\x01\x02"}, "list": {"L": [{"B": b"\x03"}]}},
        "SequenceNumber": "7",
    }

    record = lambda_record({"eventName": "INSERT", "dynamodb": changed}, "arn")

    assert record["eventSourceARN"] == "arn"
    assert record["dynamodb"]["ApproximateCreationDateTime"] == 1_247_641_200.0
    assert record["dynamodb"]["NewImage"] == {
        "levels": {"B": "AQI="},
        "list": {"L": [{"B": "Aw=="}]},
    }
    assert record["dynamodb"]["Keys"] == {"order": {"S": "o1"}}


def test_a_record_that_is_given_up_is_named_as_lambda_names_it() -> None:
    changed = {"ApproximateCreationDateTime": 1_247_641_200.0, "SequenceNumber": "7"}
    record = {"dynamodb": changed, "eventSourceARN": "arn"}

    failure = failure_of(record, "shard-1")

    assert failure["DDBStreamBatchInfo"] == {
        "shardId": "shard-1",
        "startSequenceNumber": "7",
        "endSequenceNumber": "7",
        "approximateArrivalOfFirstRecord": "2009-07-15T07:00:00Z",
        "approximateArrivalOfLastRecord": "2009-07-15T07:00:00Z",
        "batchSize": 1,
        "streamArn": "arn",
    }
