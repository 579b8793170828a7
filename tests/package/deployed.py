"""The deployed system on moto: its functions, called with the events that they get on AWS."""

import json
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from botocore.config import Config
from botocore.session import get_session

import app
from chalicelib import wiring
from chalicelib.aws import session
from chalicelib.mail_domains import origin_of
from sale_api.domain.contact import Contact
from sale_api.domain.identifiers import shopper_id
from tests.package.rights import STAGE, Ledger

_numbers = count()


@dataclass
class Cloud:
    """The deployed system on moto, with a clock that can be set."""

    ledger: Ledger
    clock: int

    def wait_until(self, at: int) -> None:
        """Let the time come."""
        self.clock = max(self.clock, at)

    def ask(self, method: str, path: str, body: object = None, *, token: str = "") -> Any:
        """Call the API; `path` has its parameters filled in already."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        bare = urlsplit(path)
        pattern, parameters = self._route(method, bare.path)
        query = dict(pair.split("=") for pair in bare.query.split("&") if pair)
        event = {
            "path": bare.path,
            "httpMethod": method,
            "headers": headers,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "queryStringParameters": query or None,
            "multiValueQueryStringParameters": {k: [v] for k, v in query.items()} or None,
            "pathParameters": parameters or None,
            "stageVariables": None,
            "requestContext": {
                "resourcePath": pattern,
                "httpMethod": method,
                "requestId": f"request-{next(_numbers)}",
                "identity": {"sourceIp": "127.0.0.1"},
            },
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        answer = self.run("api", "app", event)
        assert answer["statusCode"] < 300, answer["body"]
        return json.loads(answer["body"]) if answer["body"] else None

    def run(self, function: str, handler: str, event: object) -> Any:
        """Call a handler as its function would, and enter what it asks of AWS."""
        self.ledger.running = function
        try:
            return getattr(app, handler)(event, None)
        finally:
            self.ledger.running = ""

    def consume(self, function: str, queue: str) -> None:
        """Hand a queue's messages to its function."""
        sqs = session.client("sqs")
        url = sqs.get_queue_url(QueueName=f"sale-{STAGE}-{queue}")["QueueUrl"]
        received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        records = [
            {"messageId": message["MessageId"], "body": message["Body"], "attributes": {}}
            for message in received
        ]
        assert self.run(function, function, {"Records": records}) == {"batchItemFailures": []}
        for message in received:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def relay(self, table: str = "orders") -> None:
        """Hand a table's whole stream to the relay; it may see a change again."""
        _, _, records = self._streamed(table)
        assert self.run("relay", "relay", {"Records": records}) == {"batchItemFailures": []}

    def relay_again(self, table: str = "orders") -> None:
        """Let a dead letter that names a table's whole stream be sent again."""
        arn, shard, records = self._streamed(table)
        ends = [records[place]["dynamodb"]["SequenceNumber"] for place in (0, -1)]
        named = {"streamArn": arn, "shardId": shard}
        named |= {"startSequenceNumber": ends[0], "endSequenceNumber": ends[1]}
        letter = {"messageId": "1", "body": json.dumps({"DDBStreamBatchInfo": named})}
        event = {"Records": [letter]}
        assert self.run("relay_again", "relay_again", event) == {"batchItemFailures": []}

    @staticmethod
    def _streamed(table: str) -> tuple[str, str, list[Any]]:
        """Return a stream, its shard, and all that the shard holds."""
        plain = Config(account_id_endpoint_mode="disabled")  # moto knows no other address
        streams = get_session().create_client("dynamodbstreams", config=plain)
        (stream,) = streams.list_streams(TableName=f"sale-{STAGE}-{table}")["Streams"]
        described = streams.describe_stream(StreamArn=stream["StreamArn"])["StreamDescription"]
        arn, shard = stream["StreamArn"], described["Shards"][0]["ShardId"]
        position = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        return arn, shard, streams.get_records(ShardIterator=position)["Records"]

    def shopper(self, name: str) -> str:
        """Make a shopper's token, as a session would."""
        tokens = wiring.system().tokens
        contact = Contact(f"{name}@example.org", "de", "Europe/Berlin")
        shopper = shopper_id(contact.email, tokens.shopper_key)
        return tokens.shopper(shopper, contact, self.clock, origin_of(contact.email))

    def marketer(self) -> str:
        """Make a marketer's token."""
        return wiring.system().tokens.admin("maria", self.clock)

    @staticmethod
    def _route(method: str, path: str) -> tuple[str, dict[str, str]]:
        parts = path.split("/")
        for pattern, methods in app.app.routes.items():
            places = pattern.split("/")
            fits = len(places) == len(parts) and all(
                place.startswith("{") or place == part
                for place, part in zip(places, parts, strict=True)
            )
            if fits and method in methods:
                pairs = zip(places, parts, strict=True)
                return pattern, {p[1:-1]: v for p, v in pairs if p.startswith("{")}
        raise AssertionError(path)
