"""The layout of a sale's stock: which lots there are, and of which pool.

A lot's number follows from the sale alone, so whoever lays lots out again lays out the same ones.
Nothing here grows with the units but the lots themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise

from msgspec import Struct

from sale_api.domain.levels import Levels
from sale_api.domain.lot import Lot, cut, lots_for
from sale_api.domain.plan import Addition, Pool

Parts = Sequence[Pool | Addition]


class Layout(Struct, frozen=True, dict=True):  # room for what is cached
    """The lots of the plan's pools, in the plan's order, then those of each addition."""

    sale: str
    pools: tuple[Pool, ...]
    additions: tuple[Addition, ...]

    @cached_property
    def blocks(self) -> Sequence[tuple[str, range]]:
        """The numbers that each pool's, then each addition's lots have."""
        parts: Parts = (*self.pools, *self.additions)
        ends = accumulate((lots_for(part.units) for part in parts), initial=0)
        numbers = (range(start, end) for start, end in pairwise(ends))
        return [(part.pool, each) for part, each in zip(parts, numbers, strict=True)]

    @property
    def lot_count(self) -> int:
        """How many lots there are."""
        return self.blocks[-1][1].stop

    @property
    def added_numbers(self) -> range:
        """The numbers of all lots that were added: they come after the plan's."""
        return range(self.blocks[len(self.pools) - 1][1].stop, self.lot_count)

    def numbers(self, levels: Levels) -> range:
        """Return the numbers of all lots: levels that were read later may know of more."""
        return range(max(self.lot_count, len(levels.levels)))

    def lots_of(self, pool: str) -> list[int]:
        """Return the numbers of a pool's lots."""
        return [number for name, numbers in self.blocks if name == pool for number in numbers]

    def pool_of(self, number: int) -> str:
        """Return the pool that a lot belongs to."""
        return next(pool for pool, numbers in self.blocks if number in numbers)

    def units_of(self, pool: str) -> int:
        """Return how many units a pool has had in all."""
        parts: Parts = (*self.pools, *self.additions)
        return sum(part.units for part in parts if part.pool == pool)

    def planned_lots(self) -> Sequence[Lot]:
        """Return the plan's lots as publication lays them out: their units are on sale."""
        return [
            Lot(self.sale, number, pool, allotted=size, available=size)
            for number, (pool, size) in enumerate(_cut(self.pools))
        ]

    def added_lots(self) -> Sequence[Lot]:
        """Return the added lots as they are laid out: their units are returned ones.

        So they go on sale like all that come back, and their levels rise with them.
        """
        return [
            Lot(self.sale, number, pool, allotted=size, available=0, returned=size)
            for number, (pool, size) in zip(self.added_numbers, _cut(self.additions), strict=True)
        ]


def _cut(parts: Parts) -> Iterator[tuple[str, int]]:
    return ((part.pool, size) for part in parts for size in cut(part.units))
