"""Marketers: they halt the sale and let it go on, add stock, ship, cancel, and close.

Over 200 lines because each act is one function that says what it asks, and of whom.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from chalicelib.workers import schedule
from sale_api.domain.errors import Refusal, TryAgain
from sale_api.domain.history import Shipment
from sale_api.domain.moves import Actor
from sale_api.domain.order import Order
from sale_api.ports import Unknown
from sale_api.usecases.add_gift import add_gift
from sale_api.usecases.add_stock import add_stock
from sale_api.usecases.cancel import cancel
from sale_api.usecases.deliver import deliver
from sale_api.usecases.plan_sale import change_plan
from sale_api.usecases.refund import refund
from sale_api.usecases.ship import ship
from sale_api.usecases.steer import close, pause, read_sale, resume
from sale_api.usecases.take_back import take_back
from sale_api.usecases.withdraw import withdraw
from tests.sale_api.given import MINUTE, PRICE, SALE, SECOND
from tests.simulation.invocations import Process, Work
from tests.simulation.plans import draft_of

if TYPE_CHECKING:
    from tests.simulation.world import World

PATIENCE_MS = 10 * SECOND
TRIES = 8


class Marketer:
    """One marketer with dice of their own."""

    def __init__(self, world: World, name: str, seed: int) -> None:
        self._world = world
        self._name = name
        self._seed = seed
        self._random = Random(f"{seed} {name}")
        self._additions = 0

    def work(self) -> None:
        """Do a handful of things, each until it is done."""
        acts = [self._halt, self._halt, self._cancel, self._cancel, self._cancel, self._ship]
        acts += [self._add, self._add, self._add, self._close]
        acts += [self._halt] * 12 if self._world.setting.is_halting else []
        acts += [self._postpone] * 6 if self._world.setting.plan.is_drawn else []
        for _ in range(self._random.randint(2, 7)):
            self._world.sleep(self._random.choice([SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE]))
            act = self._random.choice(acts)
            if act != self._close or self._random.random() < 0.1:
                act()

    def _until_done(self, work: Work, *tries: int) -> None:
        # Some give up at once, and somebody else has to finish what they began.
        for _ in range(self._random.choice(tries or [1, TRIES, TRIES])):
            try:
                self._world.answer_of(self._world.start(self._name, work), PATIENCE_MS)
            except (Unknown, TryAgain):
                self._world.sleep(self._random.choice([100, 3 * SECOND]))
            except Refusal:
                return
            else:
                return

    def _postpone(self) -> None:
        """Move the opening to a later instant, if there is still time."""
        later = self._random.choice([SECOND, 15 * SECOND])
        last = len(self._world.setting.plan.windows) - 1
        moved = self._random.randint(0, last) if last else 0

        def postpone(process: Process) -> None:
            sales = process.stores.sales
            sale = read_sale(sale_id=SALE, sales=sales)
            opens_at = [window.opens_at for window in sale.plan.windows]
            opens_at[moved] += later
            change_plan(
                sale_id=SALE,
                version=sale.version,
                draft=draft_of(sale.plan, opens_at),
                by=self._name,
                now=process.now(),
                sales=sales,
                seeds=process.stores.seeds,
                chance=process.chance,
            )
            self._world.sometimes["opening moved"] += 1

        self._until_done(postpone)

    def _halt(self) -> None:
        """Halt the sale for a while; most of the times just before somebody's deadline."""
        if self._random.random() < 0.7:
            self._wait_for_a_deadline()

        if self._world.setting.is_halting:
            # The keeper may come at any instant: also at the one that it judges wrongly by.
            for _ in range(3):
                self._world.start("keeper", lambda _: schedule.keep_all())

        def stop(process: Process) -> None:
            pause(
                sale_id=SALE,
                by=self._name,
                reason="a check",
                now=process.now(),
                sales=process.stores.sales,
            )

        self._until_done(stop)
        self._world.sometimes["halted"] += 1
        self._world.sleep(self._random.choice([SECOND, 20 * SECOND, MINUTE, 3 * MINUTE]))
        self.go_on()

    def _wait_for_a_deadline(self) -> None:
        """Wait until just before a hold runs out, whose holder orders just then."""
        books, now = self._world.books, self._world.now
        waits = sorted((deadline - books.clock(now), whose) for deadline, whose in books.baskets())
        wait, holder = next(((wait, who) for wait, who in waits if wait > 2 * SECOND), (0, ""))
        if holder in self._world.shoppers:
            self._world.timeline.spawn(self._world.shoppers[holder].hesitate)
        early = self._random.choice([1, 200, 400, 600, 900])
        self._world.sleep(max(0, wait - early))

    def go_on(self) -> None:
        """Let the sale go on, whoever halted it."""

        def go(process: Process) -> None:
            resume(
                sale_id=SALE,
                by=self._name,
                reason="checked",
                now=process.now(),
                sales=process.stores.sales,
            )

        # A sale that nobody lets go on proves nothing.
        self._until_done(go, TRIES)

    def _close(self) -> None:
        def end(process: Process) -> None:
            close(
                sale_id=SALE,
                by=self._name,
                reason="enough",
                now=process.now(),
                sales=process.stores.sales,
            )

        self._until_done(end)
        self._world.sometimes["closed"] += 1

    def _an_order(self) -> str | None:
        standing = self._world.database.standing()
        orders = sorted(key for key, each in standing.items() if isinstance(each, Order))
        return self._random.choice(orders) if orders else None

    def _cancel(self) -> None:
        order = self._an_order()
        if order is None:
            return
        resell = self._random.random() < 0.7

        def end(process: Process) -> None:
            cancel(
                order_id=order,
                by=Actor.MARKETER,
                shopper=None,
                reason="no supply",
                resell=resell,
                now=process.now(),
                orders=process.stores.orders,
                lots=process.stores.lots,
            )

        self._until_done(end)
        self._world.sometimes["cancelled, to be sold again" if resell else "written off"] += 1

    def _ship(self) -> None:
        order = self._an_order()
        if order is None:
            return

        def send(process: Process) -> None:
            ship(
                order_id=order,
                shipment=Shipment("DHL", "1"),
                now=process.now(),
                orders=process.stores.orders,
            )
            self._world.sometimes["shipped"] += 1

        self._until_done(send)
        caretaker = Caretaker(self._world, self._name, self._seed, order)
        self._world.timeline.spawn(caretaker.work)

    def _add(self) -> None:
        self._additions += 1
        name = f"{self._name}-{self._additions}"
        units = self._random.randint(1, 4)
        pool = self._random.choice(self._world.setting.plan.pools).pool

        def add(process: Process) -> None:
            add_stock(
                sale_id=SALE,
                addition_id=name,
                pool=pool,
                units=units,
                by=self._name,
                now=process.now(),
                sales=process.stores.sales,
                lots=process.stores.lots,
                published=process.stores.published,
            )
            self._world.sometimes["stock added"] += 1

        self._until_done(add, 1, TRIES)


