"""The books: every invariant of the protocol, checked from outside after each single write.

They share the product's records, but none of its rules: each rule stands here once more, in its
plainest form, so that a broken one cannot judge itself. What does not hold is raised as `Broken`,
which no product code can catch, under the name of the invariant, or of the promise, that it breaks.

Over 200 lines because whoever doubts the protocol reads here what is held, in one go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn

from sale_api.domain.contact import Delivery
from sale_api.domain.history import Event
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.moves import OrderState
from sale_api.domain.order import Bar, Order, Standing
from sale_api.domain.plan import Access
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Ticket
from sale_api.usecases.stock import NextPool
from tests.moves import fault, has_ended
from tests.simulation.database import Database
from tests.simulation.draws import Draws, turn_of
from tests.simulation.entries import Entries, Write
from tests.simulation.firms import Firms
from tests.simulation.guests import Guests
from tests.simulation.yard import Yard, left_lying

SECOND = 1_000
LEASE_MS = 60_000
SKEW_MS = 2 * SECOND
LATE_MS = 150 * SECOND
"""So late an order may end unpaid: reminded in one minute, ended in the next, by a slow clock."""


class Broken(BaseException):
    """An invariant does not hold."""

    def __init__(self, invariant: str, sentence: str) -> None:
        super().__init__(f"{invariant}: {sentence}")
        self.invariant = invariant


def broken(invariant: str, sentence: str) -> NoReturn:
    """Raise `Broken`."""
    raise Broken(invariant, sentence)


def hold(invariant: str, condition: object, *facts: object) -> None:
    """Raise `Broken` with the facts unless the condition holds."""
    if not condition:
        broken(invariant, "; ".join(str(fact) for fact in facts))


def is_in_force(standing: Standing | None) -> bool:
    """Tell whether an order stands there that has not ended."""
    if not isinstance(standing, Order):
        return False
    return not has_ended(event.what for event in standing.history if event.note is None)


def clock_of(sale: Sale, now: int) -> int:
    """Return a sale's time: wall time without its pauses."""
    halted = 0
    for pause in sale.pauses:
        end = now if pause.resumed_at is None else min(pause.resumed_at, now)
        halted += max(0, end - pause.paused_at)
    return now - halted


def _list_until(sale: Sale) -> int:
    """Return until when a sale offers units to who waits."""
    days = sale.plan.waitlist.days if sale.plan.waitlist else 0
    planned = sale.plan.windows[-1].closes_at + days * 24 * 3_600 * SECOND
    return planned if sale.closed_at is None else min(planned, sale.closed_at)


def _makes_ready(order: Order, event: Event) -> bool:
    """Tell whether an order can be packed from this event on; goods to come have to be there."""
    if event.note is not None:
        return event.note.kind == "allotted"
    to_come = order.promise is not None and order.promise.to_come
    return event.what is OrderState.PLACED or (event.what is OrderState.PAID and not to_come)


def same_claim(one: Claim | None, other: Claim) -> bool:
    """Tell whether two claims are one, settled or not."""
    if one is None:
        return False
    facts = [(each.claim, each.quantity, each.deadline, each.lender) for each in (one, other)]
    return facts[0] == facts[1] and one.offered is other.offered


