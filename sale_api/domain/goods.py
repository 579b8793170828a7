"""Goods to come: what of a pool has arrived, and to how much of that orders have been allotted."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

MOST_ARRIVALS = 200
"""So many arrivals are noted of a pool: all of them are one item, read each minute."""


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


def waiting_for(sale: str, pool: str) -> str:
    """Return the name of the list of paid orders that wait for goods of a pool."""
    return f"{sale}#goods#{pool}"
