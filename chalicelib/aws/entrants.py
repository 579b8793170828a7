"""Who joined which line, on DynamoDB: one item each, in sixteen parts so that no key is too hot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from chalicelib.aws.dynamo import PLACEHOLDER, Refused, Update, put, query, update
from chalicelib.aws.tables import EntrantItem
from chalicelib.aws.wire import Item, packed, unpacked
from sale_api.domain.contact import FORGOTTEN, Contact
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.ports import Unknown

PARTS = 16
"""One key of DynamoDB takes 1,000 writes a second."""

NEW = "attribute_not_exists(#line)"
"""Whoever joins again stays where they joined first."""


class DynamoEntrants:
    """`sale_api.ports.Entrants`."""

    def join(self, entrant: Entrant) -> Entrant:
        """Write an entrant, or return who stands there. One write, tried once.

        Tried again it could come too late for the digest of those who were in time.
        """
        ticket = entrant.ticket
        item = {
            **_key_of(ticket.sale, ticket.window, ticket.shopper),
            "joined_at": packed(ticket.joined_at),
            "contact": packed(entrant.contact),
        }
        try:
            put(EntrantItem.Meta.table_name, item, NEW, once=True)
        except Refused as refused:
            if not refused.items:
                raise Unknown("a transaction was in the way of an entrant") from None
            (standing,) = refused.items
            return standing_of(standing, entrant) if standing else entrant
        return entrant

    def in_time(self, sale: str, window: int, before: int) -> Iterator[str]:
        """Give all who joined before an instant. One request for each MB of each part."""
        early = {"FilterExpression": "#joined_at < :before", "ProjectionExpression": "#shopper"}
        for item in _line_of(sale, window, {":before": packed(before)}, early):
            yield item["shopper"]["S"]

    def tickets(self, sale: str, window: int) -> Iterator[Ticket]:
        """Give the tickets of all who joined. One request for each MB of each part."""
        whole = {"ProjectionExpression": "#shopper, #joined_at"}
        for item in _line_of(sale, window, {}, whole):
            shopper, joined_at = item["shopper"]["S"], int(item["joined_at"]["N"])
            yield Ticket(sale=sale, window=window, shopper=shopper, joined_at=joined_at)

    def known(self, sale: str, window: int) -> Iterator[str]:
        """Give all whose contact is still known. One request for each MB of each part."""
        reached = {
            "FilterExpression": "#contact.#email <> :nobody",
            "ProjectionExpression": "#shopper",
        }
        for item in _line_of(sale, window, {":nobody": packed(FORGOTTEN.email)}, reached):
            yield item["shopper"]["S"]

    def forget(self, sale: str, window: int, shopper: str) -> None:
        """Erase how somebody is reached; again is harmless. One write."""
        update(
            Update(
                table=EntrantItem.Meta.table_name,
                key=_key_of(sale, window, shopper),
                change="SET #contact = :forgotten",
                conditions=("attribute_exists(#line)",),
                values={":forgotten": packed(FORGOTTEN)},
            )
        )


def _line_of(
    sale: str, window: int, values: Item, expressions: Mapping[str, str]
) -> Iterator[Item]:
    """Give the items of a line, part by part, as far as the expressions say."""
    of_line = "#line = :line"
    names = PLACEHOLDER.findall(" ".join((of_line, *expressions.values())))
    for part in range(PARTS):
        request: dict[str, Any] = {
            "TableName": EntrantItem.Meta.table_name,
            "KeyConditionExpression": of_line,
            "ExpressionAttributeNames": {f"#{name}": name for name in names},
            "ExpressionAttributeValues": {":line": packed(_line(sale, window, part)), **values},
            "ConsistentRead": True,
            **expressions,
        }
        while True:
            page = query(**request)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                break
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _part(shopper: str) -> int:
    return blake2b(shopper.encode(), digest_size=1).digest()[0] % PARTS


def _key_of(sale: str, window: int, shopper: str) -> Item:
    return {"line": packed(_line(sale, window, _part(shopper))), "shopper": packed(shopper)}


def _line(sale: str, window: int, part: int) -> str:
    return f"{sale}#{window}#{part}"


def entering(entrant: Entrant) -> Update:
    """Return the joining of an entrant as a part of a transaction."""
    ticket = entrant.ticket
    return Update(
        table=EntrantItem.Meta.table_name,
        key=_key_of(ticket.sale, ticket.window, ticket.shopper),
        change="SET #joined_at = :joined_at, #contact = :contact",
        conditions=(NEW,),
        values={":joined_at": packed(ticket.joined_at), ":contact": packed(entrant.contact)},
    )


def standing_of(item: Item, asked: Entrant) -> Entrant:
    """Return the entrant that stands where another was to be put."""
    ticket = asked.ticket
    return Entrant(
        ticket=Ticket(
            sale=ticket.sale,
            window=ticket.window,
            shopper=ticket.shopper,
            joined_at=int(item["joined_at"]["N"]),
        ),
        contact=unpacked(Contact, item["contact"]["M"]),
    )
