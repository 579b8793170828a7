"""The circles of shoppers who count together, on DynamoDB: one item each, with all who are in."""

from __future__ import annotations

from pynamodb.models import Model

from chalicelib.aws.dynamo import Refused, Update, update
from chalicelib.aws.wire import packed

LET_IN = "ADD #shoppers :one SET #forget_at = :forget_at"

HAS_ROOM = (
    "(attribute_not_exists(#shoppers) OR contains(#shoppers, :shopper) OR size(#shoppers) < :most)"
)
"""Nobody is in, or the shopper is already, or fewer are than may be."""

KEPT_SECONDS = 366 * 86_400


class DynamoCircle:
    """`sale_api.ports.Circle`, in one of the tables of circles."""

    def __init__(self, items: type[Model]) -> None:
        """Take whose items they are."""
        self._items = items

    def enter(self, circle: str, shopper: str, most: int, at: int) -> bool:
        """Let a shopper in unless `most` others are; who is in stays in. One write."""
        try:
            update(
                Update(
                    table=self._items.Meta.table_name,
                    key={"circle": packed(circle)},
                    change=LET_IN,
                    conditions=(HAS_ROOM,),
                    values={
                        ":shopper": packed(shopper),
                        ":one": {"SS": [shopper]},
                        ":most": packed(most),
                        ":forget_at": packed(at // 1_000 + KEPT_SECONDS),
                    },
                )
            )
        except Refused:
            return False
        return True
