"""Random sequences of verbs leave the same behind in memory and on DynamoDB, after every step.

Few shoppers, claims and lots, so that they meet. What was read may be used long after, as by a
worker that froze.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from msgspec.structs import replace

from sale_api.domain.history import entered
from sale_api.domain.levels import Levels
from sale_api.domain.lot import Claim, Lot, Returned
from sale_api.domain.moves import OrderState, allowed
from sale_api.domain.order import Bar, Order
from sale_api.ports import Done, Taken, Unmet
from tests.cloud import Stores, in_memory, on_dynamodb
from tests.orders import an_order

T = TypeVar("T")

SALE = "a-sale"
NOW = 1_800_000_000_000
POOLS = ("main", "main", "other")
NUMBERS = st.integers(0, len(POOLS) - 1)
WITH_ADDED = len(POOLS) + 2
"""Two more lots may be added; no claim has its home there."""
SOURCES = st.integers(0, WITH_ADDED - 1)
SHOPPERS = st.sampled_from(["Anna-_shopper-id", "0ert-_shopper-id", "-cara_shopper-id"])
ORDERS = [an_order(claim=Claim(2, claim, NOW)) for claim in ("claim-01", "claim-02")]
TASKS = st.sampled_from(["1-fulfilment", "1-notice"])
CLAIMS = st.builds(
    Claim,
    quantity=st.integers(1, 3),
    claim=st.sampled_from(["claim001", "claim002", "claim003"]),
    deadline=st.just(NOW),
)


def outcome(verb: Callable[[], T]) -> tuple[object, ...]:
    """Return what came of a verb, in a form that does not tell the stores apart."""
    try:
        return ("gave", verb())
    except Unmet as unmet:
        return ("unmet", sorted(unmet.lots, key=lambda lot: lot.number))
    except (Done, Taken) as refusal:
        return (type(refusal).__name__,)


class SameStores(RuleBasedStateMachine):
    """Plays each verb on both stores and compares the outcome and all that stands."""

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        self.memory = in_memory()
        self.cloud = self.closing.enter_context(on_dynamodb())
        self.read: list[tuple[Levels, dict[int, Lot]]] = []
        self.now = NOW

    def teardown(self) -> None:
        self.closing.close()

    def play(self, verb: Callable[[Stores], object]) -> None:
        """Play a verb on the stock, and compare."""
        assert outcome(lambda: verb(self.cloud)) == outcome(lambda: verb(self.memory))
        stock = stock_of(self.cloud)
        assert stock == stock_of(self.memory)
        lots, levels = stock
        assert all(levels.level(lot.number) >= lot.available for lot in lots), "I11"

    def play_order(self, key: str, verb: Callable[[Stores], object]) -> None:
        """Play a verb on what stands under a key, and compare."""
        assert outcome(lambda: verb(self.cloud)) == outcome(lambda: verb(self.memory))
        assert self.cloud.orders.find(key) == self.memory.orders.find(key)

    @initialize(
        available=st.lists(st.integers(0, 4), min_size=len(POOLS), max_size=len(POOLS)),
        returned=st.lists(st.integers(0, 2), min_size=len(POOLS), max_size=len(POOLS)),
    )
    def lay_out(self, available: list[int], returned: list[int]) -> None:
        lots = [
            Lot(SALE, number, pool, 16, available[number], returned[number])
            for number, pool in enumerate(POOLS)
        ]
        for stores in (self.cloud, self.memory):
            stores.lots.create(lots)
            stores.published.create(Levels(SALE, tuple(available)))
        self.look()

    @rule(number=SOURCES, units=st.integers(1, 3))
    def add(self, number: int, units: int) -> None:
        added = Lot(SALE, number, POOLS[-1], units, available=0, returned=units)
        self.play(lambda stores: stores.lots.create([added]))

    @rule()
    def look(self) -> None:
        lots, levels = stock_of(self.memory)
        self.read.append((levels, {lot.number: lot for lot in lots}))

    @rule(home=NUMBERS, shopper=SHOPPERS, claim=CLAIMS)
    def claim(self, home: int, shopper: str, claim: Claim) -> None:
        self.play(lambda stores: stores.lots.claim(SALE, home, shopper, claim))

    @rule(home=NUMBERS, lender=SOURCES, shopper=SHOPPERS, claim=CLAIMS, pool=st.sampled_from(POOLS))
    def lend(self, home: int, lender: int, shopper: str, claim: Claim, pool: str) -> None:
        if lender != home:
            lent = replace(claim, lender=lender)
            self.play(lambda stores: stores.lots.lend(SALE, pool, home, shopper, lent))

    @rule(home=NUMBERS, shopper=SHOPPERS, claim=CLAIMS, to=st.sampled_from(Returned))
    def give_back_any(self, home: int, shopper: str, claim: Claim, to: Returned) -> None:
        self.play(lambda stores: stores.lots.give_back(SALE, home, shopper, claim, to))

    @rule(data=st.data(), to=st.sampled_from(Returned))
    def give_back_what_was_read(self, data: st.DataObject, to: Returned) -> None:
        claims = self.claims_read(data)
        if claims:
            home, shopper, claim = data.draw(st.sampled_from(claims))
            self.play(lambda stores: stores.lots.give_back(SALE, home, shopper, claim, to))

    @rule(data=st.data())
    def settle_what_was_read(self, data: st.DataObject) -> None:
        claims = self.claims_read(data)
        for number in range(len(POOLS)):
            self.settle(
                number, {shopper: claim for home, shopper, claim in claims if home == number}
            )

    def settle(self, home: int, claims: dict[str, Claim]) -> None:
        self.play(lambda stores: stores.lots.settle(SALE, home, claims))

    @rule(data=st.data(), number=SOURCES)
    def promote(self, data: st.DataObject, number: int) -> None:
        levels = data.draw(st.sampled_from(self.read))[0]
        lots = data.draw(st.sampled_from(self.read))[1]
        if number in lots:
            self.play(lambda stores: stores.lots.promote(lots[number], levels))

    @rule(data=st.data())
    def publish(self, data: st.DataObject) -> None:
        levels, lots = data.draw(st.sampled_from(self.read))
        available = {number: lot.available for number, lot in lots.items()}
        fresh = replace(
            levels.leased().lowered(available), held_until=self.now, holders=frozenset({b"abc"})
        )
        self.play(lambda stores: stores.published.lease(levels))
        self.play(lambda stores: stores.published.publish(fresh))

    @rule(order=st.sampled_from(ORDERS))
    def place(self, order: Order) -> None:
        self.play_order(order.order, lambda stores: stores.orders.place(order))

    @rule(order=st.sampled_from(ORDERS))
    def bar(self, order: Order) -> None:
        bar = Bar(order.order, SALE, self.now)
        self.play_order(order.order, lambda stores: stores.orders.bar(bar))

    @precondition(lambda self: self.placed())
    @rule(data=st.data(), to=st.sampled_from(OrderState), task=TASKS | st.just(""))
    def move(self, data: st.DataObject, to: OrderState, task: str) -> None:
        before = data.draw(st.sampled_from(self.placed()))
        move = allowed(entered(before.history), to)
        if move is not None:
            by = min(move.by)
            after = before.moved(to, at=self.now, by=by, reason="a reason")
            stale = data.draw(st.booleans())
            self.play_order(before.order, lambda stores: stores.orders.move(after, task, self.now))
            if stale:
                other = before.moved(to, at=self.now + 1, by=by, reason="another")
                self.play_order(
                    before.order, lambda stores: stores.orders.move(other, task, self.now)
                )

    @rule(order=st.sampled_from(ORDERS), task=TASKS, later=st.integers(0, 9))
    def lease(self, order: Order, task: str, later: int) -> None:
        self.now += later
        until = self.now + 5
        self.play_order(
            order.order, lambda stores: stores.orders.lease(order.order, task, self.now, until)
        )

    @rule(order=st.sampled_from(ORDERS), task=TASKS)
    def finish(self, order: Order, task: str) -> None:
        self.play_order(
            order.order, lambda stores: stores.orders.finish(order.order, task, self.now)
        )

    def claims_read(self, data: st.DataObject) -> list[tuple[int, str, Claim]]:
        lots = data.draw(st.sampled_from(self.read))[1].values()
        return [(lot.number, *each) for lot in lots for each in lot.claims.items()]

    def placed(self) -> list[Order]:
        found = (self.memory.orders.find(order.order) for order in ORDERS)
        return [order for order in found if isinstance(order, Order)]


def stock_of(stores: Stores) -> tuple[list[Lot], Levels]:
    levels = stores.published.find(SALE)
    assert levels is not None
    lots = stores.lots.look(SALE, range(WITH_ADDED))
    return sorted(lots, key=lambda lot: lot.number), levels


TestSameStores = SameStores.TestCase
TestSameStores.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
