"""What writes set going, until it is done: records of the stream, messages of the queues."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sale_api.domain.order import Order
from sale_api.ports import Queue
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
        self.post: list[tuple[Queue, dict[str, Any]]] = []
        self.mails = 0
        self._database = database
        self._books = books
        self._numbers = 0

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
        for record in batch:
            self._note_news(record["dynamodb"])
        return batch

    def done(self, batch: list[dict[str, Any]], response: Mapping[str, Any]) -> None:
        """Let go of the records before the first that failed."""
        failed = [each["itemIdentifier"] for each in response["batchItemFailures"]]
        numbers = [_number_of(record) for record in batch]
        gone = numbers[: numbers.index(failed[0])] if failed else numbers
        self.records = [each for each in self.records if _number_of(each) not in gone]

    def has_message(self, queue: Queue) -> bool:
        """Tell whether a message waits in a queue."""
        return any(each is queue for each, _ in self.post)

    def next_message(self, queue: Queue) -> dict[str, Any]:
        """Return the message of a queue that is delivered next; after it come the others."""
        place = next(place for place, (each, _) in enumerate(self.post) if each is queue)
        self.post.append(self.post.pop(place))
        return self.post[-1][1]

    def delivered(self, message: dict[str, Any]) -> None:
        """Let go of a message that is done."""
        self.post = [each for each in self.post if each[1] is not message]

    def _next_number(self) -> int:
        self._numbers += 1
        return self._numbers

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
