"""The audit of a sale that is over: it passes a sound one, and each check finds what is planted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from sale_api.domain.admission import admitted_at
from sale_api.domain.draw import commitment, digest
from sale_api.domain.errors import WrongState
from sale_api.domain.history import Event
from sale_api.domain.identifiers import order_id
from sale_api.domain.line import WindowDraw
from sale_api.domain.lot import Claim
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Bar, Order
from sale_api.domain.plan import Line, Plan
from sale_api.domain.reservation import Reservation
from sale_api.domain.sale import Pause, Sale, State
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.usecases.audit import Audit, audit
from sale_api.usecases.find_orders import summary_of
from tests.fakes import (
    FakeEntrants,
    FakeGoods,
    FakeLots,
    FakeOrders,
    FakeOrderViews,
    FakePublished,
    FakeSales,
    FakeWaiting,
)
from tests.sale_api.given import (
    CLOSES,
    CONTACT,
    GRACE,
    HOLD,
    HOUR,
    MINUTE,
    OPENS,
    PRICE,
    SALE,
    SECOND,
    a_plan,
    a_sale,
    a_window,
    an_order,
    cancelled,
    in_line,
    shopper_at,
)

SEED, BEACON = bytes(range(32)), bytes(range(32, 64))
LOTS = 3
ANNA, BERTA, CARLA, DORA = (
    shopper_at(home, LOTS, nth) for home, nth in [(0, 0), (1, 0), (2, 0), (0, 1)]
)
ERIK = shopper_at(1, LOTS, 1)
IN_TIME = (ANNA, BERTA, DORA, ERIK)
IN_TURN = Line(10, 600)
ALL = {"commitments", "digests", "turns", "lots", "units", "claims", "orders", "histories"}


def drawn(line: Line | None = IN_TURN) -> Sale:
    """Return a published sale of forty units in three lots, whose draw was shown."""
    plan = a_plan(("main", 40))
    shown = WindowDraw(
        commitment=commitment(SEED),
        digest=digest(SALE, 0, IN_TIME),
        digested_at=OPENS + 5 * SECOND,
        entrants=len(IN_TIME),
        beacon=BEACON.hex(),
        seed=SEED.hex(),
    )
    whole: Plan = in_line(plan, line) if line else plan
    return replace(a_sale(whole), draws=(shown,) if whole.is_drawn else ())


@dataclass
class Books:
    """Anna and Carla ordered at home, Carla as a late comer; Berta's units are lent.

    Dora's order was cancelled and its units written off; Erik stood in line and bought nothing.
    """

    sale: Sale = field(default_factory=drawn)
    now: int = CLOSES + HOUR

    def __post_init__(self) -> None:
        self.sales, self.lots = FakeSales(), FakeLots(FakePublished())
        self.orders, self.views, self.entrants = FakeOrders(), FakeOrderViews(), FakeEntrants()
        self.waiting = FakeWaiting(self.lots)
        self.sales.create(self.sale)
        self.lots.create(self.sale.layout.planned_lots())
        for shopper in IN_TIME:
            self.join(shopper, OPENS - MINUTE)
        self.join(CARLA, OPENS + MINUTE)
        self.buy(ANNA, 0)
        self.buy(BERTA, 1, lender=2)
        self.buy(CARLA, 2)
        dora = self.buy(DORA, 0)
        self.put(cancelled(dora, at=OPENS + 30 * MINUTE, resell=False))
        self.let_go(DORA, 0)
        lot = self.lots.lots[SALE, 0]
        self.lots.lots[SALE, 0] = replace(lot, written_off=2, available=lot.available - 2)

    def join(self, shopper: str, joined_at: int) -> Ticket:
        ticket = Ticket(sale=SALE, window=0, shopper=shopper, joined_at=joined_at)
        self.entrants.entrants[SALE, 0, shopper] = Entrant(ticket=ticket, contact=CONTACT)
        return ticket

    def turn(self, shopper: str) -> int:
        if self.sale.plan.line is None:
            return OPENS
        turn = admitted_at(self.sale, self.entrants.entrants[SALE, 0, shopper].ticket)
        assert turn is not None
        return turn

    def buy(self, shopper: str, home: int, lender: int | None = None) -> Order:
        """Reserve two units in the instant of the turn, order a second later, and settle."""
        at = self.turn(shopper)
        claim = Claim(2, f"claim-{shopper[:4]}", at + HOLD, lender=lender)
        lot = self.lots.lots[SALE, home].claimed(shopper, claim)
        self.lots.lots[SALE, home] = lot.settled(shopper)
        if lender is not None:
            self.lots.lots[SALE, lender] = self.lots.lots[SALE, lender].lent(2)
        reservation = Reservation(sale=SALE, shopper=shopper, pool="main", claim=claim, price=PRICE)
        order = replace(an_order(reservation, at=at + SECOND), home=home)
        self.put(order)
        return order

    def put(self, order: Order) -> None:
        self.orders.standing[order.order] = order
        self.views.summaries[order.order] = summary_of(order)

    def of(self, shopper: str) -> Order:
        (found,) = (
            each
            for each in self.orders.standing.values()
            if isinstance(each, Order) and each.shopper == shopper
        )
        return found

    def drop(self, shopper: str) -> str:
        order = self.of(shopper).order
        del self.orders.standing[order], self.views.summaries[order]
        return order

    def let_go(self, shopper: str, home: int) -> None:
        """Take the claim away, and put its units on sale where it stood."""
        lot = self.lots.lots[SALE, home]
        quantity = lot.claims[shopper].quantity
        self.lots.lots[SALE, home] = replace(
            lot.released(shopper), available=lot.available + quantity
        )

    def reclaim(self, shopper: str, home: int, claim: Claim, *, more: int = 0) -> None:
        """Let another claim stand, in the lot and in its order, for so many units more."""
        lot = self.lots.lots[SALE, home]
        claims = {**lot.claims, shopper: replace(claim, settled=True)}
        self.lots.lots[SALE, home] = replace(lot, claims=claims, available=lot.available - more)
        self.orders.standing[self.of(shopper).order] = replace(self.of(shopper), claim=claim)

    def show(self, **changes: object) -> None:
        (draw,) = self.sale.draws
        self.sales.sales[SALE] = replace(self.sale, draws=(replace(draw, **changes),))

    def audit(self) -> Audit:
        return audit(
            sale_id=SALE,
            now=self.now,
            sales=self.sales,
            lots=self.lots,
            orders=self.orders,
            views=self.views,
            entrants=self.entrants,
            waiting=self.waiting,
            goods=FakeGoods(self.orders),
            grace_ms=GRACE,
        )

    def faults(self) -> dict[str, str]:
        """Return the sentences of each check that failed."""
        return {each.check: " ".join(each.faults) for each in self.audit().checks if each.faults}


def test_a_sound_sale_passes_every_check_and_each_looked_at_something() -> None:
    audited = Books().audit()

    assert audited.passed
    assert {each.check: each.looked_at for each in audited.checks} == {
        "commitments": 1,
        "digests": 1,
        "turns": 4,
        "lots": 3,
        "units": 3,
        "claims": 3,
        "orders": 3,
        "histories": 4,
    }


def test_a_sale_without_a_line_is_not_held_to_one() -> None:
    books = Books(drawn(line=None))

    checks = {each.check for each in books.audit().checks}

    assert checks == ALL - {"commitments", "digests", "turns"}
    assert books.audit().passed


def test_a_line_without_a_draw_is_held_to_its_turns() -> None:
    books = Books(drawn(line=Line(10, 0)))
    order = books.of(ANNA)
    early = replace(order.claim, deadline=order.claim.deadline - 1)
    books.reclaim(ANNA, 0, early)

    assert {each.check for each in books.audit().checks} == ALL - {"commitments", "digests"}
    assert set(books.faults()) == {"turns"}


def test_what_a_list_offers_may_come_before_ones_turn_but_only_to_who_stands_in_the_line() -> None:
    books = Books()
    early = books.of(ANNA).claim
    books.reclaim(ANNA, 0, replace(early, deadline=early.deadline - HOUR, offered=True))

    assert books.faults() == {}

    del books.entrants.entrants[SALE, 0, ANNA]
    assert "had not joined the line" in books.faults()["turns"]


def another_seed(books: Books) -> None:
    books.show(commitment=commitment(bytes(32)))


def one_more_in_time(books: Books) -> None:
    books.join("nobody-knew-them", OPENS - 1)


def somebody_else_in_time(books: Books) -> None:
    del books.entrants.entrants[SALE, 0, ERIK]
    books.join("instead-of-erik-", OPENS - 1)


def a_draw_that_was_not_shown(books: Books) -> None:
    books.show(seed=None)


def reserved_before_the_turn(books: Books) -> None:
    order = books.of(ANNA)
    books.reclaim(ANNA, 0, replace(order.claim, deadline=order.claim.deadline - 1))


def ordered_before_the_turn(books: Books) -> None:
    order = books.of(ANNA)
    early = replace(order.history[0], at=books.turn(ANNA) - 2_007)
    books.orders.standing[order.order] = replace(order, history=(early,))


def a_cancelled_order_before_the_turn(books: Books) -> None:
    order = books.of(DORA)
    early = replace(order.claim, deadline=order.claim.deadline - 9)
    books.orders.standing[order.order] = replace(order, claim=early)


def an_order_of_somebody_who_had_not_joined(books: Books) -> None:
    del books.entrants.entrants[SALE, 0, CARLA]


def an_order_when_no_window_was_open(books: Books) -> None:
    order = books.of(ANNA)
    books.put(replace(order, history=(replace(order.history[0], at=CLOSES + MINUTE),)))
    books.reclaim(ANNA, 0, replace(order.claim, deadline=CLOSES + MINUTE + HOLD))


def a_lot_that_is_not_there(books: Books) -> None:
    books.let_go(ANNA, 0)
    books.drop(ANNA)
    del books.lots.lots[SALE, 0]


def a_larger_lot(books: Books) -> None:
    lot = books.lots.lots[SALE, 2]
    books.lots.lots[SALE, 2] = replace(lot, allotted=lot.allotted + 1, available=lot.available + 1)


def a_unit_too_many(books: Books) -> None:
    lot = books.lots.lots[SALE, 2]
    books.lots.lots[SALE, 2] = replace(lot, returned=1)


def a_claim_that_took_nothing(books: Books) -> None:
    lot = books.lots.lots[SALE, 2]
    books.lots.lots[SALE, 2] = replace(lot, available=lot.available + 2)


def a_claim_away_from_home(books: Books) -> None:
    claim = books.lots.lots[SALE, 1].claims[BERTA]
    books.lots.lots[SALE, 1] = books.lots.lots[SALE, 1].released(BERTA)
    books.lots.lots[SALE, 0] = books.lots.lots[SALE, 0].claimed(BERTA, claim)


def a_claim_over_the_limit(books: Books) -> None:
    books.reclaim(CARLA, 2, replace(books.of(CARLA).claim, quantity=4), more=2)


def a_claim_whose_order_is_not_there(books: Books) -> None:
    books.drop(CARLA)


def a_claim_of_an_order_that_ended(books: Books) -> None:
    books.put(cancelled(books.of(CARLA), at=books.now - 5 * MINUTE - 1))


def unsettled(books: Books, shopper: str, home: int) -> str:
    """Take a shopper's order away and leave the claim as it was before; return the order's key."""
    claim = books.of(shopper).claim
    lot = books.lots.lots[SALE, home]
    books.lots.lots[SALE, home] = replace(lot, claims={**lot.claims, shopper: claim})
    return books.drop(shopper)


def a_claim_that_ran_out(books: Books) -> None:
    unsettled(books, CARLA, 2)


def a_claim_that_was_barred(books: Books) -> None:
    order = unsettled(books, CARLA, 2)
    books.orders.bar(Bar(order, SALE, books.now - 5 * MINUTE - 1))


def an_order_without_its_claim(books: Books) -> None:
    books.let_go(ANNA, 0)


def an_order_for_more_than_its_claim(books: Books) -> None:
    order = books.of(ANNA)
    books.orders.standing[order.order] = replace(order, claim=replace(order.claim, quantity=3))


def an_order_in_a_lot_that_never_was(books: Books) -> None:
    books.orders.standing[books.of(ANNA).order] = replace(books.of(ANNA), home=7)


def a_history_with_a_step_left_out(books: Books) -> None:
    order = books.of(ANNA)
    shipped = Event(2, OPENS + HOUR, Actor.MARKETER, OrderState.SHIPPED)
    books.put(replace(order, history=(*order.history, shipped)))


def a_history_that_begins_in_the_middle(books: Books) -> None:
    order = books.of(ANNA)
    books.put(replace(order, history=(replace(order.history[0], what=OrderState.IN_FULFILMENT),)))


def a_history_with_a_number_left_out(books: Books) -> None:
    order = books.of(ANNA)
    taken_in = Event(3, OPENS + HOUR, Actor.SYSTEM, OrderState.IN_FULFILMENT)
    books.put(replace(order, history=(*order.history, taken_in)))


PLANTED: list[tuple[Callable[[Books], None], set[str], str]] = [
    (another_seed, {"commitments"}, "Window 0: the seed is not"),
    (one_more_in_time, {"digests"}, "4 were in the draw, but 5 were in time"),
    (somebody_else_in_time, {"digests"}, "the digest is not that"),
    (a_draw_that_was_not_shown, {"digests", "turns"}, "not shown to the end"),
    (reserved_before_the_turn, {"turns"}, "1 ms too early"),
    (ordered_before_the_turn, {"turns"}, "7 ms too early"),
    (a_cancelled_order_before_the_turn, {"turns"}, "9 ms too early"),
    (an_order_of_somebody_who_had_not_joined, {"turns"}, "had not joined"),
    (an_order_when_no_window_was_open, {"turns"}, "had not joined the line of an open window"),
    (a_lot_that_is_not_there, {"lots"}, "Lot 0: it is not there with 14 units"),
    (a_larger_lot, {"lots"}, "Lot 2"),
    (a_unit_too_many, {"units"}, "Lot 2: 9 available, 1 returned, 0 written off and 4 claimed"),
    (a_claim_that_took_nothing, {"units"}, "are not 13"),
    (a_claim_away_from_home, {"claims", "orders"}, "home is lot 1"),
    (a_claim_over_the_limit, {"claims"}, "4 units are more"),
    (a_claim_whose_order_is_not_there, {"claims"}, "there is no order"),
    (a_claim_of_an_order_that_ended, {"claims"}, "its order has ended"),
    (a_claim_that_ran_out, {"claims"}, "it has run out"),
    (a_claim_that_was_barred, {"claims"}, "it has run out"),
    (an_order_without_its_claim, {"orders"}, "in force without its units"),
    (an_order_for_more_than_its_claim, {"orders"}, "in force without its units"),
    (an_order_in_a_lot_that_never_was, {"orders"}, "in force without its units"),
    (a_history_with_a_step_left_out, {"histories"}, "does not explain"),
    (a_history_that_begins_in_the_middle, {"histories"}, "does not explain"),
    (a_history_with_a_number_left_out, {"histories"}, "does not explain"),
]


@pytest.mark.parametrize(("plant", "failing", "words"), PLANTED)
def test_a_planted_fault_is_found(
    plant: Callable[[Books], None], failing: set[str], words: str
) -> None:
    books = Books()
    plant(books)

    faults = books.faults()

    assert set(faults) == failing
    assert words in " ".join(faults.values())
    assert not books.audit().passed


def test_each_check_is_seen_to_fail() -> None:
    assert set().union(*(failing for _, failing, _ in PLANTED)) == ALL


def test_what_ended_a_moment_ago_may_still_be_on_its_way_back() -> None:
    books = Books()
    books.put(cancelled(books.of(ANNA), at=books.now - 5 * MINUTE))
    barred = unsettled(books, CARLA, 2)
    books.orders.bar(Bar(barred, SALE, books.now - 5 * MINUTE))

    assert books.faults() == {}


def test_a_claim_may_stand_for_a_moment_after_its_time() -> None:
    books = Books()
    deadline = books.of(CARLA).claim.deadline
    books.now = max(CLOSES + HOLD + GRACE + 1, deadline + GRACE + 5 * MINUTE)
    unsettled(books, CARLA, 2)
    lot = books.lots.lots[SALE, 2]
    late = replace(lot.claims[CARLA], deadline=books.now - GRACE - 5 * MINUTE)
    books.lots.lots[SALE, 2] = replace(lot, claims={**lot.claims, CARLA: late})

    assert books.faults() == {}


def test_a_window_that_never_opened_was_not_drawn() -> None:
    books = Books()
    unopened = (WindowDraw(commitment=commitment(SEED)),)
    books.sales.sales[SALE] = replace(books.sale, draws=unopened, closed_at=OPENS - MINUTE)
    books.lots.lots.clear()
    books.lots.create(books.sale.layout.planned_lots())
    books.orders.standing.clear()

    audited = books.audit()

    assert audited.passed
    assert {each.check for each in audited.checks if each.looked_at} == {"lots", "units"}


def test_who_reserved_before_a_pause_was_known_had_the_ticket_of_that_window() -> None:
    # The pause begins a moment before one window closes and lasts until the next is open.
    windows = (a_window(OPENS, CLOSES), a_window(CLOSES + MINUTE, CLOSES + HOUR))
    plan = in_line(a_plan(("main", 40), windows=windows), Line(0, 0))
    pause = Pause(CLOSES - 500, CLOSES + 2 * MINUTE)
    books = Books(replace(a_sale(plan), pauses=(pause,)), now=CLOSES + 3 * HOUR)
    order = books.of(ANNA)
    unaware = CLOSES - 500 + 900
    books.put(replace(order, history=(replace(order.history[0], at=unaware),)))
    books.reclaim(ANNA, 0, replace(order.claim, deadline=unaware + HOLD))

    assert books.faults() == {}


@pytest.mark.parametrize(
    ("now", "changes", "state"),
    [
        (OPENS - 1, {}, "announced"),
        (OPENS, {}, "open"),
        (CLOSES, {}, "closed"),
        (CLOSES + HOLD + GRACE, {}, "closed"),
        (CLOSES + 2 * HOUR, {"pauses": (Pause(CLOSES - 1),)}, "paused"),
        (CLOSES + HOUR, {"state": State.DRAFT}, "draft"),
    ],
)
def test_a_sale_that_goes_on_is_not_audited(
    now: int, changes: dict[str, object], state: str
) -> None:
    books = Books(now=now)
    books.sales.sales[SALE] = replace(books.sale, **changes)

    with pytest.raises(WrongState) as refused:
        books.audit()

    assert refused.value.data == {"state": state}


def test_the_last_millisecond_of_the_last_hold_is_waited_for() -> None:
    assert Books(now=CLOSES + HOLD + GRACE + 1).audit().passed


def test_all_keys_follow_from_claims_so_that_no_list_is_needed_to_find_their_orders() -> None:
    books = Books()
    books.views.summaries.clear()

    looked_at = {each.check: each.looked_at for each in books.audit().checks}

    assert looked_at["orders"] == 3
    assert books.of(ANNA).order == order_id(SALE, ANNA, books.of(ANNA).claim.claim)
