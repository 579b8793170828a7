"""A stage: one sale on a ground of stores, and one run after the other, each of which may die.

The books are held against the protocol after each write. What a write sets going waits until
somebody hands it over, and comes again until it is done.

Over 200 lines because all that a run may meet stands here, in the order in which it happens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from chalicelib import wiring
from chalicelib.workers import again, messages, opening, schedule, stream
from sale_api import ports
from sale_api.domain.errors import Refusal
from sale_api.domain.order import Order
from sale_api.domain.plan import Plan
from sale_api.domain.reservation import Reservation
from sale_api.ports import Queue, Unknown
from tests.cloud import Stores
from tests.crashes.dooms import Doom, When
from tests.crashes.runs import Dice, Rival, Run, Work
from tests.crashes.waiting import Waiting
from tests.crashes.words import OF_A_FIRM
from tests.sale_api.given import OPENS, SECOND
from tests.simulation.books import Books, broken
from tests.simulation.database import Database
from tests.simulation.history import Line, brief
from tests.simulation.invocations import Process
from tests.simulation.weather import Dead, Lost

READS = frozenset(
    {
        *("sales.find", "sales.all", "lots.look", "published.find", "orders.find"),
        "goods.find",
        *("views.of_shopper", "views.of_sale", "views.counts", "shoppers.delivery"),
        *("baskets.find", "baskets.of_shopper", "views.placed_from", "orders.look"),
        "views.needing",
        "changes.between",
        *("entrants.tickets", "waiting.find", "waiting.head", "waiting.turns"),
        "waiting.of_sale",
        *("entrants.in_time", "seeds.find", "beacon.value", "chance.secret"),
        *("queues.depths", "chance.claim_id", "chance.below", "chance.pause"),
        *("GetItem", "BatchGetItem", "Query", "Scan", "GetQueueAttributes"),
    }
)

THEN = {When.BEFORE_RETRY: When.BEFORE, When.AFTER_RETRY: When.AFTER}

Handler = Callable[[Mapping[str, Any]], Any]


class Ground(Protocol):
    """What a stage stands on: empty stores of one kind, whose every call comes by the stage."""

    def build(self, stage: Stage) -> tuple[Database, Stores]:
        """Return what the stores hold, and the stores as the product sees them."""

    def state(self) -> str:
        """Return all that the stores hold, to know it again."""

    def kept(self, stage: Stage) -> Callable[[], Stage] | None:
        """Return what makes this stage anew, as it stands; None where arranging it is as quick."""


class Stage:
    """One sale, its clock, and all that has happened; what a path arranges is noted here."""

    def __init__(self, ground: Ground, plan: Plan, *, history: list[Line] | None = None) -> None:
        self.now = OPENS + SECOND
        self.plan = plan
        self.on_call: Callable[[str], None] | None = None
        self.dice = Dice(self)
        self.warm: Process | None = None
        self.rival: Rival | None = None
        self.token: Reservation | None = None
        self.order: Order | None = None
        self.relay: Handler = stream.passed_on
        self.handlers: dict[Queue | ports.Dead, Handler] = {
            Queue.SIGN_IN: messages.sign_in,
            Queue.FULFILMENT: messages.fulfilment,
            Queue.NOTICES: messages.notices,
            ports.Dead.RELAY: again.passed_on_again,
        }
        self._run: Run | None = None
        self._history = history
        self._processes = 0
        self._faults: list[str] = []
        self.database, self._stores = ground.build(self)
        self.books = Books(self.database, lambda _: OF_A_FIRM.domain)
        self.waiting = Waiting(self.database, self.books)

    def process(self) -> Process:
        """Return a process that has just started, and remembers nothing."""
        self._processes += 1
        return Process(
            f"process{self._processes}",
            clock=lambda: self.now,
            stores=self._stores,
            chance=self.dice,
            standing=self.database.standing_of,
            entry=self.database.entry_of,
            faults=self._faults,
            sleep=self.pass_by,
        )

    def pass_by(self, milliseconds: int) -> None:
        """Let time pass while a process waits."""
        self.now += milliseconds

    def run(self, work: Work, doom: Doom | None = None, name: str = "client") -> Run:
        """Run some work to its end, or to its doom; in a new process unless one is warm."""
        process = self.warm or self.process()
        run = self._run = Run(name, doom, self.now)
        wiring.install(process.system)
        has_died = False
        try:
            run.value = work(process)
        except Dead:
            has_died = True
            self.warm = None
        except (Refusal, Unknown) as error:
            run.error = error
        finally:
            self._run = None
        if run.is_dead and not has_died:
            broken("death", f"{name} went on after its process had died")
        for line in self._faults:
            broken("fault", line)
        return run

    def do(self, work: Work) -> Any:
        """Run some work that must be answered, and return the answer."""
        run = self.run(work)
        if run.error is not None:
            raise run.error
        return run.value

    def keep(self, doom: Doom | None = None) -> Run:
        """Let the schedule fire."""
        return self.run(lambda _: schedule.keep_all(), doom, "keeper")

    def open_lines(self, doom: Doom | None = None) -> Run:
        """Let the schedule fire for those who open lines."""
        return self.run(lambda _: opening.open_all(), doom, "opener")

    def hand_over(self, doom: Doom | None = None) -> Run:
        """Hand the stream's next batch to the relay; what is not done stays."""
        batch = self.waiting.next_batch()
        run = self.run(lambda _: self.relay({"Records": batch}), doom, "relay")
        if run.value is not None:
            self.waiting.done(batch, run.value)
        return run

    def deliver(self, queue: Queue | ports.Dead, doom: Doom | None = None) -> Run:
        """Deliver a queue's next message; one that is not done comes again."""
        message = self.waiting.next_message(queue)
        run = self.run(lambda _: self.handlers[queue]({"Records": [message]}), doom, str(queue))
        if run.is_final:
            self.waiting.delivered(message)
        return run

    def request(self, name: str, given: tuple[Any, ...], apply: Callable[[], Any]) -> Any:
        """Let a run make one call of a port, unless it dies of it."""
        run = self._run
        if run is None:
            return apply()
        fate = run.next_fate(name)
        if self.on_call is not None:
            self.on_call(name)
        self._let_a_rival_come(run)
        if fate is When.BEFORE:
            run.die()
        if fate is When.UNSENT:
            raise Unknown
        try:
            answer = self._applied(run, name, given, apply)
        except Exception:
            _end(run, fate)
            raise
        _end(run, fate)
        return answer

    def exchange(self, name: str, apply: Callable[[], Any], no_answer: Callable[[], Any]) -> Any:
        """Let a run send one request to AWS and have its answer, unless it dies of it."""
        run = self._run
        if run is None:
            return apply()
        fate = run.next_fate(name)
        self._let_a_rival_come(run)
        if fate is When.BEFORE:
            run.die()
        answer = self._applied(run, name, (), apply)
        if fate is When.AFTER:
            run.die()
        if fate in THEN:
            run.doomed_at_next(THEN[fate])
        return answer if fate is None else no_answer()

    def left(self) -> object:
        """Return all that what happens next depends on, beside the stores."""
        waiting = (self.waiting.records, self.waiting.post, self.waiting.mails)
        return self.now, self.dice.ids, *waiting, self.rival is None, self.token, self.order

    @property
    def has_sale(self) -> bool:
        """Whether anybody has planned the sale yet."""
        try:
            self.database.sale()
        except KeyError:
            return False
        return True

    def let_a_rival_come_late(self) -> None:
        """Let whoever was to come in between come now, if a worker gave up before that."""
        rival, self.rival = self.rival, None
        if rival is not None:
            rival.comes(self)

    def _let_a_rival_come(self, run: Run) -> None:
        """Let somebody else, in another process, do all they want while this run waits."""
        rival = self.rival
        if rival is None or not rival.is_due(run.calls):
            return
        system, warm, on_call = wiring.system(), self.warm, self.on_call
        self.rival = self.warm = self.on_call = None
        rival.comes(self)
        self._run, self.warm, self.on_call = run, warm, on_call
        wiring.install(system)

    def _applied(
        self, run: Run, name: str, given: tuple[Any, ...], apply: Callable[[], Any]
    ) -> Any:
        outcome: Any = None
        try:
            outcome = apply()
        except Exception as refused:
            outcome = refused
            raise
        finally:
            if self._history is not None:
                what = f"{name}({', '.join(map(brief, given))})"
                self._history.append(Line(self.now, run.name, "", what, brief(outcome)))
            if name not in READS:
                if self.has_sale:
                    self.books.check(self.now, run.begun)
                self.waiting.take(run, self.now)
        return outcome


def _end(run: Run, fate: When | None) -> None:
    if fate is When.AFTER:
        run.die()
    if fate is When.UNHEARD:
        raise Unknown
    if fate is When.RETRIED:
        raise Lost
