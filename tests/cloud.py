"""A cloud in this process: the adapters on moto, and faults below botocore's retries.

Moto is one thread here, so its writes are atomic; what concurrency does is tried elsewhere.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import pytest
from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError
from moto import mock_aws
from moto.backends import get_backend
from moto.core.models import DEFAULT_ACCOUNT_ID

from chalicelib.aws import session, tables
from chalicelib.aws.baskets import DynamoBaskets
from chalicelib.aws.circles import DynamoCircle
from chalicelib.aws.entrants import DynamoEntrants
from chalicelib.aws.goods import DynamoGoods
from chalicelib.aws.invitations import DynamoInvitations
from chalicelib.aws.lots import DynamoLots
from chalicelib.aws.mail import SesMailer
from chalicelib.aws.orders import DynamoOrders
from chalicelib.aws.published import DynamoPublished
from chalicelib.aws.queues import DEAD, SqsQueues
from chalicelib.aws.sales import DynamoSales
from chalicelib.aws.seeds import DynamoSeeds
from chalicelib.aws.shoppers import DynamoShoppers
from chalicelib.aws.views import DynamoOrderViews
from chalicelib.aws.waiting import DynamoWaiting
from infra.local import moto_speed, resources
from sale_api import ports
from tests import fakes

PREFIX = "sale-test-"
REGION = "eu-central-1"
SENDER = "shop@example.org"
PAGE = 3


@dataclass(frozen=True, kw_only=True)
class Stores:
    """Every port on one kind of store; pages of lists are short."""

    sales: ports.Sales
    lots: ports.Lots
    published: ports.Published
    goods: ports.Goods
    orders: ports.Orders
    views: ports.OrderViews
    shoppers: ports.Shoppers
    baskets: ports.Baskets
    entrants: ports.Entrants
    invitations: ports.Invitations
    seeds: ports.Seeds
    beacon: ports.Beacon
    domains: ports.Circle
    households: ports.Circle
    queues: ports.Queues
    mailer: ports.Mailer
    warehouse: ports.Warehouse
    waiting: ports.Waiting
    changes: ports.Changes


def in_memory() -> Stores:
    published = fakes.FakePublished()
    lots = fakes.FakeLots(published)
    entrants = fakes.FakeEntrants()
    orders = fakes.FakeOrders()
    return Stores(
        sales=fakes.FakeSales(),
        lots=lots,
        published=published,
        goods=fakes.FakeGoods(orders),
        orders=orders,
        views=fakes.FakeOrderViews(PAGE),
        shoppers=fakes.FakeShoppers(),
        baskets=fakes.FakeBaskets(),
        entrants=entrants,
        invitations=fakes.FakeInvitations(entrants),
        seeds=fakes.FakeSeeds(),
        beacon=fakes.FakeBeacon(),
        domains=fakes.FakeCircle(),
        households=fakes.FakeCircle(),
        queues=fakes.FakeQueues(),
        mailer=fakes.FakeMailer(),
        warehouse=fakes.FakeWarehouse(),
        waiting=fakes.FakeWaiting(lots),
        changes=fakes.FakeChanges(),
    )


def _untraced(call: Callable[..., Any]) -> Callable[..., Any]:
    """Return `call` without coverage, which is of our lines and would double the work of moto's."""

    def untraced(*arguments: Any, **named: Any) -> Any:
        trace = sys.gettrace()
        sys.settrace(None)
        try:
            return call(*arguments, **named)
        finally:
            sys.settrace(trace)

    return untraced


@contextmanager
def on_dynamodb() -> Iterator[Stores]:
    """Play AWS with empty tables, and with neither queues nor a sender of mails."""
    _quicken()
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.setattr(BaseClient, "_make_api_call", _untraced(BaseClient._make_api_call))
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        patch.setenv("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")  # moto knows no other address
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "moto")
        session.client.cache_clear()
        _lay_out_on_moto()
        yield _stores()
        session.client.cache_clear()


@cache
def _quicken() -> None:
    """Make this process's moto as quick as the local cloud's, once."""
    moto_speed.remember()


@cache
def _laid_out() -> Mapping[str, Any]:
    """Return moto's tables, created once a process: that takes longer than most tests do."""
    tables.create_all(PREFIX)
    return dict(moto_backend("dynamodb").tables)


def _lay_out_on_moto() -> None:
    """Give this cloud the tables as they were created: empty, with nothing in their streams."""
    kept = _laid_out()
    tables.bind(PREFIX)
    for table in kept.values():
        table.items = defaultdict(dict)
        if table.stream_shard is not None:
            table.stream_shard.items = []
    moto_backend("dynamodb").tables.update(kept)


