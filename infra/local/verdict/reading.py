"""Reads the shop's books as they stand: every item of the tables, every queue, every mail.

By bare scans through boto3, with nothing of the product: what the product believes about its
tables is what is being judged.
"""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config

from infra.local.verdict.books import Books, Goods, LineBooks, ListBooks, Queue
from infra.local.verdict.items import (
    entrant_from,
    entry_from,
    goods_from,
    invitation_from,
    is_bar,
    lot_from,
    order_from,
)
from infra.local.verdict.mails import list_notices_from, notices_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Mails = Callable[[int], list[dict[str, Any]]]

_DEAD: Final = "-dead"
_ENDPOINTS: Final = {"dynamodb": "AWS_ENDPOINT_URL_DYNAMODB", "sqs": "AWS_ENDPOINT_URL"}
_WAITING: Final = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
_SECONDS: Final = 10
_PAGE: Final = 200
"""So many mails, or items, at a time: while moto reads a page of 2,600 orders the whole cloud
stands still for three seconds, and whoever waits for an answer sends again what was taken."""


class Shop:
    """One sale of one running deployment, seen from behind.

    `mails` gives some mails after the Nth, none if there are no more; `units`, and the price of
    each, are what the marketer planned.
    """

    def __init__(
        self,
        *,
        dynamodb: Any,
        sqs: Any,
        mails: Mails,
        prefix: str,
        sale: str,
        units: int,
        price_minor: int,
    ) -> None:
        self._dynamodb = dynamodb
        self._sqs = sqs
        self._mails_after = mails
        self._prefix = prefix
        self._sale = sale
        self._units = units
        self._price_minor = price_minor
        self._mails: list[dict[str, Any]] = []

    @classmethod
    def of(
        cls,
        environment: Mapping[str, str],
        *,
        engine_url: str,
        sale: str,
        units: int,
        price_minor: int,
    ) -> Shop:
        """Connect as the deployment's environment variables say."""
        session = boto3.Session(
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            region_name=environment["AWS_DEFAULT_REGION"],
        )
        config = Config(user_agent_appid="verdict", proxies={})
        clients = {
            service: session.client(service, endpoint_url=environment[endpoint], config=config)
            for service, endpoint in _ENDPOINTS.items()
        }
        prefix = environment["SALE_TABLE_PREFIX"]
        return cls(
            **clients,
            mails=_mailbox(engine_url),
            prefix=prefix,
            sale=sale,
            units=units,
            price_minor=price_minor,
        )

    def books(self) -> Books:
        """Read everything anew."""
        lots = [item for item in self._items("lots") if self._is_ours(item["lot"]["S"])]
        standing = self._standing()
        return Books(
            units=self._units,
            price_minor=self._price_minor,
            lots=tuple(sorted(map(lot_from, lots), key=lambda lot: lot.number)),
            orders=tuple(order_from(item) for item in standing if not is_bar(item)),
            notices=tuple(notices_from(self.mails())),
            queues=tuple(self._queues()),
            barred=sum(1 for item in standing if is_bar(item)),
        )

    def line(self) -> LineBooks:
        """Read who joined the sale's lines, and what became of invitations."""
        ours = f"{self._sale}#"
        return LineBooks(
            tuple(
                entrant_from(item)
                for item in self._items("entrants")
                if item["line"]["S"].startswith(ours)
            ),
            tuple(
                invitation_from(item)
                for item in self._items("invitations")
                if item["invitation"]["S"].startswith(ours)
            ),
        )

    def waitlist(self) -> ListBooks:
        """Read the sale's waiting list, with all who ever stood there, and its mails."""
        items = self._items("waiting")
        return ListBooks(
            tuple(entry_from(item) for item in items if self._is_ours(item["list"]["S"])),
            tuple(list_notices_from(self.mails(), self._sale)),
        )

    def goods(self) -> tuple[Goods, ...]:
        """Read what has arrived of goods to come."""
        items = self._items("goods")
        return tuple(goods_from(item) for item in items if self._is_ours(item["goods"]["S"]))

    def raw_orders(self) -> list[dict[str, Any]]:
        """Read the sale's orders as the table has them."""
        return [item for item in self._standing() if not is_bar(item)]

    def mails(self) -> list[dict[str, Any]]:
        """Read all mails as they were sent; those that were read before are not read again."""
        while page := self._mails_after(len(self._mails)):
            self._mails += page
        return self._mails

    def waiting(self) -> int:
        """Count the messages that wait in any queue."""
        return sum(queue.waiting for queue in self._queues())

    def _standing(self) -> list[dict[str, Any]]:
        return [item for item in self._items("orders") if item["sale"]["S"] == self._sale]

    def _is_ours(self, key: str) -> bool:
        return key.rpartition("#")[0] == self._sale

    def _items(self, table: str) -> Iterator[dict[str, Any]]:
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=f"{self._prefix}{table}",
            ConsistentRead=True,
            PaginationConfig={"PageSize": _PAGE},
        )
        for page in pages:
            yield from page["Items"]

    def _queues(self) -> Iterator[Queue]:
        """Count what waits; a queue named `-dead` is another one's dead-letter queue."""
        # Where there is none, this is no shop at rest but none at all: a KeyError.
        for url in self._sqs.list_queues(QueueNamePrefix=self._prefix)["QueueUrls"]:
            name = url.rpartition("/")[2].removeprefix(self._prefix)
            answer = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
            count = sum(int(answer["Attributes"].get(kind, 0)) for kind in _WAITING)
            if name.endswith(_DEAD):
                yield Queue(name.removesuffix(_DEAD), 0, count)
            else:
                yield Queue(name, count, 0)


def _mailbox(engine_url: str) -> Mails:
    def after(number: int) -> list[dict[str, Any]]:
        url = f"{engine_url}/_engine/mails?after={number}&most={_PAGE}"
        with urllib.request.urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310 - our own engine
            mails: list[dict[str, Any]] = json.load(answer)["mails"]
            return mails

    return after
