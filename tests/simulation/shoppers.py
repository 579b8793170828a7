"""Shoppers: they click twice, ask again with the same words, and come back with old tokens.

Over 200 lines because a shopper does all of it, and each act is judged by what is known of others.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from sale_api.domain.errors import (
    InvalidRequest,
    LimitReached,
    NotAdmittedYet,
    NotOpenYet,
    Paused,
    Refusal,
    RequestReused,
    ReservationExpired,
    SoldOut,
    TryAgain,
)
from sale_api.domain.moves import Actor
from sale_api.domain.order import Bar, Order
from sale_api.domain.reservation import Reservation
from sale_api.domain.ticket import Ticket
from sale_api.ports import Unknown
from sale_api.usecases.cancel import cancel
from sale_api.usecases.give_back import give_back
from sale_api.usecases.hold import Hold, held
from sale_api.usecases.place_order import Placed, place_order
from sale_api.usecases.reserve import reserve
from sale_api.usecases.status import status
from sale_api.usecases.stock import NextPool
from tests.sale_api.given import CONTACT, MINUTE, SALE, SECOND
from tests.simulation.books import hold as holds
from tests.simulation.hosts import Letter
from tests.simulation.invocations import Process
from tests.simulation.joining import Joining
from tests.simulation.payers import Payer
from tests.simulation.plans import Visitor
from tests.simulation.waiters import Waiter

if TYPE_CHECKING:
    from tests.simulation.world import World

PATIENCE_MS = 10 * SECOND
TRIES = 6
LONGEST_WAIT = 100
TEMPTED = 0.3
"""So many of those who are told of another pool ask for that one."""

POLLS, POLL_MS = 5, 300


class Shopper:
    """One visitor with dice of their own; `token` is the last reservation, however old.

    `pool` is the one that they ask for by now.
    """

    def __init__(self, world: World, visitor: Visitor, seed: int) -> None:
        self._world = world
        self._visitor = visitor
        self._random = Random(f"{seed} {visitor.name}")
        self._token: Reservation | None = None
        self._until = 0
        self._joining = Joining(world, visitor, seed)
        self._left: set[str] = set()
        self._waiter = Waiter(world, self, visitor, seed)
        self._temptation = Random(f"{seed} {visitor.name} next pool")
        self.pool = visitor.pool
        self._is_refused = False
        """Whether they were ever told that it is sold out."""

    def come(self) -> None:
        """Come at about the opening, and do what shoppers do."""
        if self._world.setting.plan.line is None:
            self._pause(0, 0, 0, 300, 2_000, 20_000, 60_000)
        else:
            self._line_up()
        for _ in range(self._random.randint(1, 4)):
            if len(self._world.setting.plan.windows) > 1:
                self._come_for_the_next_window()
            self._buy()
            if self._is_refused and self._world.setting.plan.waitlist is not None:
                self._waiter.wait()
            self._pause(0, SECOND, 20 * SECOND, 90 * SECOND)
            self._afterwards()

    def _line_up(self) -> None:
        """Join the line, most before the opening or about it; come again when it moves."""
        self._pause(0, SECOND, 30 * SECOND, 58 * SECOND, 59_500, 60 * SECOND, 90 * SECOND)
        for _ in range(TRIES):
            self._try(self._joining.way_in())
            if self._joining.ticket is not None:
                break
            self._pause(SECOND, 5 * SECOND)
        self._pause(0, 20 * SECOND, 60 * SECOND)

    def _come_for_the_next_window(self) -> None:
        """Join the line of a window that is left, and wait for it; some come a little early."""
        if self._joining.opens_in is None:
            self._try(self._joining.way_in())
        if self._joining.opens_in:
            self._world.sleep(self._joining.opens_in)
            self._pause(0, 0, 2 * SECOND, 20 * SECOND)

    def use(self, letter: Letter) -> None:
        """Join with a code that somebody hands on."""
        self._try(self._joining.with_code(letter))

    def ask(self, work: Any) -> None:
        """Ask until there is an answer, as ever."""
        self._try(work)

    def reserve(self) -> None:
        """Try to reserve."""
        self._try(self._reserve)

    def order(self, hold: Hold) -> None:
        """Order what was offered."""
        self._accept(hold)
        self._try(self._order)

    def order_at_the_last_moment(self, hold: Hold) -> None:
        """Order what was offered when its time is about to run out, or just has."""
        self._accept(hold)
        self._until_the_last_moment(hold.reservation)
        self._try(self._order)

    def decline(self, hold: Hold) -> None:
        """Let go of what was offered."""
        self._leave(hold.reservation)

    def _accept(self, hold: Hold) -> None:
        self._token, self._until = hold.reservation, hold.deadline_at

    def hesitate(self) -> None:
        """Order at the last moment, in another tab."""
        if self._token is not None:
            self._wait(self._left_of(self._token) + self._random.choice([1, 1, 50, 150, 300]))
            self._try(self._order)

    def leave_meanwhile(self) -> None:
        """Leave the waiting list, in another tab."""
        self._waiter.leave_meanwhile()

    def _buy(self) -> None:
        self._try(self._reserve)
        token = self._token
        if token is None:
            return
        # Where the sale is halted all the time, most order at the last moment.
        whim = self._random.random() * (0.6 if self._world.setting.is_halting else 1)
        if whim < 0.1:
            return  # the basket is forgotten
        if whim < 0.2:
            self._leave(token)
            self._pause(0, 100, SECOND)
            if self._random.random() < 0.5:
                self._try(self._reserve)
        elif whim < 0.45:
            self._until_the_last_moment(token)
        elif whim < 0.5:
            self._pause(70 * SECOND, 200 * SECOND)
        else:
            self._pause(0, 100, SECOND, 10 * SECOND, 50 * SECOND)
        self._try(self._order)
        if self._random.random() < 0.3:
            # Whoever heard nothing comes back once the hold has run out.
            self._until_the_last_moment(token, after=11 * SECOND)
            self._try(self._reserve)

    def _until_the_last_moment(self, token: Reservation, after: int = 0) -> None:
        late = self._random.choice([-4_000, -500, -1, 0, 1, 1, 200, 400, 700])
        self._wait(self._left_of(token) + after + late)

    def _wait(self, milliseconds: int) -> None:
        self._world.sleep(max(0, milliseconds - POLLS * POLL_MS))
        for _ in range(POLLS):
            # The page shows what is left, so the processes that are idle know the sale.
            self._world.start(self._visitor.name, self._watch)
            self._world.sleep(POLL_MS)

    def _left_of(self, token: Reservation) -> int:
        return token.claim.deadline - self._world.books.clock(self._world.now)

    def _afterwards(self) -> None:
        self._random.choice([self._look, self._reload, self._leave_again, self._regret])()

    def _look(self) -> None:
        self._try(self._see)

    def _reload(self) -> None:
        self._pause(SECOND, 10 * MINUTE)
        if self._token is not None:
            self._try(self._order)

    def _leave_again(self) -> None:
        if self._token is not None:
            self._leave(self._token)

    def _regret(self) -> None:
        self._try(self._cancel)

    def _pause(self, *choices: int) -> None:
        self._world.sleep(self._random.choice(choices))

    def _try(self, work: Any) -> None:
        """Ask with the same words until there is an answer; sometimes twice at once, or only once.

        Who is told that units may come back, or that the sale is halted, asks again, too.
        """
        for _ in range(self._random.choice([1, 2, TRIES, TRIES])):
            times = 2 if self._random.random() < 0.2 else 1
            runs = [self._world.start(self._visitor.name, work) for _ in range(times)]
            try:
                self._world.answer_of(self._random.choice(runs), PATIENCE_MS)
            except (Unknown, TryAgain):
                self._pause(0, 100, 1_200, 5 * SECOND)
            except SoldOut:
                self._pause(500, 1_500, 3 * SECOND)
            except NotAdmittedYet as refused:
                self._world.sometimes["told that it is not one's turn"] += 1
                self._world.sleep(min(MINUTE, int(str(refused.data["retry_after"])) * SECOND))
            except NotOpenYet:
                self._pause(5 * SECOND, 20 * SECOND)
            except Paused:
                self._wait_for_the_sale()
            except Refusal:
                return
            else:
                return

    def _wait_for_the_sale(self) -> None:
        """Wait until the sale goes on, and a little more; but not for ever."""
        for _ in range(LONGEST_WAIT):
            if not self._world.database.sale().is_paused:
                break
            self._pause(SECOND, 5 * SECOND)
        self._pause(0, 100, SECOND, 5 * SECOND)

    def _reserve(self, process: Process) -> None:
        world, visitor, stores = self._world, self._visitor, process.stores
        start = world.now
        before, own = self._token, self._joining.ticket
        is_lent = own is not None and self._random.random() < 0.1
        ticket = (self._anothers() or own) if is_lent else own
        pool = self.pool
        try:
            hold = reserve(
                sale_id=SALE,
                shopper=visitor.shopper,
                quantity=visitor.quantity,
                pool=pool,
                ticket=ticket,
                now=process.now(),
                watch=process.watch,
                lots=stores.lots,
                orders=stores.orders,
                chance=process.chance,
                grace_ms=process.system.grace_ms,
            )
        except SoldOut as refused:
            self._is_refused = True
            world.sometimes["told sold out"] += 1
            world.books.check_sold_out(pool, visitor.quantity, start)
            following: Any = refused.data["next"]
            world.sometimes["told of a next pool"] += following is not None
            world.books.check_next(following, pool, visitor.quantity, start)
            world.books.check_not_holding(visitor.shopper, pool, start, self._left)
            if not refused.data["may_return"]:
                world.sometimes["told that nothing comes back"] += 1
                world.books.check_nothing_returns(start)
            self._be_tempted(following)
            raise
        except InvalidRequest:
            self._note_refused(ticket, own, start)
            raise
        except RequestReused as refused:
            standing = refused.data["standing"]
            assert isinstance(standing, Hold), "a hold stands"
            # An offer may be of fewer units than were asked for.
            are_others = standing.reservation.claim.offered or standing.reservation.pool != pool
            holds("P4", are_others, f"the same words were called others: {refused}")
            world.sometimes["offered fewer, and asked for more"] += 1
            raise
        is_asked_for = hold.order is not None or hold.reservation.pool == pool
        holds("I20", is_asked_for, f"asked for {pool}, and was given", hold.reservation)
        if world.setting.plan.line is not None:
            holds("I14", own is not None and ticket is own, "served with another's ticket:", ticket)
            assert own is not None, "a ticket"
            world.books.check_admitted(own, start)
            opens_at = world.database.sale().plan.windows[own.window].opens_at
            late = own.joined_at >= opens_at
            world.sometimes["served in line, " + ("late" if late else "in time")] += 1
        self._take(hold, before, start)

    def _be_tempted(self, following: NextPool | None) -> None:
        """Ask for the next pool from now on, or go on waiting for this one."""
        if following is not None and self._temptation.random() < TEMPTED:
            self.pool = following.pool.pool
            self._world.sometimes["asked for the next pool"] += 1

    def _note_refused(self, ticket: Ticket | None, own: Ticket | None, start: int) -> None:
        sometimes = self._world.sometimes
        if ticket is not own:
            sometimes["refused another's ticket"] += 1
        elif own is None:
            sometimes["refused without a ticket"] += 1
        else:
            sometimes["refused a ticket of another window"] += 1
            self._world.books.check_other_window(own, start)

    def _anothers(self) -> Ticket | None:
        """Return a ticket that somebody else has lent out."""
        others = (each.lent_out() for each in self._world.shoppers.values() if each is not self)
        return next((ticket for ticket in others if ticket is not None), None)

    def lent_out(self) -> Ticket | None:
        """Return one's ticket, for somebody else to try."""
        return self._joining.ticket

    def _take(self, hold: Hold, before: Reservation | None, start: int) -> None:
        world = self._world
        token = hold.reservation
        claim = token.claim
        if hold.order is None:
            world.books.check_held(token.order, start)
        if before is not None and before.claim.claim != claim.claim and not self._let_go(before):
            over = world.books.clock(world.now + SECOND) > before.claim.deadline
            ended = isinstance(world.database.standing().get(before.order), Order)
            holds("P4", over or ended, before, "was held, and beside it", token)
        if claim.lender is not None and claim.lender >= world.setting.plan.lot_count:
            world.sometimes["added stock sold"] += 1
        world.sometimes["lent" if claim.lender is not None else "reserved at home"] += 1
        if hold.order is None and not hold.new:
            world.sometimes["the same reservation"] += 1
        self._token = token
        self._until = hold.deadline_at

    def _order(self, process: Process) -> None:
        token, world, stores = self._token, self._world, process.stores
        assert token is not None, "an order needs a token"
        start = world.now
        stood = world.database.standing().get(token.order)
        try:
            placed: Placed = place_order(
                reservation=token,
                delivery=self._visitor.delivery,
                contact=CONTACT,
                now=process.now(),
                watch=process.watch,
                sales=stores.sales,
                orders=stores.orders,
                lots=stores.lots,
                circles=process.circles,
            )
        except LimitReached:
            world.sometimes["told that the household has enough"] += 1
            world.books.check_full_household(token.shopper, self._visitor.delivery)
            raise
        except ReservationExpired:
            world.sometimes["told 410"] += 1
            holds("I12", not isinstance(stood, Order), "told 410, and it stood:", stood)
            in_time = (
                world.books.clock(world.now, process.now() - world.now) <= token.claim.deadline
            )
            holds("P3", self._let_go(token) or not in_time, "told 410 before the deadline", token)
            raise
        self._note(placed, token, stood, start)

    def _let_go(self, token: Reservation) -> bool:
        """Tell whether the shopper let this go: alone, or with their place in the list."""
        bar = self._world.database.standing().get(token.order)
        with_the_list = isinstance(bar, Bar) and bar.by is Actor.SHOPPER and self._waiter.has_left
        return token.claim.claim in self._left or (token.claim.offered and with_the_list)

    def _note(self, placed: Placed, token: Reservation, stood: Any, start: int) -> None:
        sometimes = self._world.sometimes
        holds("P4", placed.order.order == token.order, f"{token} became {placed}")
        is_late = self._world.books.clock(start) > token.claim.deadline
        if placed.new:
            if placed.order.prepaid is not None:
                payer = Payer(self._world, placed.order, self._world.seed)
                self._world.timeline.spawn(payer.work)
            sometimes["ordered"] += 1
            sometimes["ordered thanks to a pause"] += start > self._until + SECOND
        elif is_late:
            sometimes["late repeat of a good order"] += 1
        elif stood is None:
            sometimes["lost answer of an order recognised"] += 1

    @staticmethod
    def _watch(process: Process) -> None:
        rounds = process.stores.beacon.rounds
        status(sale_id=SALE, now=process.now(), watch=process.watch, rounds=rounds)

    def _see(self, process: Process) -> None:
        stores = process.stores
        hold = held(
            sale_id=SALE,
            shopper=self._visitor.shopper,
            now=process.now(),
            watch=process.watch,
            lots=stores.lots,
            orders=stores.orders,
        )
        self._token = hold.reservation
        self._until = hold.deadline_at

    def _leave(self, token: Reservation) -> None:
        self._left.add(token.claim.claim)

        def leave(process: Process) -> None:
            stores = process.stores
            give_back(
                sale_id=SALE,
                shopper=self._visitor.shopper,
                only=token.claim.claim,
                now=process.now(),
                watch=process.watch,
                lots=stores.lots,
                orders=stores.orders,
            )
            self._world.sometimes["let go by the shopper"] += 1

        self._try(leave)

    def _cancel(self, process: Process) -> None:
        if self._token is None:
            return
        cancel(
            order_id=self._token.order,
            by=Actor.SHOPPER,
            shopper=self._visitor.shopper,
            reason="regretted",
            now=process.now(),
            orders=process.stores.orders,
            lots=process.stores.lots,
        )
        self._world.sometimes["cancelled by the shopper"] += 1
