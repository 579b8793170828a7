"""What each function's policy allows, and what a function asks of AWS while it runs on moto."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import botocore.client
import pytest

from infra.aws.template import joined
from tests.house.sources import PROJECT

RESOURCES: dict[str, Any] = joined()["Resources"]
POLICIES = PROJECT / "infra" / "aws" / "policies"
STAGE = "test"
TABLES_AND_QUEUES = {
    (entry["Properties"].get("TableName") or entry["Properties"]["QueueName"])["Fn::Sub"].replace(
        "${Stage}", STAGE
    ): name
    for name, entry in RESOURCES.items()
    if entry.get("Type") in {"AWS::DynamoDB::Table", "AWS::SQS::Queue"}
}
TRANSACTED = {"Update": "UpdateItem", "Put": "PutItem", "ConditionCheck": "ConditionCheckItem"}
BATCHED = {"SendMessageBatch": "SendMessage", "DeleteMessageBatch": "DeleteMessage"}
PREFIXES = {"dynamodbstreams": "dynamodb", "sesv2": "ses"}
OF_LAMBDA = {"Log", "ConsumeQueue", "ReadStream", "ListStreams", "NameDeadRecords"}
"""Statements that Lambda needs to call the function, not the function itself."""

Right = tuple[str, str]
"""An action, and the template's name of what it is done to."""


def granted(function: str) -> set[Right]:
    """Give what the function itself may do; a right to something else stands as its parameter."""
    policy = json.loads((POLICIES / f"{function}.json").read_text(encoding="utf-8"))
    return {
        (action, _name(resource))
        for statement in policy["Statement"]
        if statement["Sid"] not in OF_LAMBDA
        for action in statement["Action"]
        for resource in _several(statement["Resource"])
    }


def _several(resource: Any) -> list[Any]:
    return resource if isinstance(resource, list) else [resource]


def _name(resource: Mapping[str, Any]) -> str:
    if "Ref" in resource:
        return str(resource["Ref"])
    if "Fn::GetAtt" in resource:
        return str(resource["Fn::GetAtt"][0])
    arn = str(resource["Fn::Sub"])
    return arn.removeprefix("${").replace(".Arn}", "") if "Table" in arn else "MailFrom"


@dataclass
class Ledger:
    """Which function asked AWS for what; `running` is the one that runs now."""

    running: str = ""
    asked: dict[str, set[Right]] = field(default_factory=dict)

    def note(self, service: str, operation: str, request: Mapping[str, Any]) -> None:
        """Enter one request under the function that runs."""
        if self.running:
            self.asked.setdefault(self.running, set()).update(_rights(service, operation, request))


def _rights(service: str, operation: str, request: Mapping[str, Any]) -> Iterator[Right]:
    action = f"{PREFIXES.get(service, service)}:{BATCHED.get(operation, operation)}"
    if service == "secretsmanager":
        yield action, "SecretArn"
    elif service == "sesv2":
        yield action, "MailFrom"
    elif service == "sqs":
        yield action, TABLES_AND_QUEUES[request["QueueUrl"].rsplit("/", 1)[-1]]
    elif service == "dynamodbstreams":
        stream = request.get("StreamArn") or request["ShardIterator"]  # which begins with it
        yield action, TABLES_AND_QUEUES[stream.split("/")[1]]
    elif operation == "TransactWriteItems":
        for item in request["TransactItems"]:
            ((verb, write),) = item.items()
            yield f"dynamodb:{TRANSACTED[verb]}", TABLES_AND_QUEUES[write["TableName"]]
    elif operation == "BatchGetItem":
        for table in request["RequestItems"]:
            yield action, TABLES_AND_QUEUES[table]
    else:
        index = request.get("IndexName")
        table = TABLES_AND_QUEUES[request["TableName"]]
        yield action, f"{table}/index/{index}" if index else table


@contextmanager
def kept() -> Iterator[Ledger]:
    """Keep a ledger of every request that any botocore client makes."""
    ledger = Ledger()
    truly = botocore.client.BaseClient._make_api_call

    def noted(self: Any, operation: str, request: dict[str, Any]) -> Any:
        ledger.note(self.meta.service_model.service_name, operation, request)
        return truly(self, operation, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.client.BaseClient, "_make_api_call", noted)
        yield ledger
