"""The judge sees a race: the counter that everybody writes first oversells on bare moto."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from infra.local.crowd.journal import Journal
from infra.local.engines import engine
from infra.local.engines.kinds import KINDS
from infra.local.resources import CREDENTIALS, REGION, client
from infra.local.verdict.reading import Shop
from tests.race.heard import Heard
from tests.race.judge import judge, sold
from tests.race.naive import SALE, NaiveShop, look_then_write, take_if_there_are

UNITS = 30
THREADS = 8
PREFIX = "naive-"


class NoQueues:
    """A naive shop has none."""

    def list_queues(self, **_: Any) -> dict[str, Any]:
        return {"QueueUrls": []}


@pytest.fixture
def bare_moto(caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    """Moto as it comes, over HTTP, with a thread for each request."""
    caplog.set_level(logging.ERROR, logger="werkzeug")
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def sold_by(take: Callable[[Any, str], bool], url: str) -> tuple[int, int]:
    """Sell with `take`; give how many were sold, and how many too many, as the race counts it."""
    own = threading.local()

    def connect() -> Any:
        if not hasattr(own, "client"):
            own.client = client("dynamodb", url)
        return own.client

    shop = NaiveShop(connect, PREFIX, UNITS)
    shop.open()
    shop.sell(take, threads=THREADS)
    database = boto3.client(
        "dynamodb",
        endpoint_url=url,
        region_name=REGION,
        **{name.lower(): value for name, value in CREDENTIALS.items()},
    )
    books = Shop(
        dynamodb=database,
        sqs=NoQueues(),
        mails=lambda _: [],
        prefix=PREFIX,
        sale=SALE,
        units=UNITS,
        price_minor=0,
    ).books()
    return sold(books), judge(books, Heard(Journal()), []).oversold


def test_a_look_and_a_write_oversell_on_bare_moto(bare_moto: str) -> None:
    units, too_many = sold_by(look_then_write, bare_moto)

    assert units > UNITS
    assert too_many >= units - UNITS


@pytest.mark.parametrize("name", list(KINDS))
def test_a_conditional_write_sells_each_unit_once_on_a_real_engine(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if not KINDS[name].is_installed:
        pytest.skip(f"{name} is not installed: python -m infra.local.engines.install {name}")

    with engine(name, logs=tmp_path_factory.mktemp("logs")) as url:
        units, _ = sold_by(take_if_there_are, url)

    assert units == UNITS
