"""What an operator does about dead letters once the trouble is over: put them back, to be tried.

A message is given up after as many receives as the template says. It is not lost; neither is a
change of the stream, which its dead letter only names.
"""

from __future__ import annotations

from typing import Any, Final

QUEUES: Final = ("fulfilment", "notices", "relay")
_BATCH: Final = 10


def redrive(sqs: Any, prefix: str) -> int:
    """Put every dead message back on its queue; give how many there were."""
    count = 0
    for name in QUEUES:
        dead = sqs.get_queue_url(QueueName=f"{prefix}{name}-dead")["QueueUrl"]
        alive = sqs.get_queue_url(QueueName=f"{prefix}{name}")["QueueUrl"]
        while messages := sqs.receive_message(QueueUrl=dead, MaxNumberOfMessages=_BATCH).get(
            "Messages"
        ):
            for message in messages:
                sqs.send_message(QueueUrl=alive, MessageBody=message["Body"])
                sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
            count += len(messages)
    return count
