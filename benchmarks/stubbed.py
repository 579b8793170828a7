"""The stock in memory, but what requests ask of it goes through botocore to a stub."""

from __future__ import annotations

import json
from typing import Any, Final

from benchmarks import stub
from chalicelib.aws import session
from chalicelib.aws.lots import DynamoLots
from chalicelib.aws.tables import bind
from tests.fakes import FakeLots

LEFT: Final = (
    b'{"Attributes":{"available":{"N":"15"},'
    b'"claims":{"M":{"c2hvcHBlci1pZC0x":{"S":"1.abcdefgh.mi9vk9vk."}}}}}'
)
"""What DynamoDB answers to a claim that it wrote."""


def use_stub() -> None:
    """Let all that this process asks of DynamoDB be answered at once."""
    stub.use_credentials()
    bind("bench-")
    stub.answering(session.client("dynamodb"), _answer)


class StubbedLots(DynamoLots):
    """Writes go through botocore to the stub; looks at all lots, for levels, stay in memory."""

    def __init__(self, looked_at: FakeLots) -> None:
        """Take the lots to look at."""
        self.look = looked_at.look  # type: ignore[method-assign]


def _answer(request: Any) -> bytes:
    """Answer a look, a claim or a transaction as DynamoDB does."""
    asked = json.loads(request.body)
    if "RequestItems" not in asked:
        return b"{}" if "TransactItems" in asked else LEFT
    ((table, wanted),) = asked["RequestItems"].items()
    items = [
        {
            **key,
            "pool": {"S": "main"},
            "allotted": {"N": "16"},
            "available": {"N": "9"},
            "returned": {"N": "0"},
            "written_off": {"N": "0"},
            "claims": {"M": {}},
        }
        for key in wanted["Keys"]
    ]
    return json.dumps({"Responses": {table: items}}).encode()
