"""Each test of a contract runs on both stores."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sale_api import ports
from tests.cloud import Stores, in_memory, on_aws, on_dynamodb


@pytest.fixture(params=["memory", "aws"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "memory":
        yield in_memory()
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
def orders(stores: Stores) -> ports.Orders:
    return stores.orders


@pytest.fixture
def views(stores: Stores) -> ports.OrderViews:
    return stores.views


@pytest.fixture
def shoppers(stores: Stores) -> ports.Shoppers:
    return stores.shoppers


@pytest.fixture(params=["memory", "aws"])
def queues(request: pytest.FixtureRequest) -> Iterator[ports.Queues]:
    if request.param == "memory":
        yield in_memory().queues
    else:
        with on_aws() as stores:
            yield stores.queues