class Caretaker(Marketer):
    """Looks after one order once somebody has shipped it; with other dice than whoever did."""

    def __init__(self, world: World, name: str, seed: int, order: str) -> None:
        super().__init__(world, f"{name} after {order}", seed)
        self._order = order
        self._resell = self._random.random() < 0.5

    def work(self) -> None:
        """Let its parcel come, or come back; let its shopper withdraw; pay back, and give."""
        works = [self._deliver, self._withdraw, self._take_back, self._refund, self._give]
        for _ in range(self._random.randint(1, 6)):
            self._world.sleep(self._random.choice([SECOND, 20 * SECOND, MINUTE]))
            self._until_done(self._random.choice(works))

    def _deliver(self, process: Process) -> None:
        deliver(order_id=self._order, now=process.now(), orders=process.stores.orders)
        self._world.sometimes["delivered"] += 1

    def _withdraw(self, process: Process) -> None:
        withdraw(
            order_id=self._order,
            shopper=None,
            name="whoever has the link",
            now=process.now(),
            orders=process.stores.orders,
            lots=process.stores.lots,
        )
        self._world.sometimes["withdrawn"] += 1

    def _take_back(self, process: Process) -> None:
        take_back(
            order_id=self._order,
            reason="it came back",
            resell=self._resell,
            now=process.now(),
            orders=process.stores.orders,
            lots=process.stores.lots,
        )
        what = "came back, to be sold again" if self._resell else "lost on its way"
        self._world.sometimes[what] += 1

    def _refund(self, process: Process) -> None:
        refund(
            order_id=self._order,
            amount=PRICE,
            now=process.now(),
            orders=process.stores.orders,
            payments=process.system.payments,
        )
        self._world.sometimes["refunded"] += 1

    def _give(self, process: Process) -> None:
        add_gift(
            order_id=self._order,
            gift_id="sorry-1",
            words="a voucher",
            now=process.now(),
            orders=process.stores.orders,
        )
        self._world.sometimes["gift added"] += 1