def moto_backend(service: Any) -> Any:
    """Return what moto holds for one of AWS's services."""
    return get_backend(service)[DEFAULT_ACCOUNT_ID][REGION]


@contextmanager
def on_engine(url: str, prefix: str) -> Iterator[Stores]:
    """Let another engine at `url` play DynamoDB, with tables of their own under `prefix`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", url)
        for name, value in (
            *resources.CREDENTIALS.items(),
            ("AWS_DEFAULT_REGION", resources.REGION),
        ):
            patch.setenv(name, value)
        session.client.cache_clear()
        tables.create_all(prefix)
        yield _stores(prefix)
        session.client.cache_clear()


def _stores(prefix: str = PREFIX) -> Stores:
    urls = {queue: f"https://sqs.example.org/{prefix}{queue}" for queue in ports.Queue}
    return Stores(
        sales=DynamoSales(),
        lots=DynamoLots(),
        published=DynamoPublished(),
        goods=DynamoGoods(),
        orders=DynamoOrders(),
        views=DynamoOrderViews(PAGE),
        shoppers=DynamoShoppers(),
        baskets=DynamoBaskets(),
        entrants=DynamoEntrants(),
        invitations=DynamoInvitations(),
        seeds=DynamoSeeds(),
        beacon=fakes.FakeBeacon(),
        domains=DynamoCircle(tables.DomainItem),
        households=DynamoCircle(tables.HouseholdItem),
        queues=SqsQueues(urls),
        mailer=SesMailer(SENDER),
        warehouse=fakes.FakeWarehouse(),
        waiting=DynamoWaiting(),
        changes=fakes.FakeChanges(),
    )


@contextmanager
def on_aws() -> Iterator[Stores]:
    """Play AWS with empty tables, empty queues, and a sender that may send."""
    with on_dynamodb() as stores:
        urls, kept = _laid_out_queues()
        for queue in kept.values():
            queue._messages.clear()
            queue._pending_messages.clear()
        moto_backend("sqs").queues.update(kept)
        session.client("sesv2").create_email_identity(EmailIdentity=SENDER)
        yield replace(stores, queues=SqsQueues(urls))


@cache
def _laid_out_queues() -> tuple[Mapping[ports.Queue, str], Mapping[str, Any]]:
    urls = {queue: _queue(queue) for queue in ports.Queue}
    return urls, dict(moto_backend("sqs").queues)


def _queue(queue: ports.Queue) -> str:
    sqs = session.client("sqs")
    sqs.create_queue(QueueName=f"{PREFIX}{queue}{DEAD}")
    return str(sqs.create_queue(QueueName=f"{PREFIX}{queue}")["QueueUrl"])


Fault = Callable[[Callable[[], Any]], Any]
"""Takes the true exchange, and gives what botocore shall see of it: an answer, or an exception."""


def answered(exchange: Callable[[], Any]) -> Any:
    return exchange()


def answer_lost(exchange: Callable[[], Any]) -> Any:
    exchange()
    return None, ReadTimeoutError(endpoint_url="https://moto")


def never_sent(_: Callable[[], Any]) -> Any:
    return None, ConnectTimeoutError(endpoint_url="https://moto")


def refused_with(code: str, status: int = 400, **more: Any) -> Fault:
    """Return the fault in which the service answers with an error of its own."""
    parsed = {
        "Error": {"Code": code, "Message": code},
        "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": {}},
        **more,
    }
    http = AWSResponse("https://moto", status, {}, json.dumps(parsed))
    return lambda _: ((http, parsed), None)


def instead(**parsed: Any) -> Fault:
    """Return the fault in which the service answers with something else."""
    http = AWSResponse("https://moto", 200, {}, "")
    return lambda _: ((http, {**parsed, "ResponseMetadata": {"HTTPStatusCode": 200}}), None)


@contextmanager
def exchanges(*faults: Fault) -> Iterator[list[str]]:
    """Play faults on the next exchanges with AWS, one each; the rest are answered.

    Gives the names of all operations that were tried. All faults must have been played.
    """
    seen: list[str] = []
    left = list(faults)
    truly = botocore.endpoint.Endpoint._get_response

    def play(self: Any, request: Any, operation: Any, context: Any) -> Any:
        seen.append(operation.name)
        fault = left.pop(0) if left else answered
        return fault(lambda: truly(self, request, operation, context))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.endpoint.Endpoint, "_get_response", play)
        patch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=lambda _: None))
        yield seen
    assert not left, "a fault was not played"
    assert seen or not faults, "botocore sends its requests in another way now"
