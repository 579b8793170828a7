"""Every port in memory: small classes on the domain's own rules, for tests to look into.

They keep what the contracts in `sale_api/ports.py` promise, and no more; the suite in
`tests/contract/` holds them and the stores on DynamoDB to the same cases.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from msgspec.structs import replace

from sale_api.domain.basket import Basket
from sale_api.domain.draw import commitment
from sale_api.domain.errors import InvalidRequest
from sale_api.domain.invitation import Batch, Invitation
from sale_api.domain.levels import Levels
from sale_api.domain.line import Rounds
from sale_api.domain.links import Asked
from sale_api.domain.lot import Claim, Lot, Returned
from sale_api.domain.order import Bar, Delivery, Order, OrderState, Standing
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.ports import Done, Mail, OrderSummary, Page, Queue, Taken, Unknown, Unmet


class FakeSales:
    def __init__(self) -> None:
        self.sales: dict[str, Sale] = {}

    def find(self, sale: str) -> Sale | None:
        return self.sales.get(sale)

    def all(self) -> Sequence[Sale]:
        return list(self.sales.values())

    def create(self, sale: Sale) -> Sale:
        return self.sales.setdefault(sale.sale, sale)

    def replace(self, sale: Sale) -> None:
        standing = self.sales.get(sale.sale)
        if standing == sale:
            return
        if standing is None or standing.version != sale.version - 1:
            raise Unmet
        self.sales[sale.sale] = sale


class FakePublished:
    def __init__(self) -> None:
        self.levels: dict[str, Levels] = {}

    def find(self, sale: str) -> Levels | None:
        return self.levels.get(sale)

    def create(self, levels: Levels) -> None:
        self.levels.setdefault(levels.sale, levels)

    def lease(self, levels: Levels) -> None:
        standing = self.levels.get(levels.sale)
        if standing is None or standing.lease != levels.lease:
            raise Unmet
        self.levels[levels.sale] = standing.leased()

    def publish(self, levels: Levels) -> None:
        standing = self.levels.get(levels.sale)
        if standing is None or (standing.lease, standing.generation) != (
            levels.lease,
            levels.generation,
        ):
            raise Unmet
        self.levels[levels.sale] = levels.leased()


class FakeLots:
    """`published` is needed for `promote` alone: it writes to both."""

    def __init__(self, published: FakePublished) -> None:
        self.published = published
        self.lots: dict[tuple[str, int], Lot] = {}

    def create(self, lots: Sequence[Lot]) -> None:
        for lot in lots:
            self.lots.setdefault((lot.sale, lot.number), lot)

    def look(self, sale: str, numbers: Collection[int]) -> Sequence[Lot]:
        return [self.lots[sale, number] for number in numbers if (sale, number) in self.lots]

    def claim(self, sale: str, home: int, shopper: str, claim: Claim) -> int:
        assert claim.lender is None, "a claim at home has no lender"
        lot = self._lot(sale, home)
        if lot.stands(shopper, claim):
            return lot.available
        if not lot.can_claim(shopper, claim.quantity):
            raise Unmet(lot)
        return self._write(lot.claimed(shopper, claim)).available

    def lend(self, sale: str, pool: str, home: int, shopper: str, claim: Claim) -> None:
        assert claim.lender not in {None, home}, "a lent claim names another lot as its lender"
        at_home, lender = self.lots.get((sale, home)), self.lots.get((sale, claim.source(home)))
        if at_home and at_home.stands(shopper, claim):
            return
        can_lend = lender and lender.pool == pool and lender.can_lend(claim.quantity)
        can_stand = at_home and at_home.can_stand(shopper)
        if not (at_home and lender and can_lend and can_stand):
            refused = (lender if not can_lend else None, at_home if not can_stand else None)
            raise Unmet(*filter(None, refused))
        self._write(lender.lent(claim.quantity))
        self._write(at_home.claimed(shopper, claim))

    def give_back(self, sale: str, home: int, shopper: str, claim: Claim, to: Returned) -> bool:
        lot = self.lots.get((sale, home))
        if lot is None or not lot.stands(shopper, claim):
            return False
        self._write(lot.released(shopper))
        source = self._lot(sale, claim.source(home))
        self._write(source.restocked(claim.quantity, to))
        return True

    def settle(self, sale: str, home: int, claims: Mapping[str, Claim]) -> None:
        lot = self._lot(sale, home)
        if not all(lot.stands(shopper, claim) for shopper, claim in claims.items()):
            raise Unmet(lot)
        for shopper in claims:
            lot = lot.settled(shopper)
        self._write(lot)

    def promote(self, lot: Lot, levels: Levels) -> None:
        standing = self._lot(lot.sale, lot.number)
        published = self.published.levels.get(levels.sale)
        stale = standing.returned < lot.returned or standing.available > lot.available
        if stale:
            raise Unmet(standing)
        if published is None or published.generation != levels.generation:
            raise Unmet
        self._write(standing.promoted(lot.returned))
        raised = levels.raised(lot.number, lot.available + lot.returned)
        self.published.levels[levels.sale] = replace(
            published, levels=raised.levels, generation=raised.generation
        )

    def _lot(self, sale: str, number: int) -> Lot:
        try:
            return self.lots[sale, number]
        except KeyError:
            raise Unmet from None

    def _write(self, lot: Lot) -> Lot:
        self.lots[lot.sale, lot.number] = lot
        return lot


class FakeOrders:
    def __init__(self) -> None:
        self.standing: dict[str, Standing] = {}
        self.leases: dict[tuple[str, str], int] = {}

    def find(self, order: str) -> Standing | None:
        return self.standing.get(order)

    def look(self, orders: Collection[str]) -> Mapping[str, Standing]:
        return {key: self.standing[key] for key in orders if key in self.standing}

    def place(self, order: Order) -> Standing:
        return self.standing.setdefault(order.order, order)

    def bar(self, bar: Bar) -> Standing:
        return self.standing.setdefault(bar.order, bar)

    def move(self, order: Order, done: str = "", at: int = 0) -> None:
        standing = self._order(order.order)
        if standing.history == order.history:
            return
        if standing.version != order.version - 1:
            raise Unmet
        marks = {done: at} if done else {}
        self.standing[order.order] = replace(
            standing,
            history=(*standing.history, order.history[-1]),
            resell=order.resell,
            done={**marks, **standing.done},
        )

    def lease(self, order: str, task: str, now: int, until: int) -> Order:
        standing = self._order(order)
        if task in standing.done:
            raise Done
        if self.leases.get((order, task), now) > now:
            raise Taken
        self.leases[order, task] = until
        return standing

    def finish(self, order: str, task: str, at: int) -> None:
        standing = self._order(order)
        self.standing[order] = replace(standing, done={task: at, **standing.done})

    def _order(self, order: str) -> Order:
        standing = self.standing.get(order)
        if not isinstance(standing, Order):
            raise Unmet
        return standing


class FakeOrderViews:
    """`page_size` is small on request, so that a handful of orders fills several pages."""

    def __init__(self, page_size: int = 50) -> None:
        self.page_size = page_size
        self.summaries: dict[str, OrderSummary] = {}

    def record(self, summary: OrderSummary) -> None:
        standing = self.summaries.get(summary.order)
        if standing is None or standing.version <= summary.version:
            self.summaries[summary.order] = summary

    def of_shopper(self, shopper: str) -> Sequence[OrderSummary]:
        theirs = [view for view in self.summaries.values() if view.shopper == shopper]
        return sorted(theirs, key=lambda view: view.placed_at, reverse=True)

    def of_sale(self, sale: str, state: OrderState | None, cursor: str | None) -> Page:
        start = self._start(cursor)
        rows = sorted(
            (view for view in self.summaries.values() if view.sale == sale),
            key=lambda view: (view.placed_at, view.order),
        )
        shown = rows[start : start + self.page_size]
        end = start + self.page_size
        orders = [view for view in shown if state in {None, view.state}]
        return Page(orders, str(end) if end < len(rows) else None)

    def placed_from(self, sale: str, at: int, most: int) -> Sequence[OrderSummary]:
        theirs = [each for each in self.summaries.values() if each.sale == sale]
        later = [each for each in theirs if each.placed_at >= at]
        return sorted(later, key=lambda view: (view.placed_at, view.order))[:most]

    def counts(self, sale: str) -> Mapping[OrderState, int]:
        return Counter(view.state for view in self.summaries.values() if view.sale == sale)

    @staticmethod
    def _start(cursor: str | None) -> int:
        try:
            return int(cursor or 0)
        except ValueError:
            raise InvalidRequest({"cursor": "Take it from the page before."}) from None


class FakeShoppers:
    def __init__(self) -> None:
        self.deliveries: dict[str, Delivery] = {}
        self.links: dict[str, Asked] = {}

    def delivery(self, shopper: str) -> Delivery | None:
        return self.deliveries.get(shopper)

    def remember(self, shopper: str, delivery: Delivery) -> None:
        self.deliveries[shopper] = delivery

    def forget(self, shopper: str) -> None:
        self.deliveries.pop(shopper, None)

    def ask_for_link(self, shopper: str, at: int, request: str) -> bool:
        asked = self.links.get(shopper, Asked())
        if asked.request == request:
            return True
        if not asked.may_ask(at):
            return False
        self.links[shopper] = asked.asked(at, request)
        return True


class FakeBaskets:
    """`until` has until when each is kept."""

    def __init__(self) -> None:
        self.baskets: dict[tuple[str, str], Basket] = {}
        self.until: dict[tuple[str, str], int] = {}

    def find(self, sale: str, shopper: str) -> Basket | None:
        return self.baskets.get((shopper, sale))

    def of_shopper(self, shopper: str) -> Sequence[Basket]:
        return [basket for (owner, _), basket in self.baskets.items() if owner == shopper]

    def keep(self, basket: Basket, until: int) -> None:
        self.baskets[basket.shopper, basket.sale] = basket
        self.until[basket.shopper, basket.sale] = until

    def drop(self, sale: str, shopper: str) -> None:
        self.baskets.pop((shopper, sale), None)


class FakeEntrants:
    def __init__(self) -> None:
        self.entrants: dict[tuple[str, int, str], Entrant] = {}

    def join(self, entrant: Entrant) -> Entrant:
        ticket = entrant.ticket
        return self.entrants.setdefault((ticket.sale, ticket.window, ticket.shopper), entrant)

    def in_time(self, sale: str, window: int, before: int) -> Iterator[str]:
        tickets = [entrant.ticket for entrant in self.entrants.values()]
        line = [each for each in tickets if (each.sale, each.window) == (sale, window)]
        return iter([each.shopper for each in line if each.joined_at < before])

    def tickets(self, sale: str, window: int) -> Iterator[Ticket]:
        tickets = [entrant.ticket for entrant in self.entrants.values()]
        return iter([each for each in tickets if (each.sale, each.window) == (sale, window)])


class FakeInvitations:
    """`entrants` is needed for `use` alone: it writes to both."""

    def __init__(self, entrants: FakeEntrants) -> None:
        self.entrants = entrants
        self.invitations: dict[tuple[str, str], Invitation] = {}
        self.standing: dict[tuple[str, str], Batch] = {}

    def begin(self, batch: Batch) -> Batch:
        return self.standing.setdefault((batch.sale, batch.batch), batch)

    def make(self, invitations: Sequence[Invitation]) -> None:
        for each in invitations:
            self.invitations.setdefault((each.sale, each.invitation), each)

    def batch(self, sale: str, batch: str) -> Batch | None:
        return self.standing.get((sale, batch))

    def batches(self, sale: str) -> Sequence[Batch]:
        return [batch for (where, _), batch in sorted(self.standing.items()) if where == sale]

    def find(self, sale: str, invitation: str) -> Invitation | None:
        return self.invitations.get((sale, invitation))

    def look(self, sale: str, invitations: Collection[str]) -> Sequence[Invitation]:
        return [found for name in invitations if (found := self.find(sale, name))]

    def use(self, invitation: str, entrant: Entrant) -> Entrant:
        ticket = entrant.ticket
        key = ticket.sale, ticket.window, ticket.shopper
        if key in self.entrants.entrants:
            return self.entrants.entrants[key]
        found = self.find(ticket.sale, invitation)
        if found is None or not found.can_be_used:
            raise Unmet
        self.invitations[ticket.sale, invitation] = replace(found, used_by=ticket.shopper)
        return self.entrants.join(entrant)

    def revoke(self, sale: str, invitation: str, at: int) -> None:
        found = self.find(sale, invitation)
        if found is None or found.used_by is not None:
            raise Unmet
        if found.revoked_at is None:
            self.invitations[sale, invitation] = replace(found, revoked_at=at)

    def revoke_batch(self, sale: str, batch: str, at: int) -> None:
        found = self.batch(sale, batch)
        if found is None:
            raise Unmet
        if found.revoked_at is None:
            self.standing[sale, batch] = replace(found, revoked_at=at)


class FakeSeeds:
    def __init__(self) -> None:
        self.seeds: dict[str, bytes] = {}

    def keep(self, seed: bytes) -> None:
        self.seeds[commitment(seed)] = seed

    def find(self, commitment: str) -> bytes | None:
        return self.seeds.get(commitment)


class FakeBeacon:
    """Rounds each 3 seconds, each of bytes that follow from its number; none while `down`."""

    rounds = Rounds("fake", 1_600_000_000_000, 3_000)

    def __init__(self) -> None:
        self.down = False
        self.asked: list[int] = []

    def value(self, number: int) -> bytes | None:
        self.asked.append(number)
        return None if self.down else sha256(b"round %d" % number).digest()


class FakeCircle:
    """`shoppers` has who is in each circle, in the order in which they came."""

    def __init__(self) -> None:
        self.shoppers: dict[str, tuple[str, ...]] = {}

    def enter(self, circle: str, shopper: str, most: int, at: int) -> bool:  # noqa: ARG002 - nothing is forgotten here
        there = self.shoppers.get(circle, ())
        if shopper in there:
            return True
        if len(there) >= most:
            return False
        self.shoppers[circle] = (*there, shopper)
        return True


class FakeQueues:
    """`sent` is all that was taken, in order; while `down`, nothing is."""

    def __init__(self) -> None:
        self.sent: list[tuple[Queue, Mapping[str, object]]] = []
        self.dead: Counter[Queue] = Counter()
        self.down = False

    def send(self, queue: Queue, bodies: Iterable[Mapping[str, object]]) -> None:
        if self.down:
            raise Unknown
        self.sent.extend((queue, body) for body in bodies)

    def depths(self) -> Mapping[Queue, tuple[int, int]]:
        waiting = Counter(queue for queue, _ in self.sent)
        return {queue: (waiting[queue], self.dead[queue]) for queue in Queue}

    def take(self, queue: Queue) -> list[Mapping[str, object]]:
        """Take all messages off one queue, as a worker would."""
        taken = [body for name, body in self.sent if name is queue]
        self.sent = [(name, body) for name, body in self.sent if name is not queue]
        return taken


class FakeMailer:
    """`mails` is all that was taken, in order; while `down`, nothing is."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.down = False

    def send(self, mail: Mail) -> None:
        if self.down:
            raise Unknown
        self.mails.append(mail)


@dataclass
class FakeChance:
    """Seeded, so that a failing case can be played again; pauses are noted, not waited for."""

    seed: int = 0
    pauses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def claim_id(self) -> str:
        return f"{self._random.getrandbits(32):08x}"

    def secret(self) -> bytes:
        return self._random.randbytes(32)

    def below(self, bound: int) -> int:
        return self._random.randrange(bound)

    def pause(self, attempt: int) -> None:
        self.pauses.append(attempt)
