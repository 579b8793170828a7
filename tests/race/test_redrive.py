from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from tests.race.redrive import QUEUES, redrive


def test_dead_messages_are_put_back_on_their_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        sqs = boto3.client("sqs", "eu-central-1")
        urls = {
            name: sqs.create_queue(QueueName=f"race-{name}")["QueueUrl"]
            for queue in QUEUES
            for name in (queue, f"{queue}-dead")
        }
        for number in range(12):
            sqs.send_message(QueueUrl=urls["notices-dead"], MessageBody=str(number))

        count = redrive(sqs, "race-")
        back = sqs.get_queue_attributes(QueueUrl=urls["notices"], AttributeNames=["All"])

    assert count == 12
    assert back["Attributes"]["ApproximateNumberOfMessages"] == "12"
