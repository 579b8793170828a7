"""What one process knows of a sale's stock, made ready for requests.

Made anew when the sale or its levels were read again, at most once a second. Whatever takes
longer the more lots there are is done here, so that no request does it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from sale_api.domain.delays import pools_of
from sale_api.domain.levels import Levels
from sale_api.domain.plan import Pool
from sale_api.domain.sale import Sale
from sale_api.domain.shelf import Shelf


class NextPool(NamedTuple):
    """A pool that has units, and how many of them one shopper can have at once."""

    pool: Pool
    largest: int


class Stock:
    """The levels of a sale, summed up by pool, and what this process has seen of single lots.

    Sale and levels were read one after the other: of lots that only one of them knows nothing is
    on sale here.
    """

    def __init__(self, sale: Sale, levels: Levels, before: Stock | None = None) -> None:
        """Take what was read, and what was known before: within a generation it still holds."""
        self.sale = sale
        self.levels = levels
        goes_on = before is not None and before.levels.generation == levels.generation
        self.seen: dict[int, int] = before.seen if before and goes_on else {}
        self._shelves: dict[str, Shelf] = {}
        self.remaining = dict.fromkeys((pool.pool for pool in sale.plan.pools), 0)
        self._largest = dict(self.remaining)
        for pool, numbers in sale.layout.blocks:
            shown = levels.levels[numbers.start : numbers.stop]
            self.remaining[pool] += sum(shown)
            self._largest[pool] = max((self._largest[pool], *shown))

    @cached_property
    def is_sold_out(self) -> bool:
        """Whether no lot has any unit left."""
        return not any(self.levels.levels)

    def largest(self, pool: str) -> int:
        """Return the most units that one lot of the pool has left at most, by the levels alone."""
        return self._largest[pool]

    def most_for_one(self, pool: str) -> int:
        """Return how many units of the pool one shopper can have at once."""
        return min(self.largest(pool), self.sale.plan.limit)

    def next_pool(self, pool: str, quantity: int) -> NextPool | None:
        """Return the pool to ask for instead, or None where no other has a unit.

        In the plan's order, from the one after `pool` on and round: the first with so many units,
        else the first with any.
        """
        pools = pools_of(self.sale)
        after = [each.pool for each in pools].index(pool) + 1
        others = [
            NextPool(each, self.most_for_one(each.pool))
            for each in (*pools[after:], *pools[: after - 1])
        ]
        enough = (each for each in others if each.largest >= quantity)
        return next(chain(enough, (each for each in others if each.largest)), None)

    def left(self, number: int) -> int:
        """Return what a lot has left at most, by all that this process knows.

        Sharper than the level, and only good for choosing where to try: whether a sale is sold
        out is said by the levels alone, since with them it is known who holds something.
        """
        level = self.levels.level(number)
        return min(level, self.seen.get(number, level))

    def observe(self, number: int, available: int) -> None:
        """Remember what a lot had left; it bounds the lot's level until the next generation."""
        left = self.seen[number] = min(available, self.seen.get(number, available))
        for shelf in self._shelves.values():
            shelf.lower(number, left)

    def lender(self, pool: str, quantity: int, home: int, draw: Callable[[int], int]) -> int | None:
        """Return a lot of the pool to borrow from, by chance and by what it has left; or None."""
        if pool not in self._shelves:
            numbers = self.sale.layout.lots_of(pool)
            self._shelves[pool] = Shelf({number: self.left(number) for number in numbers})
        return self._shelves[pool].choose(quantity, home, draw)
