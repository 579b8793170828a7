"""A whole system on the stores in memory, for tests of the edge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from chalicelib import wiring
from chalicelib.bank import Bank
from chalicelib.keyring import Keyring
from chalicelib.logs import Log
from chalicelib.settings import Settings
from chalicelib.tokens import Tokens
from sale_api.domain.order import Bar, Standing
from sale_api.ports import Queue
from sale_api.usecases.circles import Circles
from sale_api.usecases.watch import Watch
from tests import fakes

SECRET = (
    '{"keys": [{"kid": "k1", "secret": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}],'
    ' "shopper_key": "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY="}'
)
SETTINGS = Settings(
    stage="test",
    table_prefix="test-",
    secret_id="keys",
    queue_urls={queue: f"http://127.0.0.1/{queue}" for queue in Queue},
    mail_from="sale@example.org",
    storefront_urls=("https://shop.example.org",),
)
TOKENS = Tokens(Keyring.from_json(SECRET), SETTINGS.issuer)
BEGIN = 1_800_000_000_000


@dataclass
class World:
    """A system, its stores, its clock, and what it logged."""

    clock: int = BEGIN
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sales = fakes.FakeSales()
        self.published = fakes.FakePublished()
        self.lots = fakes.FakeLots(self.published)
        self.orders = fakes.FakeOrders()
        self.goods = fakes.FakeGoods(self.orders)
        self.views = fakes.FakeOrderViews()
        self.shoppers = fakes.FakeShoppers()
        self.baskets = fakes.FakeBaskets()
        self.entrants = fakes.FakeEntrants()
        self.invitations = fakes.FakeInvitations(self.entrants)
        self.seeds = fakes.FakeSeeds()
        self.beacon = fakes.FakeBeacon()
        self.domains = fakes.FakeCircle()
        self.households = fakes.FakeCircle()
        self.queues = fakes.FakeQueues()
        self.mailer = fakes.FakeMailer()
        self.warehouse = fakes.FakeWarehouse()
        self.waiting = fakes.FakeWaiting(self.lots)
        self.changes = fakes.FakeChanges()
        self.chance = fakes.FakeChance()
        self.system = wiring.System(
            settings=SETTINGS,
            log=Log(write=self.lines.append),
            tokens=TOKENS,
            sales=self.sales,
            lots=self.lots,
            published=self.published,
            goods=self.goods,
            orders=self.orders,
            views=self.views,
            shoppers=self.shoppers,
            baskets=self.baskets,
            entrants=self.entrants,
            invitations=self.invitations,
            seeds=self.seeds,
            beacon=self.beacon,
            circles=Circles(
                domains=self.domains, households=self.households, key=TOKENS.shopper_key
            ),
            payments=Bank(),
            queues=self.queues,
            mailer=self.mailer,
            warehouse=self.warehouse,
            waiting=self.waiting,
            changes=self.changes,
            chance=self.chance,
            watch=Watch(
                sales=self.sales,
                published=self.published,
                lots=self.lots,
                grace_ms=SETTINGS.grace_ms,
            ),
            now=lambda: self.clock,
            wait_until=self.wait_until,
            standing=_standing,
            entry=lambda image: image["entry"],
        )

    def wait_until(self, at: int) -> None:
        """Let the time come."""
        self.clock = max(self.clock, at)


@contextmanager
def installed(world: World) -> Iterator[World]:
    """Let the edge run on this world."""
    wiring.install(world.system)
    try:
        yield world
    finally:
        wiring.install(None)


def _standing(image: Mapping[str, Any]) -> Standing:
    """Read an image of the stream: here it is the value itself, under a name."""
    standing = image["standing"]
    assert isinstance(standing, Bar) or standing.history
    result: Standing = standing
    return result
