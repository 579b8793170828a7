"""How a shopper joins the lines of a sale: with a code, with another's, or without one."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from sale_api.domain.circles import Origin
from sale_api.domain.errors import Closed, Forbidden, InvalidRequest, LimitReached
from sale_api.domain.plan import Access, Window
from sale_api.domain.ticket import Ticket
from sale_api.usecases.join import join
from sale_api.usecases.join_invited import join_invited
from tests.sale_api.given import CONTACT, SALE, SECOND
from tests.simulation.books import broken
from tests.simulation.books import hold as holds
from tests.simulation.hosts import KEYS, Letter
from tests.simulation.invocations import Process, Work
from tests.simulation.plans import Visitor

if TYPE_CHECKING:
    from tests.simulation.world import World

SKEW_MS = 2 * SECOND
WHY = {
    "used": "told that the code was used",
    "revoked": "told that the code was taken back",
    "other_address": "told that the code is another's",
}


class Joining:
    """A shopper's tickets, one a window, and what they know of their codes."""

    def __init__(self, world: World, visitor: Visitor, seed: int) -> None:
        self._world = world
        self._visitor = visitor
        self._random = Random(f"{seed} {visitor.name} joining")
        self._tickets: dict[int, Ticket] = {}
        self._spent: set[str] = set()

    @property
    def ticket(self) -> Ticket | None:
        """The ticket of the window that is open or comes next; else that of the last."""
        if not self._tickets:
            return None
        windows, now = self._windows, self._world.now
        left = [window for window in self._tickets if now < windows[window].closes_at]
        return self._tickets[min(left) if left else max(self._tickets)]

    @property
    def opens_in(self) -> int | None:
        """How long until one's turn can come; None: one has no ticket of a window that is left."""
        ticket, now = self.ticket, self._world.now
        if ticket is None or self._windows[ticket.window].closes_at <= now:
            return None
        return max(0, self._windows[ticket.window].opens_at - now)

    def way_in(self) -> Work:
        """Return how to join: with a code that may be good, else without."""
        letter = self._letter()
        if letter is None:
            return self._join
        self._world.host.hear_of(letter)
        if not letter.email and self._random.random() < 0.3:
            # Handed on, and both use it at once.
            friend = self._random.choice(list(self._world.shoppers.values()))
            self._world.timeline.spawn(lambda: friend.use(letter))
        return self.with_code(letter)

    def with_code(self, letter: Letter) -> Work:
        """Return how to join with a code."""
        return lambda process: self._join_with(letter, process)

    @property
    def _windows(self) -> tuple[Window, ...]:
        return self._world.database.sale().plan.windows

    def _letter(self) -> Letter | None:
        """Return a code of one's own, now and then one that was used before, or another's."""
        host, windows = self._world.host, self._windows
        whim = self._random.random()
        letters = host.all_letters() if whim < 0.15 else host.letters_to(self._visitor)
        good = [
            letter
            for letter in letters
            if letter.code not in self._spent
            and (whim > 0.8 or letter.window not in self._tickets)
            and self._world.now < windows[letter.window].closes_at
        ]
        return self._random.choice(good) if good else None

    def _join(self, process: Process) -> None:
        start = self._asks()
        try:
            ticket = join(
                sale_id=SALE,
                shopper=self._visitor.shopper,
                contact=CONTACT,
                origin=Origin(domain=self._visitor.domain),
                clock=process.now,
                watch=process.watch,
                entrants=process.stores.entrants,
                circles=process.circles,
            ).ticket
        except LimitReached:
            self._check_full()
            raise
        except InvalidRequest:
            self._world.sometimes["told that a code is needed"] += 1
            coming = [each for each in self._windows if start + SKEW_MS < each.closes_at]
            needed = all(window.access is Access.INVITED for window in coming)
            holds("I16", needed, "a code is asked for where none is needed", coming)
            raise
        except Closed:
            self._check_over(self._windows[-1])
            raise
        invited = self._windows[ticket.window].access is Access.INVITED
        holds("I16", not invited, "joined without a code:", ticket)
        self._take(ticket)

    def _join_with(self, letter: Letter, process: Process) -> None:
        world, me, guests = self._world, self._visitor.shopper, self._world.books.guests
        self._asks()
        guests.note_sent(me, letter.invitation)
        had_used_it = guests.user_of(letter.invitation) == me
        try:
            ticket = join_invited(
                sale_id=SALE,
                shopper=me,
                contact=CONTACT,
                code=letter.code,
                key=KEYS.codes,
                origin=Origin(domain=self._visitor.domain),
                clock=process.now,
                watch=process.watch,
                entrants=process.stores.entrants,
                invitations=process.stores.invitations,
                circles=process.circles,
            ).ticket
        except LimitReached:
            self._check_full()
            raise
        except Forbidden as refused:
            why = refused.data.get("invitation")
            world.sometimes[WHY.get(str(why), "")] += 1
            fault = guests.fault_of_refusal(me, letter.invitation, why, had_used_it=had_used_it)
            holds("I16", not fault, fault)
            self._spent.add(letter.code)
            raise
        except InvalidRequest as refused:
            broken("I16", f"{refused!r}: {letter} is called none")
        except Closed:
            self._check_over(self._windows[letter.window])
            raise
        holds("I16", ticket.window == letter.window, ticket, "for", letter)
        holds("I16", letter.is_for(self._visitor), ticket, "with another's", letter)
        world.sometimes["joined with a code"] += 1
        self._take(ticket)

    def _asks(self) -> int:
        self._world.books.firms.note_joining(self._visitor.shopper)
        return self._world.now

    def _take(self, ticket: Ticket) -> None:
        before = self._tickets.setdefault(ticket.window, ticket)
        holds("P4", before == ticket, f"{before} became {ticket}")

    def _check_full(self) -> None:
        world = self._world
        world.sometimes["told that the domain has enough"] += 1
        sale, entrants = world.database.sale(), world.database.entrants()
        fault = world.books.firms.fault_of_refusal(sale, entrants, self._visitor.shopper)
        holds("I17", not fault, fault)

    def _check_over(self, window: Window) -> None:
        world = self._world
        closed = world.database.sale().closed_at is not None
        over = closed or window.closes_at <= world.now + SKEW_MS
        holds("I16", over, "told that it is over:", window)
