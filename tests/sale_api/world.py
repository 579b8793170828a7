"""A world from one seed: eight shoppers, a keeper, a relay and a marketer on one small sale."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from sale_api.domain.errors import Refusal, RequestReused, ReservationExpired, SoldOut
from sale_api.domain.order import Actor, Order
from sale_api.domain.reservation import Reservation
from sale_api.ports import Taken, Unknown, Unmet
from sale_api.usecases.add_stock import add_stock
from sale_api.usecases.cancel import cancel
from sale_api.usecases.fulfil import fulfil
from sale_api.usecases.give_back import give_back
from sale_api.usecases.hold import Hold, held
from sale_api.usecases.keep import keep
from sale_api.usecases.place_order import place_order
from sale_api.usecases.relay import relay
from sale_api.usecases.reserve import reserve
from sale_api.usecases.steer import pause, resume
from sale_api.usecases.watch import Watch
from tests.sale_api.given import CONTACT, DELIVERY, GRACE, MINUTE, SALE, SECOND, a_plan, a_window
from tests.sale_api.ledger import Ledger
from tests.sale_api.shop import Shop
from tests.sale_api.weather import Dead, Weather

DEEPEST = 4
FAR_AWAY = 2_000_000_000_000


class Process:
    """One process: its own clock, its own memory, one request at a time."""

    def __init__(self, watch: Watch, skew: int) -> None:
        self.watch = watch
        self.skew = skew
        self.busy = False


class Visitor:
    """A shopper who asks with the same words until there is an answer, and keeps the token."""

    def __init__(self, shopper: str, quantity: int, pool: str) -> None:
        self.shopper = shopper
        self.quantity = quantity
        self.pool = pool
        self.token: Reservation | None = None


class World:
    """One sale and all who touch it; every request goes through the weather."""

    def __init__(self, seed: int, pools: list[tuple[str, int]], stock: list[int]) -> None:
        self.random = Random(seed)
        window = a_window(closes_at=FAR_AWAY)
        self.shop = Shop(a_plan(*pools, limit=2, hold_seconds=60, windows=[window]))
        self.shop.stock(*stock)
        self.shop.publish_levels()
        self.ledger = Ledger(self.shop)
        self.weather = weather = Weather(self.random, self.shop.now)
        weather.check = lambda: self.ledger.check(weather.now)
        weather.others = self.somebody
        self.sales, self.published, self.lots, self.orders, self.views, self.queues = (
            weather.around(store)
            for store in (
                self.shop.sales,
                self.shop.published,
                self.shop.lots,
                self.shop.orders,
                self.shop.views,
                self.shop.queues,
            )
        )
        self.processes = [self._process() for _ in range(3)]
        self.visitors = [self._visitor(nth, pools) for nth in range(8)]
        self.depth = 0
        self.relaying = False
        self.kept_at = weather.now
        weather.check()

    def _process(self) -> Process:
        watch = Watch(sales=self.sales, published=self.published, lots=self.lots, grace_ms=GRACE)
        return Process(watch, self.random.randint(-SECOND, SECOND))

    def _visitor(self, nth: int, pools: list[tuple[str, int]]) -> Visitor:
        home = self.random.randrange(min(2, self.shop.sale.plan.lot_count))
        pool, _ = self.random.choice(pools)
        return Visitor(self.shop.shopper(home, nth), self.random.choice([1, 1, 2]), pool)

    def play(self, requests: int) -> None:
        """Let so many requests happen, one after the other and within each other."""
        for _ in range(requests):
            self.weather.pass_time(self.random.choice([0, 50, SECOND, 5 * SECOND, 20 * SECOND]))
            self.somebody()

    def somebody(self) -> None:
        """Let one request of somebody happen, unless all processes are at work."""
        idle = [process for process in self.processes if not process.busy]
        if not idle or self.depth >= DEEPEST:
            return
        process = self.random.choice(idle)
        process.busy = True
        self.depth += 1
        try:
            self._action()(process)
        except (Unknown, Unmet, Taken, Refusal):
            self.weather.sometimes["no answer yet"] += 1
        except Dead:
            process.watch = self._process().watch
        finally:
            self.depth -= 1
            process.busy = False

    def _action(self) -> Callable[[Process], Any]:
        if self.weather.now - self.kept_at >= MINUTE:
            self.kept_at = self.weather.now
            return self.keep
        actions = [self.visit, self.keep, self.relay, self.fulfil, self.cancel, self.halt, self.add]
        return self.random.choices(actions, [40, 2, 8, 4, 2, 2, 1])[0]

    def visit(self, process: Process) -> None:
        """Let a visitor do what visitors do."""
        visitor = self.random.choice(self.visitors)
        actions = [self.reserve, self.order, self.look, self.leave]
        self.random.choices(actions, [6, 4, 1, 1])[0](process, visitor)

    def reserve(self, process: Process, visitor: Visitor) -> None:
        """Reserve, and hold every refusal to the truth."""
        start = self.weather.now
        try:
            hold: Hold = reserve(
                sale_id=SALE,
                shopper=visitor.shopper,
                quantity=visitor.quantity,
                pool=visitor.pool,
                now=start + process.skew,
                watch=process.watch,
                lots=self.lots,
                orders=self.orders,
                chance=self.shop.chance,
                grace_ms=GRACE,
            )
        except SoldOut as refused:
            self.weather.sometimes["sold out"] += 1
            self.ledger.check_sold_out(visitor.pool, visitor.quantity, start)
            self.ledger.check_not_holding(visitor.shopper, start)
            if not refused.data["may_return"]:
                self.weather.sometimes["sold out for good"] += 1
                self.ledger.check_nothing_returns(start)
            raise
        except RequestReused as refused:
            raise AssertionError("the same words were called other words") from refused
        visitor.token = hold.reservation
        lender = hold.reservation.claim.lender
        self.weather.sometimes["at home" if lender is None else "lent"] += 1
        if lender is not None and lender >= self.shop.sale.plan.lot_count:
            self.weather.sometimes["lent from added stock"] += 1

    def order(self, process: Process, visitor: Visitor) -> None:
        """Order with the last token, however old; 410 must be true."""
        token = visitor.token
        if token is None:
            return
        start = self.weather.now
        stood = self.shop.orders.standing.get(token.order)
        try:
            placed = place_order(
                reservation=token,
                delivery=DELIVERY,
                contact=CONTACT,
                now=start + process.skew,
                watch=process.watch,
                sales=self.sales,
                orders=self.orders,
                lots=self.lots,
            )
        except ReservationExpired:
            self.weather.sometimes["expired"] += 1
            assert not isinstance(stood, Order), "I12: told 410, but the order stood"
            raise
        assert placed.order.order == token.order
        self.weather.sometimes["ordered" if placed.new else "the same order"] += 1

    def look(self, process: Process, visitor: Visitor) -> None:
        """Look at the reservation."""
        now = self.weather.now + process.skew
        watch, lots, orders = process.watch, self.lots, self.orders
        hold = held(
            sale_id=SALE, shopper=visitor.shopper, now=now, watch=watch, lots=lots, orders=orders
        )
        visitor.token = hold.reservation

    def leave(self, process: Process, visitor: Visitor) -> None:
        """Give the reservation back."""
        now = self.weather.now + process.skew
        watch, lots, orders = process.watch, self.lots, self.orders
        give_back(
            sale_id=SALE, shopper=visitor.shopper, now=now, watch=watch, lots=lots, orders=orders
        )
        self.weather.sometimes["given back"] += 1

    def keep(self, process: Process) -> None:
        """Keep, as the schedule does: the instant first, then the sale."""
        now = self.weather.now + process.skew
        sale = self.sales.find(SALE)
        lots, published, orders = self.lots, self.published, self.orders
        keep(sale=sale, now=now, lots=lots, published=published, orders=orders, grace_ms=GRACE)

    def relay(self, process: Process) -> None:
        """Pass changes on in their order; a batch that failed comes again, one in ten anyway."""
        if self.relaying or not self.ledger.changes:
            return
        self.relaying = True
        try:
            batch = self.ledger.changes[: self.random.randint(1, 5)]
            views, queues, lots = self.views, self.queues, self.lots
            touched = relay(batch=batch, views=views, queues=queues, lots=lots)
            if self.weather.calm or self.random.random() < 0.9:
                del self.ledger.changes[: len(batch)]
            if touched:
                self.keep(process)
        finally:
            self.relaying = False

    def fulfil(self, process: Process) -> None:
        """Take any order into fulfilment, once or again."""
        keys = [key for key, each in self.shop.orders.standing.items() if isinstance(each, Order)]
        if keys:
            now = self.weather.now + process.skew
            fulfil(order_id=self.random.choice(keys), event=1, now=now, orders=self.orders)

    def cancel(self, process: Process) -> None:
        """Cancel any order, to be sold again or not."""
        keys = [key for key, each in self.shop.orders.standing.items() if isinstance(each, Order)]
        if keys:
            cancel(
                order_id=self.random.choice(keys),
                by=Actor.MARKETER,
                shopper=None,
                reason="no supply",
                resell=self.random.random() < 0.7,
                now=self.weather.now + process.skew,
                orders=self.orders,
                lots=self.lots,
            )
            self.weather.sometimes["cancelled"] += 1

    def halt(self, process: Process) -> None:
        """Halt the sale, or let it go on."""
        now = self.weather.now + process.skew
        step = resume if self.shop.sale.is_paused else pause
        step(sale_id=SALE, by="marketer", reason="a check", now=now, sales=self.sales)
        self.weather.sometimes["halted"] += 1

    def add(self, process: Process) -> None:
        """Add stock, under a new id or once more."""
        additions = self.shop.sale.additions
        known = self.random.choice(additions) if additions and self.random.random() < 0.5 else None
        add_stock(
            sale_id=SALE,
            addition_id=known.addition if known else f"addition{len(additions)}",
            pool=known.pool if known else self.random.choice(self.shop.sale.plan.pools).pool,
            units=known.units if known else self.random.randint(1, 2),
            by="marketer",
            now=self.weather.now + process.skew,
            sales=self.sales,
            lots=self.lots,
            published=self.published,
        )
        self.weather.sometimes["added"] += 1

    def come_to_rest(self) -> None:
        """End all trouble, and let the workers do what is left."""
        self.weather.calm = True
        self.weather.pass_time(10 * MINUTE)
        # A marketer who froze writes a pause that began earlier: give the clock time.
        if self.shop.sale.is_paused:
            self.halt(self.processes[0])
        for _ in range(3):
            self.weather.pass_time(30 * MINUTE)
            while self.ledger.changes:
                self.relay(self.processes[0])
            self.keep(self.processes[0])
