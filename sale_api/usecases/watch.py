"""What one process remembers of its sales: plan and levels, each at most a second old.

Takes the stores, gives sales and levels, and must not decide anything else. An age counts from
before the read: the caller takes `now` first. One process at a time publishes a sale's levels,
at most once a second, on some shopper's request: the one that did so last, unless it stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from msgspec.structs import replace

from sale_api.domain.errors import NotFound
from sale_api.domain.levels import Levels, held_until, mark_of
from sale_api.domain.sale import Phase, Sale
from sale_api.ports import Lots, Published, Sales, Unknown, Unmet
from sale_api.usecases.stock import Stock

T = TypeVar("T")

FRESH_MS = 1_000
LIST_FRESH_MS = 5_000
STALLED_MS = 2_000
"""A publication that has stood for so long may be followed by that of another process."""
MOST_ABSENT = 1_000
NO_SALE = "There is no such sale."


class _Seen(NamedTuple, Generic[T]):
    value: T
    at: int

    def is_fresh(self, now: int, fresh_ms: int = FRESH_MS) -> bool:
        # A clock that was set back must not make a memory last.
        return 0 <= now - self.at < fresh_ms


class _Lease(NamedTuple):
    """The number of a publication, since when it was seen, and whether it was this process's."""

    number: int
    at: int
    mine: bool = False

    def is_due(self, now: int) -> bool:
        """Tell whether this process may publish; a clock that was set back must not stop it."""
        return not 0 <= now - self.at < (FRESH_MS if self.mine else STALLED_MS)


