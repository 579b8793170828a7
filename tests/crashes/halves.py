"""A store that gives units back in two writes: a fault, planted to see that it is found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sale_api.domain.lot import Claim, Returned
from tests import cloud
from tests.crashes.grounds import Memory
from tests.crashes.stage import Stage
from tests.fakes import FakeLots
from tests.sale_api.given import SALE
from tests.simulation.database import Database, InMemory
from tests.simulation.outside import outside


class LotsThatGiveBackByHalves(FakeLots):
    """`give_back` in two writes: one lets the claim go, one counts its units."""

    def remove(self, sale: str, home: int, shopper: str, claim: Claim) -> bool:
        lot = self.lots[sale, home]
        if not lot.stands(shopper, claim):
            return False
        self.lots[sale, home] = lot.released(shopper)
        return True

    def restock(self, sale: str, number: int, quantity: int, to: Returned) -> None:
        lot = self.lots[sale, number]
        self.lots[sale, number] = lot.restocked(quantity, to)


class InMemoryByHalves(InMemory):
    def __init__(self) -> None:
        super().__init__(SALE)
        self._lots = LotsThatGiveBackByHalves(self._published)
        self.stores = replace(self.stores, lots=self._lots)


class HalvedLots:
    """The lots as the product sees them: one verb is two requests."""

    def __init__(self, lots: Any) -> None:
        self._lots = lots

    def __getattr__(self, verb: str) -> Any:
        return getattr(self._lots, verb)

    def give_back(self, sale: str, home: int, shopper: str, claim: Claim, to: Returned) -> bool:
        if not self._lots.remove(sale, home, shopper, claim):
            return False
        self._lots.restock(sale, claim.source(home), claim.quantity, to)
        return True


class HalvedMemory(Memory):
    def build(self, stage: Stage) -> tuple[Database, cloud.Stores]:
        database = InMemoryByHalves()
        self._stores = database.stores
        stores = outside(database.stores, stage.request, lambda _: None)
        lots: Any = HalvedLots(stores.lots)
        return database, replace(stores, lots=lots)
