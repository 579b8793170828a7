"""A shop in memory: one published sale, every use case of selling bound to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from sale_api.domain.circles import UNKNOWN_ORIGIN, Origin
from sale_api.domain.contact import Delivery
from sale_api.domain.history import Shipment
from sale_api.domain.levels import Levels, mark_of
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.plan import Plan
from sale_api.domain.reservation import Reservation
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Ticket
from sale_api.usecases import cancel as cancelling
from sale_api.usecases import give_back as giving_back
from sale_api.usecases import keep as keeping
from sale_api.usecases import place_order as ordering
from sale_api.usecases import reserve as reserving
from sale_api.usecases.circles import Circles
from sale_api.usecases.hold import Hold, held
from sale_api.usecases.join_list import join_list
from sale_api.usecases.ship import ship
from sale_api.usecases.wait import Listed, leave_list, look_at_list
from sale_api.usecases.watch import Watch
from tests.fakes import (
    FakeChance,
    FakeCircle,
    FakeLots,
    FakeOrders,
    FakeOrderViews,
    FakePublished,
    FakeQueues,
    FakeSales,
    FakeWaiting,
)
from tests.sale_api.given import (
    CONTACT,
    DELIVERY,
    GRACE,
    OPENS,
    SALE,
    a_plan,
    a_sale,
    shopper_at,
)


@dataclass
class Shop:
    """A published sale on ports in memory; `now` is what every call is handed."""

    plan: Plan = field(default_factory=a_plan)
    now: int = OPENS

    def __post_init__(self) -> None:
        self.sales: Any = FakeSales()
        self.published: Any = FakePublished()
        self.stores = FakeLots(self.published)
        self.lots: Any = self.stores  # a test may put something in between
        self.orders: Any = FakeOrders()
        self.waiting: Any = FakeWaiting(self.stores)
        self.views = FakeOrderViews()
        self.queues = FakeQueues()
        self.chance = FakeChance()
        self.domains, self.households = FakeCircle(), FakeCircle()
        self.circles = Circles(domains=self.domains, households=self.households, key=b"k" * 32)
        sale = a_sale(self.plan)
        self.sales.create(sale)
        laid_out = sale.layout.planned_lots()
        self.lots.create(laid_out)
        self.published.create(Levels(SALE, tuple(lot.available for lot in laid_out)))
        self.watch = self.another_process()

    def another_process(self) -> Watch:
        """Return the memory of a process that has just started."""
        return Watch(sales=self.sales, published=self.published, lots=self.lots, grace_ms=GRACE)

    @property
    def sale(self) -> Sale:
        sale: Sale = self.sales.sales[SALE]
        return sale

    @property
    def levels(self) -> Levels:
        levels: Levels = self.published.levels[SALE]
        return levels

    def lot(self, number: int = 0) -> Lot:
        return self.stores.lots[SALE, number]

    def shopper(self, home: int = 0, nth: int = 0) -> str:
        return shopper_at(home, self.sale.plan.lot_count, nth)

    def stock(self, *available: int) -> None:
        """Leave each lot with so many units, as if the others had been ordered and settled."""
        for number, left in enumerate(available):
            lot = self.lot(number)
            gone = lot.available - left
            if gone:
                sold = {f"sold-{number:010}": Claim(gone, f"sold{number:04}", OPENS, settled=True)}
                self.stores.lots[SALE, number] = replace(lot, available=left, claims=sold)

    def publish_levels(self) -> None:
        """Publish what the lots have, and let this process see it."""
        lots = [self.lot(number) for number in range(self.sale.layout.lot_count)]
        holders = frozenset(mark_of(shopper) for lot in lots for shopper in lot.claims)
        self.published.levels[SALE] = replace(
            self.levels, levels=tuple(lot.available for lot in lots), holders=holders
        )
        self.watch = self.another_process()

    def reserve(
        self,
        shopper: str,
        quantity: int = 2,
        pool: str | None = None,
        watch: Watch | None = None,
        origin: Origin = UNKNOWN_ORIGIN,
    ) -> Hold:
        return reserving.reserve(
            sale_id=SALE,
            shopper=shopper,
            quantity=quantity,
            pool=pool,
            origin=origin,
            now=self.now,
            watch=watch or self.watch,
            lots=self.lots,
            orders=self.orders,
            chance=self.chance,
            grace_ms=GRACE,
        )

    def held(self, shopper: str) -> Hold:
        return held(
            sale_id=SALE,
            shopper=shopper,
            now=self.now,
            watch=self.watch,
            lots=self.lots,
            orders=self.orders,
        )

    def give_back(self, shopper: str, only: str | None = None) -> None:
        giving_back.give_back(
            sale_id=SALE,
            shopper=shopper,
            only=only,
            now=self.now,
            watch=self.watch,
            lots=self.lots,
            orders=self.orders,
        )

    def order(self, reservation: Reservation, delivery: Delivery = DELIVERY) -> ordering.Placed:
        return ordering.place_order(
            reservation=reservation,
            delivery=delivery,
            contact=CONTACT,
            now=self.now,
            watch=self.watch,
            sales=self.sales,
            orders=self.orders,
            lots=self.lots,
            circles=self.circles,
        )

    def cancel(self, order: Order, *, resell: bool = True) -> Order:
        return cancelling.cancel(
            order_id=order.order,
            by=Actor.MARKETER,
            shopper=None,
            reason="no supply",
            resell=resell,
            now=self.now,
            orders=self.orders,
            lots=self.lots,
        )

    def shipped(self, quantity: int = 2) -> Order:
        """Return an order of somebody's that has been taken in and shipped."""
        order = self.order(self.reserve(self.shopper(), quantity).reservation).order
        taken_in = order.moved(OrderState.IN_FULFILMENT, at=self.now, by=Actor.SYSTEM)
        self.orders.move(taken_in)
        parcel = Shipment("DHL", "0034")
        return ship(order_id=order.order, shipment=parcel, now=self.now, orders=self.orders)

    def keep(self) -> None:
        keeping.keep(
            sale=self.sale,
            now=self.now,
            clock=lambda: self.now,
            lots=self.lots,
            published=self.published,
            orders=self.orders,
            waiting=self.waiting,
            chance=self.chance,
            grace_ms=GRACE,
        )

    def join_list(
        self,
        shopper: str,
        quantity: int = 2,
        pool: str | None = None,
        ticket: Ticket | None = None,
        origin: Origin = UNKNOWN_ORIGIN,
    ) -> Listed:
        return join_list(
            sale_id=SALE,
            shopper=shopper,
            contact=CONTACT,
            quantity=quantity,
            pool=pool,
            ticket=ticket,
            origin=origin,
            now=self.now,
            watch=self.watch,
            waiting=self.waiting,
            lots=self.lots,
            orders=self.orders,
        )

    def look_at_list(self, shopper: str) -> Listed:
        return look_at_list(
            sale_id=SALE,
            shopper=shopper,
            now=self.now,
            watch=self.watch,
            waiting=self.waiting,
            lots=self.lots,
            orders=self.orders,
        )

    def leave_list(self, shopper: str, only: int | None = None) -> None:
        leave_list(
            sale_id=SALE,
            shopper=shopper,
            only=only,
            now=self.now,
            watch=self.watch,
            waiting=self.waiting,
            lots=self.lots,
            orders=self.orders,
        )