class Watch:
    """The memory of one process; grows with the number of sales, never with requests."""

    def __init__(self, *, sales: Sales, published: Published, lots: Lots, grace_ms: int) -> None:
        """Take the stores, and the grace that every deadline gets."""
        self._sales = sales
        self._published = published
        self._lots = lots
        self._grace_ms = grace_ms
        self._plans: dict[str, _Seen[Sale]] = {}
        self._levels: dict[str, _Seen[Levels]] = {}
        self._leases: dict[str, _Lease] = {}
        self._stocks: dict[str, Stock] = {}
        self._absent: dict[str, _Seen[None]] = {}
        self._list: _Seen[Sequence[Sale]] | None = None

    def sale(self, sale_id: str, now: int) -> Sale:
        """Return a published sale as it was less than a second before `now`; else `NotFound`.

        At most one read a second and sale.
        """
        seen = self._plans.get(sale_id)
        if seen is None or not seen.is_fresh(now):
            if sale_id in self._absent and self._absent[sale_id].is_fresh(now):
                raise NotFound(NO_SALE)
            sale = self._sales.find(sale_id)
            if sale is None or sale.phase(now) is Phase.DRAFT:
                self._plans.pop(sale_id, None)
                self._remember_absent(sale_id, now)
                raise NotFound(NO_SALE)
            seen = self._plans[sale_id] = _Seen(sale, now)
        return seen.value

    def sale_with(self, sale: Sale, number: int, now: int) -> Sale:
        """Return the sale with a lot that there is: read anew if it was added since. One read."""
        if number < sale.layout.lot_count:
            return sale
        self._plans.pop(sale.sale, None)
        return self.sale(sale.sale, now)

    def all(self, now: int) -> Sequence[Sale]:
        """Return all sales, at most five seconds old. At most one scan in five seconds."""
        if self._list is None or not self._list.is_fresh(now, LIST_FRESH_MS):
            self._list = _Seen(self._sales.all(), now)
        return self._list.value

    def levels(self, sale: Sale, now: int) -> Levels:
        """Return the levels as they were published less than a second before `now`, or later.

        At most one read a second and sale; who publishes also reads the lots and writes once,
        and once more if another process did so before.
        """
        seen = self._levels.get(sale.sale)
        if seen is None or not seen.is_fresh(now):
            seen = self._levels[sale.sale] = _Seen(self._refreshed(sale, now), now)
        return seen.value

    def is_sold_out(self, sale: Sale, now: int) -> bool:
        """Tell whether no unit was left, at most five seconds ago; nothing is read sooner."""
        seen = self._levels.get(sale.sale)
        if seen is not None and seen.is_fresh(now, LIST_FRESH_MS):
            return not any(seen.value.levels)
        return not any(self.levels(sale, now).levels)

    def stock(self, sale: Sale, now: int) -> Stock:
        """Return what is known of the sale's stock by its levels; they cost what they cost."""
        levels = self.levels(sale, now)
        # Levels of more lots than the sale has: stock was added since it was read.
        sale = self.sale_with(sale, len(levels.levels) - 1, now)
        stock = self._stocks.get(sale.sale)
        if stock is None or stock.sale is not sale or stock.levels is not levels:
            stock = self._stocks[sale.sale] = Stock(sale, levels, stock)
        return stock

    def may_return_until(self, stock: Stock, now: int) -> int | None:
        """Return until when (wall time) units that lie in baskets may come back, or None."""
        sale = stock.sale
        clock = sale.clock(now)
        until = stock.levels.held_until
        if not stock.is_sold_out:
            # Claims can be made until now, so baskets may hold units for so long.
            deadline = clock + sale.plan.hold_seconds * 1_000
            until = max(until, held_until([deadline], self._grace_ms))
        # With a list what comes back is offered, and an offer may run out: none is known to be the
        # last. The list's end is on the wall clock, which no pause halts.
        last = max(sale.wall(until, now), sale.list_until or 0)
        return last if last > now else None

    def _remember_absent(self, sale_id: str, now: int) -> None:
        # A crowd on a mistyped link costs a read a second; names made up at random, no memory.
        if len(self._absent) >= MOST_ABSENT:
            self._absent.clear()
        self._absent[sale_id] = _Seen(None, now)

    def _refreshed(self, sale: Sale, now: int) -> Levels:
        levels = self._published.find(sale.sale)
        if levels is None:
            # Published sales have levels; a sale whose publishing was cut off is not published.
            raise NotFound(NO_SALE)
        lease = self._leases.get(sale.sale)
        if lease is None or lease.number != levels.lease:
            self._leases[sale.sale] = _Lease(levels.lease, now)
            return levels
        if not lease.is_due(now) or not any(levels.levels) or sale.phase(now) is not Phase.OPEN:
            return levels
        try:
            return self._publish(sale, levels if lease.mine else self._taken_over(levels), now)
        except (Unmet, Unknown):
            # Somebody was faster, or no answer came: the shopper's request does without.
            return levels

    def _taken_over(self, levels: Levels) -> Levels:
        # A write of its own, before the lots are read: else all processes read them at once.
        self._published.lease(levels)
        return levels.leased()

    def _publish(self, sale: Sale, levels: Levels, now: int) -> Levels:
        with_units = [number for number, level in enumerate(levels.levels) if level]
        available = {lot.number: lot.available for lot in self._lots.look(sale.sale, with_units)}
        fresh = levels.lowered(available)
        if self._refuses_somebody(sale, fresh):
            fresh = self._with_holders(sale, fresh, now)
        self._published.publish(fresh)
        fresh = fresh.leased()
        self._leases[sale.sale] = _Lease(fresh.lease, now, mine=True)
        return fresh

    @staticmethod
    def _refuses_somebody(sale: Sale, levels: Levels) -> bool:
        stock = Stock(sale, levels)
        return any(stock.largest(pool.pool) < sale.plan.limit for pool in sale.plan.pools)

    def _with_holders(self, sale: Sale, levels: Levels, now: int) -> Levels:
        # Read after the levels: whoever has one of the units that are gone by those levels
        # stands in a lot that is read now, so no holder and no basket is missed.
        seen = self._lots.look(sale.sale, sale.layout.numbers(levels))
        held = [
            claim.deadline for lot in seen for claim in lot.claims.values() if not claim.settled
        ]
        if any(lot.returned for lot in seen):
            held.append(sale.clock(now))
        return replace(
            levels,
            held_until=held_until(held, self._grace_ms),
            holders=frozenset(mark_of(shopper) for lot in seen for shopper in lot.claims),
        )
