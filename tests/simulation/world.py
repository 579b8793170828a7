"""A world: one sale, all who touch it, and a database in bad weather; all of it from one seed.

Over 200 lines because here they all meet: who runs, what befalls a request, who is told of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from msgspec.structs import replace

from chalicelib import wiring
from sale_api.domain.errors import Refusal, SoldOut, TryAgain
from sale_api.domain.history import NoteKind
from sale_api.domain.lot import Claim
from sale_api.domain.moves import OrderState
from sale_api.domain.order import Bar, Order
from sale_api.domain.sale import State
from sale_api.domain.ticket import Ticket
from sale_api.domain.waiting import Entry
from sale_api.ports import Unknown, Unmet
from sale_api.usecases.publish import publish
from sale_api.usecases.reserve import reserve
from tests.sale_api.given import MINUTE, OPENS, SALE, SECOND, a_sale
from tests.simulation.books import Books, Broken, broken, clock_of, hold
from tests.simulation.carriers import Carrier
from tests.simulation.database import Database, InMemory, Record
from tests.simulation.history import Line, brief
from tests.simulation.hosts import Host
from tests.simulation.invocations import Chance, Invocation, Process, Work
from tests.simulation.mailmen import Mailmen
from tests.simulation.marketers import Marketer
from tests.simulation.outside import ATTEMPTS, CONTESTED, READS, outside
from tests.simulation.plans import setting_of, somebody_at
from tests.simulation.shoppers import Shopper
from tests.simulation.timeline import Timeline
from tests.simulation.weather import Fate, Lost, Weather
from tests.simulation.workers import SHARDS, Clockwork, Post, Shard

PATIENCE_MS = 10 * SECOND
DRAINS = 200
NEWCOMERS_TRIES = 100
CROSSED = 0.1
"""So often somebody leaves the list just when they would be offered units."""

OUTAGES = 0.4
"""How many of the requests that get no answer get none on any further attempt."""


COUNTED = {"lots.promote": "level raised by the keeper", "goods.allot": "goods allotted"}
"""Writes that are counted under a name of their own."""


@dataclass(frozen=True, slots=True)
class Without:
    """What a world is played without, to find the shortest history: actors, and single fates."""

    actors: frozenset[str] = frozenset()
    fates: frozenset[tuple[str, int]] = frozenset()


class World:
    """Plays a seed; `sometimes` counts the rare places it came to."""

    def __init__(
        self,
        seed: int,
        without: Without | None = None,
        *,
        history: list[Line] | None = None,
        database: Database | None = None,
    ) -> None:
        self.seed = seed
        self.setting = setting_of(seed)
        self.sometimes: Counter[str] = Counter()
        self.fates: list[tuple[str, int]] = []
        self.faults: list[str] = []
        self.is_calm = self.is_at_rest = self.is_over = False
        self.timeline = Timeline(OPENS - 20 * SECOND)
        self.database: Database = database or InMemory(SALE)
        domains = {each.shopper: each.domain for each in self.setting.visitors}
        self.books = Books(self.database, lambda shopper: domains.get(shopper, ""))
        stub: Any = self.database.stores.beacon
        stub.down = self.setting.is_beacon_down
        self._without = without or Without()
        self._history = history
        self._weather = Weather(self._sleep_running, self._later)
        self._running: Invocation | None = None
        self._recognised = lambda verb: self._count(f"lost answer of {verb} recognised")
        self._stores = self.database.stores
        if database is None:
            # Elsewhere the weather is below botocore: see `on_moto`.
            self._stores = outside(self._stores, self._request, self._recognised)
        self._chance = Chance(lambda: self.running, self._sleep_running)
        self._random = Random(f"{seed} world")
        self._spite = Random(f"{seed} spite")
        self._runs: Counter[str] = Counter()
        self._processes = 0
        self._idle = [self._process() for _ in range(3)]
        self._shards = [Shard(self, f"shard{nth}", seed) for nth in range(SHARDS)]
        self._list_shard = Shard(self, "list", seed)
        self._post = Post(self, seed)
        self._mailmen = Mailmen(self, seed)
        self.host = Host(self, seed)
        self.shoppers: dict[str, Shopper] = {}
        self._busy = 0
        self.writes = 0
        self._barring: dict[str, Invocation] = {}

    @property
    def now(self) -> int:
        """True time; every process has its own idea of it."""
        return self.timeline.now

    @property
    def running(self) -> Invocation:
        """The invocation that runs just now."""
        assert self._running is not None, "nothing runs"
        return self._running

    def play(self) -> None:
        """Play the world to its end; raises `Broken` at the first invariant that does not hold."""
        sale = replace(a_sale(self.setting.plan), state=State.DRAFT)
        self.database.stores.sales.create(sale)
        self.timeline.spawn(self._direct)
        try:
            self.timeline.run()
        finally:
            wiring.install(None)
        assert self.is_over, "the world came to a standstill"

    def is_without(self, actor: str) -> bool:
        """Tell whether this actor is left out."""
        return actor in self._without.actors

    def sleep(self, milliseconds: int) -> None:
        """Let an actor sleep."""
        self.timeline.sleep(milliseconds)

    def start(self, actor: str, work: Work) -> Invocation:
        """Begin an invocation in a process that is idle, or in a new one."""
        self._runs[actor] += 1
        name = f"{actor}#{self._runs[actor]}"
        muted = frozenset(call for run, call in self._without.fates if run == name)
        process = self._idle.pop(self._random.choice([0, -1, -1])) if self._idle else None
        run = Invocation(name, self.seed, process or self._process(), muted)
        self.timeline.spawn(lambda: self._run(run, work))
        return run

    def answer_of(self, run: Invocation, patience: int) -> Any:
        """Wait for an invocation's answer; `Unknown` if it was killed or takes too long."""
        self.timeline.wait(patience, run.subscribe)
        if not run.is_over:
            raise Unknown
        if run.error is not None:
            raise run.error
        return run.value

    def _process(self) -> Process:
        skews = self.setting.skews
        skew = skews[self._processes % len(skews)]
        self._processes += 1
        return Process(
            f"process{self._processes}",
            clock=lambda: self.now + skew,
            stores=self._stores,
            chance=self._chance,
            standing=self.database.standing_of,
            entry=self.database.entry_of,
            faults=self.faults,
            sleep=self._sleep_running,
        )

    def _run(self, run: Invocation, work: Work) -> None:
        run.begun = self.now
        self._resume(run)
        run.run(work)
        if not isinstance(run.error, Unknown):
            self._idle.append(run.process)

    def _resume(self, run: Invocation) -> None:
        self._running = run
        wiring.install(run.process.system)

    def _sleep_running(self, milliseconds: int) -> None:
        run = self.running
        self.timeline.sleep(milliseconds)
        self._resume(run)

    def _request(self, name: str, given: tuple[Any, ...], apply: Callable[[], Any]) -> Any:
        """Play one call of a port: the `outside.Request` of this world."""
        run = self.running
        is_read = name.partition(".")[2] in READS

        def observed() -> Any:
            outcome: Any = None
            try:
                outcome = apply()
            except Exception as refused:
                outcome = refused
                raise
            finally:
                self._note(name, given, outcome)
                if not is_read:
                    self._observe(run, name, given, outcome)
                elif name == "waiting.find":
                    self._cross(run, given[1])
            return outcome

        return self.attempt(name, observed, is_read=is_read, is_contested=name in CONTESTED)

    def _cross(self, run: Invocation, shopper: str) -> None:
        """Let somebody leave the list now and then, just as somebody else moves their entry."""
        is_theirs = run.name.startswith("shopper")
        if not is_theirs and not self.is_calm and self._spite.random() < CROSSED:
            self._count("left while units were offered")
            self.timeline.spawn(self.shoppers[shopper].leave_meanwhile)

    def attempt(
        self, name: str, apply: Callable[[], Any], *, is_read: bool, is_contested: bool
    ) -> Any:
        """Play one request to the database; raises `Lost`, `Throttled`, `InConflict`, `Unknown`."""
        run = self.running
        fate = Fate.ANSWERED if self.is_calm else run.next_fate(self.setting.climate)
        if fate is Fate.CONFLICT and not is_contested:
            fate = Fate.THROTTLED
        if fate is Fate.APPLIED_LATE and is_read:
            fate = Fate.NEVER_SENT
        if fate is not Fate.ANSWERED:
            self.fates.append((run.name, run.calls))
            self._count(fate)
            if fate is Fate.CONFLICT:
                self._count(f"{name} in conflict")
        try:
            return self._weather.play(fate, run.choices, lambda: self._applied(apply, is_read))
        except Lost:
            if run.choices.random() < OUTAGES:
                raise Unknown from None
            raise

    def _applied(self, apply: Callable[[], Any], is_read: bool) -> Any:  # noqa: FBT001 - one call
        if is_read:
            return apply()
        try:
            answer = apply()
            self.writes += 1
        finally:
            self._look()
        return answer

    def _note(self, name: str, given: tuple[Any, ...], outcome: Any) -> None:
        if self._history is not None:
            run, what = self.running, f"{name}({', '.join(map(brief, given))})"
            self._history.append(Line(self.now, run.name, run.process.name, what, brief(outcome)))

    def note_mail(self, key: str) -> None:
        """Tell the books of a mail that the running invocation has sent."""
        run = self.running
        self.books.note_mail(key, run, run.begun, self.now)

    def pause(self, milliseconds: int) -> None:
        """Let the running invocation wait, as botocore does before it tries again."""
        self._sleep_running(milliseconds)

    @property
    def is_in_an_invocation(self) -> bool:
        """Whether an invocation runs: what asks the database else is no part of the world."""
        return self._running is not None

    def note_news(self, change: Record) -> None:
        """Tell the books what a record of the stream has to tell."""
        if "list" in change.get("Keys", ()):
            return
        images = (change.get(name) for name in ("OldImage", "NewImage"))
        before, after = (self.database.standing_of(each) if each else None for each in images)
        known = len(before.history) if isinstance(before, Order) else 0
        if isinstance(after, Order):
            events = range(known + 1, len(after.history) + 1)
            self.books.note_news(after.order, events, ATTEMPTS)

    def _look(self) -> None:
        """Check the books after a write, and pass on what it set going."""
        self.books.check(self.now, self.running.begun)
        for key, record in self.database.changes():
            shard = self._shards[sum(key.encode()) % SHARDS]
            (self._list_shard if "list" in record.get("Keys", ()) else shard).put(record)
        for queue, body in self.database.messages():
            if "list" in body:
                self.books.note_told_entry(str(body["shopper"]), int(str(body["event"])))
            else:
                self.books.note_told(str(body["order"]), int(str(body["event"])))
            self._post.put(queue, body)

    def _later(self, delay: int, apply: Callable[[], Any]) -> None:
        run = self.running

        def arrive() -> None:
            self._running = run
            try:
                apply()
            except Exception:  # noqa: BLE001 - nobody waits for its answer any more
                self._count("applied late, and refused")

        self.timeline.at(self.now + delay, arrive)

    def _observe(self, run: Invocation, name: str, given: tuple[Any, ...], outcome: Any) -> None:
        if name == "orders.bar":
            self._observe_bar(run, given[0], outcome)
        elif name == "orders.place" and isinstance(outcome, Bar):
            self._count("barred while ordering")
        elif isinstance(outcome, Unmet):
            self._count(f"{name} refused")
        elif name == "mailer.send":
            self.note_mail(given[0].key)
            self._mailmen.take(given[0])
        elif name == "views.record":
            self.books.yard.note_listed(given[0], self.now)
        elif name in COUNTED:
            self._count(COUNTED[name])
        elif name == "orders.move":
            self._observe_move(given[0])
        elif name == "waiting.offer":
            self._observe_offer(*given)
        elif name == "lots.give_back":
            self._count("given back" if outcome else "given back before")

    def _observe_offer(self, entry: Entry, home: int, claim: Claim, returned: int) -> None:
        """Count what kind of offer was made."""
        source = claim.source(home)
        self._count("offered, lent" if source != home else "offered by the home lot")
        if claim.quantity < entry.quantity:
            self._count("offered fewer than asked for")
        if returned < claim.quantity:
            self._count("offered what was on sale")
        if self.now >= self.database.sale().ends_at:
            self._count("offered after the sale")

    def _observe_move(self, order: Order) -> None:
        last = order.history[-1]
        if last.what is OrderState.EXPIRED:
            self._count("expired unpaid")
        elif last.note is not None and last.note.kind is NoteKind.REMINDED:
            self._count("reminded to pay")

    def _observe_bar(self, run: Invocation, bar: Bar, outcome: Any) -> None:
        before = self._barring.setdefault(bar.order, run)
        if isinstance(outcome, Order):
            self._count("ordered while barring")
        elif before is not run and not before.is_over:
            both = before.name.startswith("keeper") and run.name.startswith("keeper")
            self._count("two keepers on one claim" if both else "two at one claim")

    def _count(self, place: str) -> None:
        self.sometimes[place] += 1

    def _direct(self) -> None:
        """Open the world, wait until everybody is done, let it run quiet, and judge it."""
        self.timeline.spawn(Clockwork(self, self.seed).tick)
        marketers = [
            Marketer(self, f"marketer{nth}", self.seed) for nth in range(self.setting.marketers)
        ]
        for nth, marketer in enumerate(marketers):
            self._spawn(f"marketer{nth}", marketer.work)
        if any(pool.to_come for pool in self.setting.plan.pools):
            self._spawn("carrier", Carrier(self, "carrier", self.seed).work)
        for visitor in self.setting.visitors:
            if visitor.name not in self._without.actors:
                shopper = self.shoppers[visitor.shopper] = Shopper(self, visitor, self.seed)
                self._spawn(visitor.name, shopper.come)
        self._publish()
        self.host.invite()
        while self._busy:
            self.sleep(MINUTE)
        self.is_calm = True
        self.sleep(10 * MINUTE)
        Marketer(self, "last", self.seed).go_on()
        self.sleep(self._until_all_is_over() + 5 * MINUTE)
        for _ in self.setting.visitors if self.setting.plan.waitlist else ():
            # What one lets run out is offered to the next.
            self.sleep(self._until_all_is_over() + 3 * MINUTE)
        self.books.check_rest(self.now)
        self._mailmen.check_rest()
        self.sometimes += self.books.steps
        self._check_draws()
        self.host.check_counts()
        self.is_at_rest = True
        self._sell_what_is_left()
        self.is_over = True

    def _until_all_is_over(self) -> int:
        # A pause that was written late has set the sale's clock back: a hold may last longer.
        clock = clock_of(self.database.sale(), self.now)
        left = [deadline - clock for deadline, _ in self.books.baskets()]
        return max([self.setting.plan.hold_seconds * SECOND, *left])

    def _spawn(self, name: str, work: Callable[[], None]) -> None:
        if name in self._without.actors:
            return

        def until_done() -> None:
            work()
            self._busy -= 1

        self._busy += 1
        self.timeline.spawn(until_done, after=20 * SECOND)

    def _publish(self) -> None:
        def make_public(process: Process) -> None:
            stores = process.stores
            publish(
                sale_id=SALE,
                by="marketer",
                now=process.now(),
                sales=stores.sales,
                lots=stores.lots,
                published=stores.published,
                goods=stores.goods,
                seeds=stores.seeds,
                chance=process.chance,
            )

        while True:
            try:
                self.answer_of(self.start("publisher", make_public), PATIENCE_MS)
            except (Unknown, TryAgain):
                self._count("publication taken up again")
                self.sleep(SECOND)
            else:
                return

    def _check_draws(self) -> None:
        """Hold that the draw of a line that has opened is out."""
        sale = self.database.sale()
        for window, draw in zip(sale.plan.windows, sale.draws, strict=False):
            out = draw.seed is not None or sale.ends_at <= window.opens_at
            hold("I13", out, "the draw is not out:", draw)
            self.sometimes["drawn without a beacon"] += draw.beacon == ""

    def _sell_what_is_left(self) -> None:
        """Hold that no unit is stranded: somebody new gets each that is left.

        The keeper has done its work, and rests: newcomers do not order, and what it took from those
        whose time runs out before the last pool is empty would be left once more.
        """
        sale = self.database.sale()
        if sale.closed_at is not None or sale.plan.windows[-1].closes_at <= self.now:
            return
        lots = self.setting.plan.lot_count
        newcomers = iter(somebody_at(nth % lots, lots, 50 + nth // lots) for nth in range(DRAINS))
        for pool in self.setting.plan.pools:
            while self._sold(pool.pool, next(newcomers)):
                self._count("sold at the end")
        left = {lot.number: lot.available for lot in self.database.lots().values()}
        hold("I7", not any(left.values()), f"nobody can have what is left: {left}")

    def _sold(self, pool: str, shopper: str) -> bool:
        ticket = None
        if self.setting.plan.line is not None:
            windows = self.database.sale().plan.windows
            last, opens_at = len(windows) - 1, windows[-1].opens_at
            ticket = Ticket(sale=SALE, window=last, shopper=shopper, joined_at=opens_at)

        def buy(process: Process) -> bool:
            stores = process.stores
            try:
                reserve(
                    sale_id=SALE,
                    shopper=shopper,
                    quantity=1,
                    pool=pool,
                    ticket=ticket,
                    now=process.now(),
                    watch=process.watch,
                    lots=stores.lots,
                    orders=stores.orders,
                    chance=process.chance,
                    grace_ms=process.system.grace_ms,
                )
            except SoldOut:
                return False
            return True

        for _ in range(NEWCOMERS_TRIES):
            try:
                sold: bool = self.answer_of(self.start("newcomer", buy), PATIENCE_MS)
            except TryAgain:
                self.sleep(SECOND + SECOND // 5)
            except Refusal as refused:
                broken("I7", f"a newcomer was refused: {refused!r}")
            else:
                return sold
        raise Broken("I7", f"a newcomer got no answer in {NEWCOMERS_TRIES} tries")
