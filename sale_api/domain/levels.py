"""Published levels: what each lot has left at most, so that the refused cost nothing.

A level is an upper bound, always: `available` only falls, but for the keeper, which raises the
level in the same transaction and bumps the generation. `sold out for q` is: no published level of
at least q. There is no other flag.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

HOLDER_BYTES = 3
"""How much of a shopper id marks a holder: of 10,000 holders, one stranger in 1,700 looks like
one, and that costs the stranger's refusal one read, nothing else."""

KEPT_WITHIN_MS = 90_000
"""The keeper comes each minute, give or take: a unit whose hold has run out is back by then."""


class Levels(Struct, frozen=True):
    """What is published of a sale's lots: one level a lot, and who held something.

    `lease` numbers the publications, `generation` the rises. `holders` lists the marks of all who
    had a claim when it was last published; `held_until` (the sale's clock) is the instant after
    which no unit lies in a basket any more.
    """

    sale: str
    levels: tuple[int, ...]
    lease: int = 0
    generation: int = 0
    held_until: int = 0
    holders: frozenset[bytes] = frozenset()

    def level(self, number: int) -> int:
        """Return a lot's level; one that was added and has had nothing on sale yet has none."""
        return self.levels[number] if number < len(self.levels) else 0

    def holds(self, shopper: str) -> bool:
        """Tell whether this shopper may hold something; only a read of the home lot knows."""
        return mark_of(shopper) in self.holders

    def leased(self) -> Levels:
        """Return the levels under the next lease."""
        return replace(self, lease=self.lease + 1)

    def lowered(self, available: Mapping[int, int]) -> Levels:
        """Return the levels with what the lots that were read have left."""
        levels = tuple(
            min(level, available.get(number, level)) for number, level in enumerate(self.levels)
        )
        return replace(self, levels=levels)

    def raised(self, number: int, level: int) -> Levels:
        """Return the levels of the next generation, with one of them at `level` at least.

        They grow as far as that lot: so stock that was added gets levels.
        """
        levels = [*self.levels, *[0] * (number + 1 - len(self.levels))]
        levels[number] = max(levels[number], level)
        return replace(self, levels=tuple(levels), generation=self.generation + 1)


def held_until(deadlines: Iterable[int], grace_ms: int) -> int:
    """Return by when (the sale's clock) the last unit held to one of these deadlines is back.

    Nothing held: 0.
    """
    return max((deadline + grace_ms + KEPT_WITHIN_MS for deadline in deadlines), default=0)


def mark_of(shopper: str) -> bytes:
    """Return the first three bytes of a shopper id: it is a keyed hash, so they are uniform."""
    return urlsafe_b64decode(shopper[:4])[:HOLDER_BYTES]
