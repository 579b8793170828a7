"""Sales and their stock in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from sale_api.domain.goods import Arrivals
from sale_api.domain.levels import Levels
from sale_api.domain.lot import Claim, Lot, Returned
from sale_api.domain.order import Order
from sale_api.domain.sale import Sale
from sale_api.ports import Unmet
from tests.fakes.orders import FakeOrders


class FakeSales:
    def __init__(self) -> None:
        self.sales: dict[str, Sale] = {}

    def find(self, sale: str) -> Sale | None:
        return self.sales.get(sale)

    def all(self) -> Sequence[Sale]:
        return list(self.sales.values())

    def create(self, sale: Sale) -> Sale:
        return self.sales.setdefault(sale.sale, sale)

    def replace(self, sale: Sale) -> None:
        standing = self.sales.get(sale.sale)
        if standing == sale:
            return
        if standing is None or standing.version != sale.version - 1:
            raise Unmet
        self.sales[sale.sale] = sale


class FakePublished:
    def __init__(self) -> None:
        self.levels: dict[str, Levels] = {}

    def find(self, sale: str) -> Levels | None:
        return self.levels.get(sale)

    def create(self, levels: Levels) -> None:
        self.levels.setdefault(levels.sale, levels)

    def lease(self, levels: Levels) -> None:
        standing = self.levels.get(levels.sale)
        if standing is None or standing.lease != levels.lease:
            raise Unmet
        self.levels[levels.sale] = standing.leased()

    def publish(self, levels: Levels) -> None:
        standing = self.levels.get(levels.sale)
        if standing is None or (standing.lease, standing.generation) != (
            levels.lease,
            levels.generation,
        ):
            raise Unmet
        self.levels[levels.sale] = levels.leased()


class FakeLots:
    """`published` is needed for `promote` alone: it writes to both."""

    def __init__(self, published: FakePublished) -> None:
        self.published = published
        self.lots: dict[tuple[str, int], Lot] = {}

    def create(self, lots: Sequence[Lot]) -> None:
        for lot in lots:
            self.lots.setdefault((lot.sale, lot.number), lot)

    def look(self, sale: str, numbers: Collection[int]) -> Sequence[Lot]:
        return [self.lots[sale, number] for number in numbers if (sale, number) in self.lots]

    def claim(self, sale: str, home: int, shopper: str, claim: Claim) -> int:
        assert claim.lender is None, "a claim at home has no lender"
        lot = self._lot(sale, home)
        if lot.stands(shopper, claim):
            return lot.available
        if not lot.can_claim(shopper, claim.quantity):
            raise Unmet(lot)
        return self._write(lot.claimed(shopper, claim)).available

    def lend(self, sale: str, pool: str, home: int, shopper: str, claim: Claim) -> None:
        assert claim.lender not in {None, home}, "a lent claim names another lot as its lender"
        at_home, lender = self.lots.get((sale, home)), self.lots.get((sale, claim.source(home)))
        if at_home and at_home.stands(shopper, claim):
            return
        can_lend = lender and lender.pool == pool and lender.can_lend(claim.quantity)
        can_stand = at_home and at_home.can_stand(shopper)
        if not (at_home and lender and can_lend and can_stand):
            refused = (lender if not can_lend else None, at_home if not can_stand else None)
            raise Unmet(*filter(None, refused))
        self._write(lender.lent(claim.quantity))
        self._write(at_home.claimed(shopper, claim))

    def give_back(self, sale: str, home: int, shopper: str, claim: Claim, to: Returned) -> bool:
        lot = self.lots.get((sale, home))
        if lot is None or not lot.stands(shopper, claim):
            return False
        self._write(lot.released(shopper))
        source = self._lot(sale, claim.source(home))
        self._write(source.restocked(claim.quantity, to))
        return True

    def settle(self, sale: str, home: int, claims: Mapping[str, Claim]) -> None:
        lot = self._lot(sale, home)
        if not all(lot.stands(shopper, claim) for shopper, claim in claims.items()):
            raise Unmet(lot)
        for shopper in claims:
            lot = lot.settled(shopper)
        self._write(lot)

    def promote(self, lot: Lot, levels: Levels) -> None:
        standing = self._lot(lot.sale, lot.number)
        published = self.published.levels.get(levels.sale)
        stale = standing.returned < lot.returned or standing.available > lot.available
        if stale:
            raise Unmet(standing)
        if published is None or published.generation != levels.generation:
            raise Unmet
        self._write(standing.promoted(lot.returned))
        raised = levels.raised(lot.number, lot.available + lot.returned)
        self.published.levels[levels.sale] = replace(
            published, levels=raised.levels, generation=raised.generation
        )

    def _lot(self, sale: str, number: int) -> Lot:
        try:
            return self.lots[sale, number]
        except KeyError:
            raise Unmet from None

    def _write(self, lot: Lot) -> Lot:
        self.lots[lot.sale, lot.number] = lot
        return lot


class FakeGoods:
    """`orders` is needed for `allot` alone: it writes to both."""

    def __init__(self, orders: FakeOrders) -> None:
        self.orders = orders
        self.goods: dict[tuple[str, str], Arrivals] = {}

    def create(self, goods: Arrivals) -> None:
        self.goods.setdefault((goods.sale, goods.pool), goods)

    def find(self, sale: str, pool: str) -> Arrivals | None:
        return self.goods.get((sale, pool))

    def arrive(self, sale: str, pool: str, arrival: str, units: int) -> Arrivals:
        standing = self.goods.get((sale, pool))
        if standing is None:
            raise Unmet
        arrivals = {arrival: units, **standing.arrivals}
        return self._write(replace(standing, arrivals=arrivals))

    def allot(self, order: Order, goods: Arrivals) -> None:
        quantity, known = order.claim.quantity, self.orders.find(order.order)
        if isinstance(known, Order) and known.history == order.history:
            return
        standing = self.goods.get((goods.sale, goods.pool))
        if standing is None or standing.given > goods.arrived - quantity:
            raise Unmet
        self.orders.move(order)
        self._write(replace(standing, given=standing.given + quantity))

    def _write(self, goods: Arrivals) -> Arrivals:
        self.goods[goods.sale, goods.pool] = goods
        return goods
