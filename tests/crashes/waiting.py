"""What writes set going, until it is done: records of the stream, messages of the queues."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sale_api.domain.order import Order
from sale_api.ports import Dead, Queue
from tests.crashes.runs import Run
from tests.simulation.books import Books
from tests.simulation.database import Database
from tests.simulation.outside import ATTEMPTS

BATCH = 25
MESSAGE = "message"
"""What ids of messages begin with, and so the keys of mails that are of no order."""


class Waiting:
    """All that waits for a worker, in order; the books hear of what is told and mailed."""

    def __init__(self, database: Database, books: Books) -> None:
        self.records: list[dict[str, Any]] = []
        self.post: list[tuple[Queue | Dead, dict[str, Any]]] = []
        self.mails = 0
        self._database = database
        self._books = books
        self._numbers = 0
        self._given_up: dict[str, list[dict[str, Any]]] = {}

    def take(self, run: Run, now: int) -> None:
        """Take what a write of this run has set going."""
        for _, record in self._database.changes():
            numbered = {**record, "SequenceNumber": str(self._next_number())}
            self.records.append({"dynamodb": numbered})
        for queue, body in self._database.messages():
            if "list" in body:
                self._books.note_told_entry(str(body["shopper"]), int(str(body["event"])))
            elif queue is not Queue.SIGN_IN:
                self._books.note_told(str(body["order"]), int(str(body["event"])))
            message = {"messageId": f"{MESSAGE}{self._next_number()}", "body": json.dumps(body)}
            self.post.append((queue, message))
        mails = self._database.mails()
        for key in mails[self.mails :]:
            if not key.startswith(MESSAGE):
                self._books.note_mail(key, run, run.begun, now)
        self.mails = len(mails)

    def next_batch(self) -> list[dict[str, Any]]:
        """Return the records that a stream hands over next: that of the first that waits."""
        of_lists = _is_of_a_list(self.records[0])
        batch = [each for each in self.records if _is_of_a_list(each) is of_lists][:BATCH]
        self._note_all(batch)
        return batch

    def give_up(self, batch: list[dict[str, Any]], shard: str) -> None:
        """Let a message that names a batch wait in its stead, as if it were redriven."""
        numbers = [_number_of(record) for record in batch]
        self.records = [each for each in self.records if _number_of(each) not in numbers]
        ends = {"startSequenceNumber": numbers[0], "endSequenceNumber": numbers[-1]}
        named = {"DDBStreamBatchInfo": {"streamArn": "arn", "shardId": shard, **ends}}
        message = {"messageId": f"{MESSAGE}{self._next_number()}", "body": json.dumps(named)}
        self._given_up[message["messageId"]] = batch
        self.post.append((Dead.RELAY, message))

    def done(self, batch: list[dict[str, Any]], response: Mapping[str, Any]) -> None:
        """Let go of the records before the first that failed."""
        failed = [each["itemIdentifier"] for each in response["batchItemFailures"]]
        numbers = [_number_of(record) for record in batch]
        gone = numbers[: numbers.index(failed[0])] if failed else numbers
        self.records = [each for each in self.records if _number_of(each) not in gone]

    def has_message(self, queue: Queue | Dead) -> bool:
        """Tell whether a message waits in a queue."""
        return any(each is queue for each, _ in self.post)

    def next_message(self, queue: Queue | Dead) -> dict[str, Any]:
        """Return the message of a queue that is delivered next; after it come the others."""
        place = next(place for place, (each, _) in enumerate(self.post) if each is queue)
        self.post.append(self.post.pop(place))
        message = self.post[-1][1]
        if queue is Dead.RELAY:
            self._note_all(self._given_up[message["messageId"]])
        return message

    def delivered(self, message: dict[str, Any]) -> None:
        """Let go of a message that is done."""
        self.post = [each for each in self.post if each[1] is not message]

    def _next_number(self) -> int:
        self._numbers += 1
        return self._numbers

    def _note_all(self, batch: list[dict[str, Any]]) -> None:
        for record in batch:
            self._note_news(record["dynamodb"])

    def _note_news(self, change: Mapping[str, Any]) -> None:
        if "list" in change.get("Keys", ()):
            return
        images = (change.get(name) for name in ("OldImage", "NewImage"))
        before, after = (self._database.standing_of(each) if each else None for each in images)
        known = len(before.history) if isinstance(before, Order) else 0
        if isinstance(after, Order):
            events = range(known + 1, len(after.history) + 1)
            self._books.note_news(after.order, events, ATTEMPTS)


def _is_of_a_list(record: Mapping[str, Any]) -> bool:
    return "list" in record["dynamodb"].get("Keys", ())


def _number_of(record: Mapping[str, Any]) -> str:
    number: str = record["dynamodb"]["SequenceNumber"]
    return number
