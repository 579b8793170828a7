"""Functional tests run on the stores in memory, and what matters most on DynamoDB too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from chalicelib import wiring
from sale_api.usecases.circles import Circles
from sale_api.usecases.watch import Watch
from tests.cloud import Stores, on_aws
from tests.functional.api import Api
from tests.systems import SETTINGS, World, installed


@pytest.fixture
def api() -> Iterator[Api]:
    """A client of a system on the stores in memory."""
    with installed(World()) as world:
        yield Api(world)


@pytest.fixture(params=["memory", "aws"])
def everywhere(request: pytest.FixtureRequest) -> Iterator[Api]:
    """A client of a system on each kind of store."""
    if request.param == "memory":
        with installed(World()) as world:
            yield Api(world)
        return
    with on_aws() as stores:
        world = World()
        world.system = _moved(world.system, stores)
        with installed(world):
            yield Api(world)


def _moved(system: wiring.System, stores: Stores) -> wiring.System:
    watch = Watch(
        sales=stores.sales,
        published=stores.published,
        lots=stores.lots,
        grace_ms=SETTINGS.grace_ms,
    )
    return replace(
        system,
        sales=stores.sales,
        lots=stores.lots,
        published=stores.published,
        orders=stores.orders,
        views=stores.views,
        shoppers=stores.shoppers,
        baskets=stores.baskets,
        entrants=stores.entrants,
        invitations=stores.invitations,
        seeds=stores.seeds,
        beacon=stores.beacon,
        circles=Circles(
            domains=stores.domains, households=stores.households, key=system.tokens.shopper_key
        ),
        queues=stores.queues,
        mailer=stores.mailer,
        waiting=stores.waiting,
        watch=watch,
    )
