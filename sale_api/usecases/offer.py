"""Offer: units that came back go to who waits, always to the first of a consistent read.

It never goes on to the second while the first could still be offered something: a conflict, no
answer, or a claim in its grace stops a pool until the next run. Only where all parts of a list
were found empty in this run may units go on sale; and each offer is decided on its items alone,
so that a keeper which froze, or a second one, offers nothing that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import NamedTuple

from sale_api.domain import waiting as lists
from sale_api.domain.identifiers import order_id
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.moves import Actor
from sale_api.domain.order import Order
from sale_api.domain.sale import Sale
from sale_api.domain.waiting import Entry, shopper_of
from sale_api.ports import Chance, Lots, Orders, Unknown, Unmet, Waiting
from sale_api.usecases.barring import let_go

MOST_OFFERS = 200
"""So many entries of a pool are looked at in one run; the others wait for the next."""

TRIES = 4


class _Home(Enum):
    """What the lot where a claim would stand says of the shopper."""

    FREE = "free"
    HOLDS = "holds"
    IN_GRACE = "in grace"


class Desk(NamedTuple):
    """What a pass over the list of one sale needs; `now` was taken before the sale was read."""

    sale: Sale
    now: int
    clock: Callable[[], int]
    lots: Lots
    orders: Orders
    waiting: Waiting
    chance: Chance
    grace_ms: int


class Offers:
    """One pass over the lots that it was told to look at, and the claims that it has made."""

    def __init__(self, desk: Desk) -> None:
        """Begin with nothing seen."""
        self._desk = desk
        self._lots: dict[int, Lot] = {}
        self._read_at = desk.now
        self.made: dict[str, Claim] = {}

    def returned_to(self, pool: str) -> list[int]:
        """Return the lots of a pool that units came back to."""
        return [lot.number for lot in self._lots.values() if lot.pool == pool and lot.returned]

    def has_units(self, pool: str) -> bool:
        """Tell whether anything of a pool could be offered."""
        return any(_units(lot) for lot in self._lots.values() if lot.pool == pool)

    def look_again(self, numbers: Iterable[int]) -> None:
        """Look at lots: for the first time, or since others have changed them."""
        for lot in self._desk.lots.look(self._desk.sale.sale, list(numbers)):
            self._lots[lot.number] = lot

    def serve(self, pool: str) -> bool:
        """Offer what there is to who waits for a pool; tell whether nobody waits any more.

        Sixteen reads; for each offer a transaction and three reads.
        """
        sale, waiting = self._desk.sale.sale, self._desk.waiting
        self._read_at = self._desk.clock()
        heads = {part: waiting.head(sale, pool, part) for part in range(lists.PARTS)}
        for _ in range(MOST_OFFERS):
            turns = {turn: part for part, turn in heads.items() if turn is not None}
            if not turns:
                return True
            if not self.has_units(pool):
                return False
            first = min(turns)
            if not self._serve_one(pool, first):
                return False
            heads[turns[first]] = waiting.head(sale, pool, turns[first])
        return False

    def _serve_one(self, pool: str, turn: str) -> bool:
        """Offer to whose turn it is, or find that they do not wait; False: not just now."""
        desk, shopper = self._desk, shopper_of(turn)
        home = desk.sale.home_of(shopper)
        for attempt in range(TRIES):
            if attempt:
                desk.chance.pause(attempt)
            entry = desk.waiting.find(desk.sale.sale, shopper)
            if entry is None or entry.turn != turn:
                return True
            self.look_again([home])
            try:
                found = self._home_of(shopper, home)
                if found is _Home.IN_GRACE:
                    return False
                if found is _Home.HOLDS:
                    desk.waiting.serve(entry.served(desk.now))
                    return True
                source = self._source(pool, entry.quantity)
                if source is None:
                    return False
                self._offer(entry, home, source)
            except (Unmet, Unknown):
                self.look_again({home, *self._numbers(pool)})
            else:
                return True
        return False

    def _home_of(self, shopper: str, home: int) -> _Home:
        """Return what stands in the way of a claim at home; what is over is let go first."""
        desk = self._desk
        claim = self._lots[home].claims.get(shopper)
        if claim is None:
            return _Home.FREE
        clock = desk.sale.clock(desk.now)
        standing = desk.orders.find(order_id(desk.sale.sale, shopper, claim.claim))
        if isinstance(standing, Order) and standing.is_in_force:
            return _Home.HOLDS
        if standing is None and not claim.is_over(clock, desk.grace_ms):
            return _Home.IN_GRACE if clock > claim.deadline else _Home.HOLDS
        order = let_go(
            sale=desk.sale.sale,
            home=home,
            shopper=shopper,
            claim=claim,
            by=Actor.SYSTEM,
            now=desk.now,
            orders=desk.orders,
            lots=desk.lots,
        )
        if order is not None:
            return _Home.HOLDS
        self.look_again({home, claim.source(home)})
        return _Home.FREE

    def _source(self, pool: str, quantity: int) -> Lot | None:
        """Return the smallest lot that has enough, else the largest; None: nothing is left."""
        having = [self._lots[number] for number in self._numbers(pool)]
        enough = [lot for lot in having if _units(lot) >= quantity]
        if enough:
            return min(enough, key=_units)
        return max(having, key=_units, default=None)

    def _numbers(self, pool: str) -> list[int]:
        return [lot.number for lot in self._lots.values() if lot.pool == pool and _units(lot)]

    def _offer(self, entry: Entry, home: int, source: Lot) -> None:
        desk = self._desk
        waitlist = desk.sale.plan.waitlist
        assert waitlist is not None, f"{entry.sale} has no list"
        # The clock is asked anew: a keeper that froze must not offer what is over.
        at, stands_ms = desk.clock(), waitlist.offer_seconds * 1_000
        claim = Claim(
            min(entry.quantity, _units(source)),
            desk.chance.claim_id(),
            desk.sale.clock(at) + stands_ms,
            lender=None if source.number == home else source.number,
            offered=True,
        )
        returned = min(claim.quantity, source.returned)
        order = order_id(entry.sale, entry.shopper, claim.claim)
        offered = entry.offered(
            order, claim.quantity, at=at, until_at=at + stands_ms, read_at=self._read_at
        )
        desk.waiting.offer(offered, home, claim, returned)
        self._lots[source.number] = source.offered(returned, claim.quantity - returned)
        self._lots[home] = self._lots[home].holding(entry.shopper, claim)
        self.made[entry.shopper] = claim


def _units(lot: Lot) -> int:
    return lot.returned + lot.available
