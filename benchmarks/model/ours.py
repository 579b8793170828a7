"""The product itself in the model: its use cases, on stores in memory behind the model's limits.

Each environment of the function serves one request at a time and has a memory of its own; there
are as many as requests meet. No line of the protocol is written again here.
"""

from __future__ import annotations

from typing import Final

from benchmarks.model.designs import Said
from benchmarks.model.limits import Database, Timeline
from benchmarks.model.stores import Chance, Lots, Orders, Published, Sales
from sale_api.domain.contact import Contact, Delivery
from sale_api.domain.errors import SoldOut, TryAgain
from sale_api.domain.identifiers import shopper_id
from sale_api.domain.levels import Levels
from sale_api.ports import Unknown
from sale_api.usecases.circles import Circles
from sale_api.usecases.place_order import place_order
from sale_api.usecases.reserve import reserve
from sale_api.usecases.watch import Watch
from tests.fakes import FakeCircle
from tests.sales import published_sale

BEGIN_MS: Final = 1_800_000_000_000
GRACE_MS: Final = 10_000
KEY: Final = bytes(32)
DELIVERY: Final = Delivery("Ada", "Street 1", "10115", "Berlin", "DE")
CONTACT: Final = Contact("ada@example.org", "en", "UTC")


class Ours:
    """The product."""

    def __init__(self, units: int, timeline: Timeline, database: Database) -> None:
        """Publish a sale; what that writes is not the crowd's."""
        self._timeline = timeline
        sale = published_sale(opens_at=BEGIN_MS, units=units, limit=1, hold_seconds=600)
        self._sale = sale.sale
        self._sales, self._published = Sales(database), Published(database)
        self._lots, self._orders = Lots(self._published, database), Orders(database)
        self._sales.sales[sale.sale] = sale
        self._lots.create(sale.layout.planned_lots())
        levels = tuple(lot.available for lot in sale.layout.planned_lots())
        self._published.create(Levels(sale.sale, levels))
        self._circles = Circles(domains=FakeCircle(), households=FakeCircle(), key=KEY)
        self._chance = Chance(timeline)
        self._idle: list[Watch] = []

    @property
    def left(self) -> int:
        """How many units are on sale at this instant."""
        return sum(lot.available for lot in self._lots.lots.values())

    def buy(self, shopper: int) -> Said:
        """Reserve and order, in whatever environment is idle."""
        watch = self._idle.pop() if self._idle else self._new()
        try:
            return self._bought(shopper_id(f"{shopper}@example.org", KEY), watch)
        except SoldOut:
            return Said.SOLD_OUT
        except (TryAgain, Unknown):
            return Said.AGAIN
        finally:
            self._idle.append(watch)

    def _bought(self, shopper: str, watch: Watch) -> Said:
        hold = reserve(
            sale_id=self._sale,
            shopper=shopper,
            quantity=1,
            now=self._now(),
            watch=watch,
            lots=self._lots,
            orders=self._orders,
            chance=self._chance,
            grace_ms=GRACE_MS,
        )
        if hold.order is None:
            place_order(
                reservation=hold.reservation,
                delivery=DELIVERY,
                contact=CONTACT,
                now=self._now(),
                watch=watch,
                sales=self._sales,
                orders=self._orders,
                lots=self._lots,
                circles=self._circles,
            )
        return Said.ORDERED

    def _new(self) -> Watch:
        return Watch(
            sales=self._sales, published=self._published, lots=self._lots, grace_ms=GRACE_MS
        )

    def _now(self) -> int:
        return BEGIN_MS + 1 + int(self._timeline.now * 1_000)
