"""Outlook: how many wait before somebody, and what may still come back, from a process's memory.

It promises nothing and nobody decides by it: an offer is made by the list as it then stands.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sale_api.domain.moves import OrderState
from sale_api.domain.payment import Payment
from sale_api.domain.sale import Sale
from sale_api.domain.waiting import Entry
from sale_api.ports import Lots, OrderViews, Waiting

TURNS_FRESH_MS = 10_000
STOCK_FRESH_MS = 60_000

MOST_TURNS = 5_000
"""So many turns of a pool are remembered; whoever stands behind them is not told how far."""

MOST_REMEMBERED = 64


class Outlook(NamedTuple):
    """How many stand before an entry, and the units that may come back to its pool.

    `before` is None for who is not among the first `MOST_TURNS` of the pool. `in_baskets` are held
    and not ordered; `unpaid` are orders of the sale that await their payment, none where the pool
    is not paid first. All of it was so at `as_of`, or later.
    """

    before: int | None
    in_baskets: int
    unpaid: int
    as_of: int


class _Turns(NamedTuple):
    at: int
    turns: Sequence[str]


class _Stock(NamedTuple):
    at: int
    in_baskets: Mapping[str | None, int]
    unpaid: int


class Outlooks:
    """What one process remembers of its lists; as a rule an outlook costs no request."""

    def __init__(self, *, waiting: Waiting, lots: Lots, views: OrderViews) -> None:
        """Take the stores."""
        self._waiting = waiting
        self._lots = lots
        self._views = views
        self._turns: dict[tuple[str, str], _Turns] = {}
        self._stocks: dict[str, _Stock] = {}

    def of(self, entry: Entry, sale: Sale, now: int) -> Outlook | None:
        """Return the outlook of an entry of this sale; None if it does not wait.

        Sixteen reads at most once in ten seconds and pool; a request for each hundred lots and,
        where units are paid first, one for each MB of its orders' list, at most once a minute.
        """
        if entry.turn is None:
            return None
        turns, stock = self._turns_of(sale, entry.pool, now), self._stock_of(sale, now)
        return Outlook(
            before=_before(entry.turn, turns.turns),
            in_baskets=stock.in_baskets.get(entry.pool, 0),
            unpaid=stock.unpaid if _is_paid_first(entry.pool, sale) else 0,
            as_of=min(turns.at, stock.at),
        )

    def _turns_of(self, sale: Sale, pool: str, now: int) -> _Turns:
        seen = self._turns.get((sale.sale, pool))
        if seen is None or not 0 <= now - seen.at < TURNS_FRESH_MS:
            if len(self._turns) >= MOST_REMEMBERED:
                self._turns.clear()
            turns = self._waiting.turns(sale.sale, pool, MOST_TURNS)
            seen = self._turns[sale.sale, pool] = _Turns(now, turns)
        return seen

    def _stock_of(self, sale: Sale, now: int) -> _Stock:
        seen = self._stocks.get(sale.sale)
        if seen is None or not 0 <= now - seen.at < STOCK_FRESH_MS:
            if len(self._stocks) >= MOST_REMEMBERED:
                self._stocks.clear()
            seen = self._stocks[sale.sale] = _Stock(now, self._in_baskets(sale), self._unpaid(sale))
        return seen

    def _unpaid(self, sale: Sale) -> int:
        if sale.plan.prepayment is None:
            return 0
        return self._views.counts(sale.sale).get(OrderState.AWAITING_PAYMENT, 0)

    def _in_baskets(self, sale: Sale) -> Mapping[str | None, int]:
        """Count the units of claims that are no orders yet, by the pool that they came from."""
        seen = self._lots.look(sale.sale, range(sale.layout.lot_count))
        pools = {lot.number: lot.pool for lot in seen}
        units: Counter[str | None] = Counter()
        for lot in seen:
            for claim in lot.claims.values():
                if not claim.settled:
                    units[pools.get(claim.source(lot.number))] += claim.quantity
        return units


def _is_paid_first(pool: str, sale: Sale) -> bool:
    return sale.plan.pool_called(pool).payment is Payment.PREPAYMENT


def _before(turn: str, turns: Sequence[str]) -> int | None:
    """Count those with a lesser turn; None: so many are not remembered."""
    if len(turns) >= MOST_TURNS and turn > turns[-1]:
        return None
    return bisect_left(turns, turn)
