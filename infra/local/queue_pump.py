"""What Lambda does for a queue: receive up to ten, call the handler, delete what did not fail.

A message that failed comes back when its visibility timeout ends, and goes to the dead-letter queue
when it came too often; both are the queue's doing. One message in twenty is handed over twice, as
AWS may do with any: beginning with the first, so that even a short run sees one.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

Event = dict[str, Any]
Handler = Callable[[Event, None], Any]
Message = Mapping[str, Any]

TWICE_EVERY: Final = 20
BATCH: Final = 10

log = logging.getLogger("infra.local.pumps")


class Queues(Protocol):
    """The part of botocore's SQS client that a pump needs."""

    def receive_message(self, **request: Any) -> dict[str, Any]:
        """Give at most the number of messages asked for."""

    def delete_message_batch(self, **request: Any) -> dict[str, Any]:
        """Delete messages by their receipts."""


def failed_items(answer: Any, known: Sequence[str]) -> list[str]:
    """Name what a partial batch answer reports as failed; an unknown name means all, as on AWS."""
    failures = (answer or {}).get("batchItemFailures") or []
    named = [failure.get("itemIdentifier") for failure in failures]
    return named if set(named) <= set(known) else list(known)


def seldom() -> bool:
    """Say that nothing is handed over twice but one in twenty."""
    return False


class QueuePump:
    """Moves one queue's messages into one handler."""

    def __init__(
        self,
        queues: Queues,
        *,
        url: str,
        name: str,
        region: str,
        handler: Handler,
        always_twice: Callable[[], bool] = seldom,
    ) -> None:
        """Pump the queue at `url`; `name` is how AWS's ARN ends.

        While `always_twice` says so, every message is handed over twice.
        """
        self._queues = queues
        self._url = url
        self._arn = f"arn:aws:sqs:{region}:123456789012:{name}"
        self._region = region
        self._handler = handler
        self._always_twice = always_twice
        self._delivered = 0

    def step(self) -> int:
        """Move one batch; give its size. Costs a receive, and a delete when something came."""
        answer = self._queues.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=BATCH,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        )
        messages: list[Message] = answer.get("Messages", [])
        if not messages:
            return 0
        failed = set(self._deliver(messages))
        if again := [message for message in messages if self._is_to_come_twice()]:
            failed |= set(self._deliver(again))
        self._delete([message for message in messages if message["MessageId"] not in failed])
        return len(messages)

    def _is_to_come_twice(self) -> bool:
        twice = self._delivered % TWICE_EVERY == 0
        self._delivered += 1
        return twice or self._always_twice()

    def _deliver(self, messages: Sequence[Message]) -> list[str]:
        known = [message["MessageId"] for message in messages]
        try:
            answer = self._handler({"Records": [self._record(one) for one in messages]}, None)
        except Exception as error:  # noqa: BLE001 - Lambda survives whatever a handler raises
            log.error("A batch of %d failed: %s: %s", len(known), type(error).__name__, error)  # noqa: TRY400
            return known
        return failed_items(answer, known)

    def _delete(self, messages: Sequence[Message]) -> None:
        if messages:
            entries = [
                {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                for number, message in enumerate(messages)
            ]
            self._queues.delete_message_batch(QueueUrl=self._url, Entries=entries)

    def _record(self, message: Message) -> Event:
        attributes = {
            name: {
                "stringValue": value.get("StringValue"),
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": value["DataType"],
            }
            for name, value in message.get("MessageAttributes", {}).items()
        }
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": attributes,
            "md5OfBody": message["MD5OfBody"],
            "eventSource": "aws:sqs",
            "eventSourceARN": self._arn,
            "awsRegion": self._region,
        }
