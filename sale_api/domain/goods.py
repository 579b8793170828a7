"""Goods to come: what of a pool has arrived, and to how much of that orders have been allotted."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


class Arrivals(Struct, frozen=True):
    """What has arrived of a pool, by ids that the marketer chose; `given` units are allotted."""

    sale: str
    pool: str
    arrivals: Mapping[str, int] = field(default_factory=dict)
    given: int = 0

    @property
    def arrived(self) -> int:
        """How many units have arrived."""
        return sum(self.arrivals.values())

    def can_give(self, quantity: int) -> bool:
        """Tell whether so many are there that nobody has been given."""
        return self.given + quantity <= self.arrived
