"""Messages to the workers, on SQS."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from chalicelib.aws.session import answered, client
from sale_api.ports import Dead, DeadLetter, Queue, Unknown

BATCH = 10

DEAD = "-dead"
"""What the name of a dead-letter queue adds to that of its queue, in the address too."""

WAITING = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
"""Those that nobody has taken, and those that somebody is at: neither is done."""

REDRIVE_SECONDS = 30
"""So long a dead letter is hidden while it is sent again; if that fails it is there as before."""

WAIT_SECONDS = 1
"""Without any SQS may look in a part of its machines only, and find nothing."""


class SqsQueues:
    """`sale_api.ports.Queues`."""

    def __init__(self, urls: Mapping[Queue, str]) -> None:
        """Take the address of each queue."""
        self._urls = urls

    def send(self, queue: Queue, bodies: Iterable[Mapping[str, object]]) -> None:
        """Send messages, ten a request. `Unknown` if any was not taken; others may have been."""
        texts = (json.dumps(body, separators=(",", ":")) for body in bodies)
        _send(self._urls[queue], texts)

    def depths(self) -> Mapping[Queue, tuple[int, int]]:
        """Return how many messages wait, and how many are dead. Two requests for each queue."""
        return {
            queue: (self._depth(url), self._depth(f"{url}{DEAD}"))
            for queue, url in self._urls.items()
        }

    def dead(self, dead: Dead) -> Sequence[DeadLetter]:
        """Look at up to ten dead letters; whoever looks next sees them, too. One request."""
        letters = _received(f"{self._url_of(dead)}{DEAD}", BATCH, hidden=0)
        return [_letter_of(letter) for letter in letters]

    def redrive(self, dead: Dead, most: int) -> int:
        """Send up to so many dead letters again, then delete them. Three requests for each ten."""
        url, sent = self._url_of(dead), 0
        while sent < most:
            letters = _received(f"{url}{DEAD}", min(BATCH, most - sent), hidden=REDRIVE_SECONDS)
            if not letters:
                break
            _send(url, [letter["Body"] for letter in letters])
            _delete(f"{url}{DEAD}", letters)
            sent += len(letters)
        return sent

    def _url_of(self, dead: Dead) -> str:
        # All queues of a deployment lie side by side, under names that differ at their ends.
        return f"{self._urls[Queue.NOTICES].removesuffix(Queue.NOTICES)}{dead}"

    @staticmethod
    def _depth(url: str) -> int:
        with answered():
            answer = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=WAITING)
        return sum(int(answer["Attributes"][name]) for name in WAITING)


def _send(url: str, texts: Iterable[str]) -> None:
    rest = iter(texts)
    while batch := list(islice(rest, BATCH)):
        entries = [{"Id": str(place), "MessageBody": text} for place, text in enumerate(batch)]
        with answered():
            answer = client("sqs").send_message_batch(QueueUrl=url, Entries=entries)
        if answer.get("Failed"):
            raise Unknown(f"{len(answer['Failed'])} messages to {url} were not taken")


def _received(url: str, most: int, *, hidden: int) -> Sequence[Mapping[str, Any]]:
    with answered():
        answer = client("sqs").receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=most,
            VisibilityTimeout=hidden,
            WaitTimeSeconds=WAIT_SECONDS,
            MessageSystemAttributeNames=["SentTimestamp"],
        )
    found: Sequence[Mapping[str, Any]] = answer.get("Messages", ())
    return found


def _delete(url: str, letters: Sequence[Mapping[str, Any]]) -> None:
    entries = [
        {"Id": str(place), "ReceiptHandle": letter["ReceiptHandle"]}
        for place, letter in enumerate(letters)
    ]
    with answered():
        client("sqs").delete_message_batch(QueueUrl=url, Entries=entries)


def _letter_of(message: Mapping[str, Any]) -> DeadLetter:
    return DeadLetter(
        message["MessageId"], int(message["Attributes"]["SentTimestamp"]), message["Body"]
    )
