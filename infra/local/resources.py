"""What CloudFormation makes on AWS, made in the local cloud: tables, queues, secret, sender.

Takes names, keys and indexes from the template itself, so that the two cannot differ. What is
faster here is said here: a message that failed comes back after twenty seconds, not after minutes.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

import botocore.session
from botocore.config import Config

from infra.aws import template

ACCOUNT: Final = "123456789012"
REGION: Final = "eu-central-1"
VISIBILITY_SECONDS: Final = 20
"""Shorter than on AWS, for nobody here waits for minutes; but the last of the receives must come
after the lease of a consumer that failed, else a message is given up unseen."""
CREDENTIALS: Final = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
_COPIED: Final[tuple[str, ...]] = (
    "AttributeDefinitions",
    "BillingMode",
    "GlobalSecondaryIndexes",
    "KeySchema",
    "LocalSecondaryIndexes",
)


def client(service: str, engine_url: str, *, name: str = "stack") -> Any:
    """Give a botocore client of the local cloud; the engine counts it under `name`."""
    return botocore.session.get_session().create_client(
        service,
        region_name=REGION,
        endpoint_url=engine_url,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        config=Config(user_agent_appid=name, connect_timeout=2, read_timeout=30, proxies={}),
    )


def create(
    engine_url: str,
    *,
    database_url: str,
    stage: str,
    secret_id: str,
    secret: str,
    mail_from: str,
) -> None:
    """Create everything once, the tables at `database_url`; about 20 requests."""
    resources: dict[str, Any] = template.joined()["Resources"]
    _create_tables(client("dynamodb", database_url), resources, stage)
    _create_queues(client("sqs", engine_url), resources, stage)
    secrets = client("secretsmanager", engine_url)
    secrets.create_secret(Name=secret_id, SecretString=secret)
    client("sesv2", engine_url).create_email_identity(EmailIdentity=mail_from)


def _of_type(resources: Mapping[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    found = {
        name: resource["Properties"]
        for name, resource in resources.items()
        if resource.get("Type") == kind
    }
    assert found, f"The template has no {kind}."
    return found


def _named(value: Mapping[str, str], stage: str) -> str:
    return value["Fn::Sub"].replace("${Stage}", stage)


def _create_tables(database: Any, resources: Mapping[str, Any], stage: str) -> None:
    for table in _of_type(resources, "AWS::DynamoDB::Table").values():
        request = {key: table[key] for key in _COPIED if key in table}
        if "StreamSpecification" in table:
            request["StreamSpecification"] = {"StreamEnabled": True, **table["StreamSpecification"]}
        database.create_table(TableName=_named(table["TableName"], stage), **request)


def _create_queues(queues: Any, resources: Mapping[str, Any], stage: str) -> None:
    found = _of_type(resources, "AWS::SQS::Queue")
    for queue in sorted(found.values(), key=lambda properties: "RedrivePolicy" in properties):
        attributes = {}
        if redrive := queue.get("RedrivePolicy"):
            dead = found[redrive["deadLetterTargetArn"]["Fn::GetAtt"][0]]
            arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{_named(dead['QueueName'], stage)}"
            policy = {"deadLetterTargetArn": arn, "maxReceiveCount": redrive["maxReceiveCount"]}
            attributes = {
                "RedrivePolicy": json.dumps(policy),
                "VisibilityTimeout": str(VISIBILITY_SECONDS),
            }
        queues.create_queue(QueueName=_named(queue["QueueName"], stage), Attributes=attributes)
