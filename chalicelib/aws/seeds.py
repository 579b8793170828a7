"""The seeds of the draws, on DynamoDB: under their commitments, so none is ever written over."""

from __future__ import annotations

from chalicelib.aws.dynamo import get
from chalicelib.aws.session import answered, client
from chalicelib.aws.tables import SeedItem
from sale_api.domain.draw import commitment as commitment_of


class DynamoSeeds:
    """`sale_api.ports.Seeds`."""

    def keep(self, seed: bytes) -> None:
        """Write a seed; under one commitment only one can stand, so it needs no condition."""
        with answered():
            client("dynamodb").put_item(
                TableName=SeedItem.Meta.table_name,
                Item={"commitment": {"S": commitment_of(seed)}, "seed": {"B": seed}},
            )

    def find(self, commitment: str) -> bytes | None:
        """Read the seed of a commitment, consistently. One read."""
        item = get(SeedItem.Meta.table_name, {"commitment": {"S": commitment}})
        return None if item is None else bytes(item["seed"]["B"])