class Books:
    """What stood after the last write, to hold the next one against."""

    def __init__(self, database: Database, domain_of: Callable[[str], str]) -> None:
        """Take what the stores hold, and at which mail domain a shopper is."""
        self.guests = Guests()
        self.firms = Firms(domain_of)
        self._database = database
        self._sale: Sale | None = None
        self._sales: list[tuple[Sale, int]] = []
        self._lots: Mapping[int, Lot] = {}
        self._standing: dict[str, Standing] = {}
        self._by_claim: dict[str, str] = {}
        self._since: dict[tuple[int, int], int] = {}
        self._claimed_at: dict[str, int] = {}
        self._barred_at: dict[str, int] = {}
        self._mailed: dict[str, tuple[object, int]] = {}
        self._told: Counter[tuple[str, int]] = Counter()
        self._news: Counter[tuple[str, int]] = Counter()
        self._draws = Draws()
        self._entries = Entries()
        self.yard = Yard()
        self._told_entries: Counter[tuple[str, int]] = Counter()

    def check(self, now: int, begun: int) -> None:
        """Hold I1 to I5, I9 to I11, I13 and I15 to I20, as things stand after one write.

        The invocation that wrote had `begun` then.
        """
        self._note_sale(now)
        if self._database.sale().plan.line is not None:
            self._check_lines(self._database.sale(), now, begun)
        lots = self._database.lots()
        changed = [lot for number, lot in lots.items() if self._lots.get(number) is not lot]
        self._lots = lots
        if changed:
            self._check_units(lots)
            self._note(changed, now)
        self._check_orders(lots, now, lots_changed=bool(changed))
        levels = self._database.levels()
        if levels is not None:
            for number, lot in lots.items():
                # What is not listed is published as nought.
                level = levels.levels[number] if number < len(levels.levels) else 0
                hold("I11", level >= lot.available, f"level {level} of {number}", lot)
        fault = self.yard.fault(self._database.goods(), self._standing.values(), begun)
        fault = fault or self.yard.misled(self._database.sale(), self._standing.values(), now)
        hold("I19", not fault, fault)
        if self._database.sale().plan.waitlist is not None:
            write = self._write(now, begun)
            for invariant, wrong in self._entries.faults(self._database.entries(), write):
                broken(invariant, wrong)

    def _write(self, now: int, begun: int) -> Write:
        lately = [sale for sale, until in self._sales if until >= begun - SKEW_MS]
        sales = [*lately, self._database.sale()]
        return Write(
            sale=sales[-1],
            lots=self._lots,
            standing=self._standing,
            now=now,
            begun=begun,
            clock=max(clock_of(sale, now + SKEW_MS) for sale in sales),
            earliest=min(clock_of(sale, begun - SKEW_MS) for sale in sales),
            is_over=any(_list_until(sale) <= now + SKEW_MS for sale in sales),
            was_over=all(_list_until(sale) < begun - SKEW_MS for sale in sales),
        )

    def _check_lines(self, sale: Sale, now: int, begun: int) -> None:
        entrants = self._database.entrants()
        fault = self._draws.fault(sale, entrants, now)
        hold("I13", not fault, fault)
        if any(window.access is Access.INVITED for window in sale.plan.windows):
            fault = self.guests.fault(sale, entrants, self._database.invitations(), begun)
            hold("I16", not fault, fault)
        fault = self.firms.fault(sale, entrants)
        hold("I17", not fault, fault)

    def clock(self, now: int, skew: int = 0) -> int:
        """Return the sale's time by a clock that is `skew` ahead.

        A pause that is written late does not revive what had run out when it was written.
        """
        before = (clock_of(sale, until + skew) for sale, until in self._sales)
        return max(clock_of(self._database.sale(), now + skew), *before, 0)

    def baskets(self) -> Iterable[tuple[int, str]]:
        """Return the deadline of each claim that has not become an order, and whose it is."""
        return [
            (claim.deadline, shopper)
            for lot in self._lots.values()
            for shopper, claim in lot.claims.items()
            if self.standing_of(claim) is None
        ]

    def _note_sale(self, now: int) -> None:
        sale = self._database.sale()
        if self._sale is not None and sale is not self._sale:
            self._sales.append((self._sale, now))
        self._sale = sale

    @staticmethod
    def _check_units(lots: Mapping[int, Lot]) -> None:
        given: Counter[int] = Counter()
        holders: Counter[str] = Counter()
        for lot in lots.values():
            for shopper, claim in lot.claims.items():
                holders[shopper] += 1
                given[lot.number if claim.lender is None else claim.lender] += claim.quantity
        for number, lot in lots.items():
            counts = (lot.available, lot.returned, lot.written_off)
            hold("I1", sum(counts) + given[number] == lot.allotted, lot, f"gave {given[number]}")
            hold("I2", min(counts) >= 0, lot)
        hold("I1", given.keys() <= lots.keys(), "claims on lots that are not there", given)
        for shopper, claims in holders.items():
            hold("I3", claims == 1, f"{shopper} has {claims} claims")

    def _note(self, changed: Iterable[Lot], now: int) -> None:
        for lot in changed:
            for claim in lot.claims.values():
                self._claimed_at.setdefault(claim.claim, now)
            for quantity in range(1, self._database.sale().plan.limit + 1):
                key = (lot.number, quantity)
                if lot.available < quantity:
                    self._since.pop(key, None)
                else:
                    self._since.setdefault(key, now)

    def _check_orders(self, lots: Mapping[int, Lot], now: int, *, lots_changed: bool) -> None:
        standing_now = self._database.standing()
        for key, standing in standing_now.items():
            before = self._standing.get(key)
            if standing is not before:
                self._check_standing(key, before, standing)
                if isinstance(standing, Bar):
                    self._barred_at[key] = now
            if (lots_changed or standing is not before) and is_in_force(standing):
                self._check_claim_of(standing, lots)
        gone = self._standing.keys() - standing_now.keys()
        hold("I10", not gone, "gone:", gone)

    def _check_standing(self, key: str, before: Standing | None, after: Standing) -> None:
        self._standing[key] = after
        if before is not None:
            hold("I5", isinstance(before, Bar) == isinstance(after, Bar), before, "became", after)
        if isinstance(after, Order):
            self._by_claim[after.claim.claim] = key
            self._check_history(before, after)
            limit = self._database.sale().plan.household_limit
            there = self._who_ordered_to(after.delivery)
            hold("I15", limit is None or len(there) <= limit, f"{len(there)} ordered to", after)

    @staticmethod
    def _check_claim_of(order: Standing, lots: Mapping[int, Lot]) -> None:
        assert isinstance(order, Order), "only orders have claims"
        lot = lots.get(order.home)
        stands = lot is not None and same_claim(lot.claims.get(order.shopper), order.claim)
        hold("I4", stands, order, "has no claim in", lot)

    @staticmethod
    def _check_history(before: Standing | None, after: Order) -> None:
        known = before.history if isinstance(before, Order) else ()
        grown = len(after.history) - len(known)
        kept = after.history[: len(known)] == known and grown in {0, 1}
        hold("I10", kept, before, "became", after)
        wrong = fault(after.history)
        hold("I10", not wrong, wrong, after)
        if after.prepaid is not None and after.state is OrderState.EXPIRED:
            late = after.history[-1].at >= after.prepaid.pay_by
            hold("I10", late, "expired before it was due:", after)

    def check_full_household(self, shopper: str, delivery: Delivery) -> None:
        """Hold I15: whoever has ordered to an address is not told that others have."""
        there = self._who_ordered_to(delivery)
        hold("I15", shopper not in there, f"{shopper} has ordered there, and is refused")

    def _who_ordered_to(self, delivery: Delivery) -> set[str]:
        orders = (each for each in self._standing.values() if isinstance(each, Order))
        return {order.shopper for order in orders if order.delivery == delivery}

    def check_held(self, order: str, start: int) -> None:
        """Hold P3: nobody is told to hold what was let go before the request."""
        unheard = self._barred_at.get(order, start) >= start
        hold("P3", unheard, f"told to hold what cannot be ordered: {order}")

    def standing_of(self, claim: Claim) -> Standing | None:
        """Return the order that came of a claim, if one did."""
        key = self._by_claim.get(claim.claim)
        return None if key is None else self._standing[key]

    def check_admitted(self, ticket: Ticket, start: int) -> None:
        """Hold I14: by a sale of a second before the request or later it was the shopper's turn.

        And the ticket's window was not over.
        """
        lately = (sale for sale, until in self._sales if until >= start - SKEW_MS)
        told = []
        for sale in (*lately, self._database.sale()):
            window = sale.plan.windows[ticket.window]
            instants = {at: clock_of(sale, at) for at in (window.opens_at, ticket.joined_at)}
            turn = turn_of(sale, ticket, instants)
            clock = clock_of(sale, start + SKEW_MS)
            if turn is not None and clock >= turn and start - SKEW_MS < window.closes_at:
                return
            told.append((turn, clock))
        broken("I14", f"{ticket} was served at {start}; turns and clocks: {told}")

    def check_other_window(self, ticket: Ticket, start: int) -> None:
        """Hold I14: who is told that the ticket is no good here came before its window, or after.

        Or about then: clocks differ.
        """
        window = self._database.sale().plan.windows[ticket.window]
        within = window.opens_at + SKEW_MS <= start < window.closes_at - SKEW_MS
        hold("I14", not within, f"{ticket} was refused at {start}", window)

    def check_sold_out(self, pool: str, quantity: int, start: int) -> None:
        """Hold I12: no lot of the pool has had so many since a second before the request."""
        for lot in self._lots.values():
            since = self._since.get((lot.number, quantity))
            true = lot.pool != pool or since is None or since > start - SECOND
            hold("I12", true, f"told sold out for {quantity} since {since}", lot)

    def check_next(self, following: NextPool | None, pool: str, quantity: int, start: int) -> None:
        """Hold I12: no pool that was passed over for the next one has had what that has."""
        pools = [each.pool for each in self._database.sale().plan.pools]
        place = pools.index(pool)
        others = [*pools[place + 1 :], *pools[:place]]
        told = None if following is None else following.pool.pool
        before = others if told is None else others[: others.index(told)]
        has_enough = following is not None and following.largest >= quantity
        for other in before:
            self.check_sold_out(other, quantity if has_enough else 1, start)
        if not has_enough:
            for other in others:
                self.check_sold_out(other, quantity, start)

    def check_not_holding(self, shopper: str, pool: str, start: int, barred: Iterable[str]) -> None:
        """Hold I12: who has had units of a pool for a second is not told that none are left.

        A second, since a process may remember levels from before units came back on sale. Of
        another pool that may be told: it may have been found empty before there was a holder.
        """
        now = self.clock(start)
        for lot in self._lots.values():
            claim = lot.claims.get(shopper)
            if claim is None or now > claim.deadline or claim.claim in barred or claim.offered:
                continue  # an offer was not asked for: its page shows it, and its mail
            if self._lots[claim.source(lot.number)].pool != pool:
                continue
            unheard = self._claimed_at[claim.claim] > start - SECOND
            hold("I12", unheard, f"{shopper} was told sold out and holds", claim)

    def check_nothing_returns(self, start: int) -> None:
        """Hold I12: told that nothing comes back, no unit lay in a basket then and before."""
        now = self.clock(start)
        for lot in self._lots.values():
            for shopper, claim in lot.claims.items():
                over = claim.settled or now > claim.deadline or self.standing_of(claim) is not None
                true = over or self._claimed_at[claim.claim] > start
                hold("I12", true, f"told that nothing comes back, but {shopper} holds", claim)

    def note_mail(self, key: str, sender: object, begun: int, now: int) -> None:
        """Hold I8: a consumer has an event to itself, until it is done or its lease runs out."""
        first, since = self._mailed.setdefault(key, (sender, begun))
        # Whoever began longer ago may have slept through its lease, and nothing can stop it.
        alone = sender is first or now >= min(since, begun) + LEASE_MS - SKEW_MS
        hold("I8", alone, f"two consumers tell {key} within a lease")

    def note_news(self, order: str, events: Iterable[int], attempts: int) -> None:
        """Take what a batch has to tell, and how often each request may be repeated."""
        for event in events:
            self._news[order, event] += attempts

    def note_told(self, order: str, event: int, messages: int = 2) -> None:
        """Hold I8: what is told is news; a message for each queue, each time a batch is tried."""
        self._told[order, event] += 1
        most = self._news[order, event] * messages
        hold("I8", self._told[order, event] <= most, f"event {event} of {order} is told again")

    @property
    def steps(self) -> Counter[str]:
        """What became of who waited, and how often."""
        return Counter(f"on the list: {step}" for step in self._entries.steps)

    def note_told_entry(self, shopper: str, event: int) -> None:
        """Take that an event of an entry was told."""
        self._told_entries[shopper, event] += 1

    def check_rest(self, now: int) -> None:
        """Hold I6, I7 and I8, once the world has run quiet; and that every unit is laid out."""
        sale = self._database.sale()
        units = sum(pool.units for pool in sale.plan.pools) + sum(a.units for a in sale.additions)
        allotted = sum(lot.allotted for lot in self._lots.values())
        hold("I1", units == allotted, f"{allotted} of {units} units are in lots")
        orders = [each for each in self._standing.values() if isinstance(each, Order)]
        in_force = {each.claim.claim for each in orders if is_in_force(each)}
        claims = [claim for lot in self._lots.values() for claim in lot.claims.values()]
        claimed = {claim.claim for claim in claims}
        hold("I6", claimed == in_force, f"claimed {claimed} is not ordered {in_force}")
        unsettled = [claim for claim in claims if not claim.settled]
        hold("I6", not unsettled, "not settled", unsettled)
        owed = [each.prepaid for each in orders if each.state is OrderState.AWAITING_PAYMENT]
        late = [each for each in owed if each is not None and each.pay_by + LATE_MS < now]
        hold("I6", not late, "neither paid nor ended", late)
        for lot in self._lots.values():
            hold("I7", not lot.returned, "returned units are not on sale", lot)
        fault = left_lying(self._database.goods(), self._standing.values())
        fault = fault or self.yard.untold(sale, self._standing.values())
        hold("I19", not fault, fault)
        at_rest = self._write(now, now)
        mails = set(self._database.mails())
        for invariant, wrong in self._entries.faults_at_rest(at_rest, self._told_entries, mails):
            broken(invariant, wrong)
        for order in orders:
            self._check_told(order, mails)

    @staticmethod
    def _check_told(order: Order, mails: set[str]) -> None:
        moves = [event.what for event in order.history if event.note is None]
        taken_in = moves.count(OrderState.IN_FULFILMENT)
        ready = [event.number for event in order.history if _makes_ready(order, event)]
        once = taken_in == 1 or (not taken_in and (has_ended(moves) or not ready))
        marked = all(f"{number}-fulfilment" in order.done for number in ready)
        hold("I8", once and marked, "not fulfilled exactly once", order)
        for event in order.history:
            sent = f"{order.order}-{event.number}" in mails
            marked = f"{event.number}-notice" in order.done
            hold("I8", sent and marked, f"event {event.number} was not told", order)
