"""Messages to the workers, on SQS."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import islice

from chalicelib.aws.session import answered, client
from sale_api.ports import Queue, Unknown

BATCH = 10

DEAD = "-dead"
"""What the name of a dead-letter queue adds to that of its queue, in the address too."""

WAITING = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
"""Those that nobody has taken, and those that somebody is at: neither is done."""


class SqsQueues:
    """`sale_api.ports.Queues`."""

    def __init__(self, urls: Mapping[Queue, str]) -> None:
        """Take the address of each queue."""
        self._urls = urls

    def send(self, queue: Queue, bodies: Iterable[Mapping[str, object]]) -> None:
        """Send messages, ten a request. `Unknown` if any was not taken; others may have been."""
        rest = iter(bodies)
        while batch := list(islice(rest, BATCH)):
            entries = [
                {"Id": str(place), "MessageBody": json.dumps(body, separators=(",", ":"))}
                for place, body in enumerate(batch)
            ]
            with answered():
                answer = client("sqs").send_message_batch(
                    QueueUrl=self._urls[queue], Entries=entries
                )
            if answer.get("Failed"):
                raise Unknown(f"{len(answer['Failed'])} messages to {queue} were not taken")

    def depths(self) -> Mapping[Queue, tuple[int, int]]:
        """Return how many messages wait, and how many are dead. Two requests for each queue."""
        return {
            queue: (self._depth(url), self._depth(f"{url}{DEAD}"))
            for queue, url in self._urls.items()
        }

    @staticmethod
    def _depth(url: str) -> int:
        with answered():
            answer = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=WAITING)
        return sum(int(answer["Attributes"][name]) for name in WAITING)
