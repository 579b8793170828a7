"""Every port in memory: small classes on the domain's own rules, for tests to look into.

They keep what the contracts in `sale_api/ports/` promise, and no more; the suite in
`tests/contract/` holds them and the stores on DynamoDB to the same cases.
"""

from tests.fakes.orders import (
    FakeChanges,
    FakeMailer,
    FakeOrders,
    FakeOrderViews,
    FakeQueues,
    FakeWarehouse,
)
from tests.fakes.people import (
    FakeBaskets,
    FakeBeacon,
    FakeChance,
    FakeCircle,
    FakeEntrants,
    FakeInvitations,
    FakeSeeds,
    FakeShoppers,
)
from tests.fakes.stock import FakeGoods, FakeLots, FakePublished, FakeSales
from tests.fakes.waiting import FakeWaiting

__all__ = [
    "FakeBaskets",
    "FakeBeacon",
    "FakeChance",
    "FakeChanges",
    "FakeCircle",
    "FakeEntrants",
    "FakeGoods",
    "FakeInvitations",
    "FakeLots",
    "FakeMailer",
    "FakeOrderViews",
    "FakeOrders",
    "FakePublished",
    "FakeQueues",
    "FakeSales",
    "FakeSeeds",
    "FakeShoppers",
    "FakeWaiting",
    "FakeWarehouse",
]
