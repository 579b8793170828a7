"""Changes of orders and waiting lists, read from DynamoDB's streams once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.aws.session import answered, client, code_of
from sale_api.ports import Gone, Position, Unknown

TRIMMED = frozenset({"TrimmedDataAccessException", "ResourceNotFoundException"})
"""What DynamoDB says of a record that is older than a day, and of a shard that all such left."""

MOST_EMPTY = 10
"""So many pages without a record may come one after the other before the end of a part."""


class DynamoChanges:
    """`sale_api.ports.Changes`."""

    def between(self, position: Position) -> Sequence[Mapping[str, Any]]:
        """Return the records as a trigger gets them, but for bytes, which neither table has."""
        try:
            with answered():
                found = _read(position)
        except ClientError as error:
            if code_of(error) in TRIMMED:
                raise Gone from error
            raise
        if not found or _number(found[0]) != int(position.first):
            raise Gone
        if _number(found[-1]) != int(position.last):
            raise Unknown("a part of a stream was not read to its end")
        return found


def _read(position: Position) -> list[Mapping[str, Any]]:
    streams, last = client("dynamodbstreams"), int(position.last)
    place = streams.get_shard_iterator(
        StreamArn=position.stream,
        ShardId=position.shard,
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        SequenceNumber=position.first,
    )["ShardIterator"]
    found: list[Mapping[str, Any]] = []
    empty = 0
    while place and empty < MOST_EMPTY:
        page = streams.get_records(ShardIterator=place)
        records, place = page["Records"], page.get("NextShardIterator")
        found += [record for record in records if _number(record) <= last]
        if records and _number(records[-1]) >= last:
            break
        empty = 0 if records else empty + 1
    return found


def _number(record: Mapping[str, Any]) -> int:
    return int(record["dynamodb"]["SequenceNumber"])
