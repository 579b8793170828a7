"""A sale on an engine that nobody has bought from, and shoppers for each of its processes."""

from __future__ import annotations

from itertools import count, islice
from typing import Final

from benchmarks.shop import SALE, Shop
from chalicelib.system import now
from sale_api.domain.lot import Claim
from tests.cloud import Stores

UNITS: Final = 1_000
EACH: Final = 120
"""Reservations of each process and round: half the sale, so that home lots have what is asked."""


class Floor:
    """A sale on the engine that nobody has bought from."""

    def __init__(self, stores: Stores, *, lending: bool) -> None:
        """Plan and publish it; for lends every second lot is sold out, and its levels say so."""
        used = ("sales", "lots", "published", "orders")
        self.stores = stores
        self.shop = Shop(units=UNITS, stores={name: getattr(stores, name) for name in used})
        sale = stores.sales.find(SALE)
        assert sale is not None
        self.sale = sale
        self.lots = range(self.shop.plan.lot_count)
        self.empty = self.lots[::2] if lending else range(0)
        self._sell_out()

    def _sell_out(self) -> None:
        levels = self.stores.published.find(SALE)
        assert levels is not None
        for number in self.empty:
            claim = Claim(levels.levels[number], "abcdefgh", now() + 600_000)
            self.stores.lots.claim(SALE, number, "somebody-else", claim)
        self.stores.published.publish(levels.lowered(dict.fromkeys(self.empty, 0)))

    def shoppers(self, process: int) -> list[int]:
        """Return the shoppers of one process: anybody's, or those whose home is sold out."""
        first = 1_000_000 * (process + 1)
        fitting = (
            number
            for number in count(first)
            if not self.empty or self.sale.home_of(self.shop.id_of(number)) in self.empty
        )
        return list(islice(fitting, EACH))
