"""Each test of a contract runs on both stores.

`pytest tests/contract --engine dynoxide` (or ministack) asks that engine instead of moto: a second
opinion on every condition expression, from an implementation that shares nothing with moto.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from infra.local.engines import engine
from infra.local.engines.kinds import KINDS
from sale_api import ports
from tests.cloud import Stores, in_memory, on_aws, on_dynamodb, on_engine

ENGINE = "--engine"
NUMBERS = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(ENGINE, choices=list(KINDS), help="what stands for DynamoDB instead of moto")


@pytest.fixture(scope="session")
def engine_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Run the engine that was asked for, once; none: no address."""
    name = request.config.getoption(ENGINE, default=None)
    if name is None:
        yield ""
        return
    with engine(name, logs=tmp_path_factory.mktemp("logs")) as url:
        yield url


@pytest.fixture(params=["memory", "aws"])
def stores(request: pytest.FixtureRequest, engine_url: str) -> Iterator[Stores]:
    if request.param == "memory":
        yield in_memory()
    elif engine_url:
        with on_engine(engine_url, f"contract-{next(NUMBERS)}-") as stores:
            yield stores
    else:
        with on_dynamodb() as stores:
            yield stores


@pytest.fixture
def sales(stores: Stores) -> ports.Sales:
    return stores.sales


@pytest.fixture
def lots(stores: Stores) -> ports.Lots:
    return stores.lots


@pytest.fixture
def published(stores: Stores) -> ports.Published:
    return stores.published


@pytest.fixture
def goods(stores: Stores) -> ports.Goods:
    return stores.goods


@pytest.fixture
def orders(stores: Stores) -> ports.Orders:
    return stores.orders


@pytest.fixture
def views(stores: Stores) -> ports.OrderViews:
    return stores.views


@pytest.fixture
def shoppers(stores: Stores) -> ports.Shoppers:
    return stores.shoppers


@pytest.fixture
def entrants(stores: Stores) -> ports.Entrants:
    return stores.entrants


@pytest.fixture
def invitations(stores: Stores) -> ports.Invitations:
    return stores.invitations


@pytest.fixture
def seeds(stores: Stores) -> ports.Seeds:
    return stores.seeds


@pytest.fixture
def baskets(stores: Stores) -> ports.Baskets:
    return stores.baskets


@pytest.fixture
def households(stores: Stores) -> ports.Circle:
    return stores.households


@pytest.fixture(params=["memory", "aws"])
def queues(request: pytest.FixtureRequest) -> Iterator[ports.Queues]:
    if request.param == "memory":
        yield in_memory().queues
    else:
        with on_aws() as stores:
            yield stores.queues
