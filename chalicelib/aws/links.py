"""The sign-in links that a mailbox was sent, on DynamoDB: one item each, gone an hour later."""

from __future__ import annotations

from chalicelib.aws.dynamo import Refused, Update, update
from chalicelib.aws.tables import LinksItem
from chalicelib.aws.wire import packed
from sale_api.domain.links import HOUR_MS

ONE_MORE = (
    "SET #first = if_not_exists(#second, :never), #second = if_not_exists(#third, :never), "
    "#third = :at, #request = :request, #forget_at = :forget_at"
)
"""The last three instants move on by one; right-hand sides are read before anything is set."""

FREE_AGAIN = "(attribute_not_exists(#first) OR #first <= :an_hour_ago)"
"""The third before this one is an hour old, or there was none."""

NOT_COUNTED = "(attribute_not_exists(#request) OR #request <> :request)"
"""The client repeats a write whose answer was lost; it counts once."""


def ask_for_link(shopper: str, at: int, request: str) -> bool:
    """Count a link that is to be mailed, unless three were asked for in the hour before."""
    try:
        update(
            Update(
                table=LinksItem.Meta.table_name,
                key={"shopper": packed(shopper)},
                change=ONE_MORE,
                conditions=(NOT_COUNTED, FREE_AGAIN),
                values={
                    ":never": packed(0),
                    ":at": packed(at),
                    ":an_hour_ago": packed(at - HOUR_MS),
                    ":request": packed(request),
                    ":forget_at": packed((at + HOUR_MS) // 1_000 + 1),
                },
            )
        )
    except Refused as refused:
        return any(item and item.get("request") == packed(request) for item in refused.items)
    return True
