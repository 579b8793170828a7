"""The invariants of a sale, checked on the stores themselves after every write.

I1 to I5 and I11 of the protocol at once, I6 at rest, I12 at every answer.
"""

from __future__ import annotations

from collections import Counter

from sale_api.domain.lot import Lot
from sale_api.domain.order import Order, Standing
from sale_api.usecases.relay import Altered
from tests.sale_api.given import SECOND
from tests.sale_api.shop import Shop


class Ledger:
    """What is known of a shop beside its stores: since when a lot has had how many units."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.changes: list[Altered] = []
        self.writes = 0
        self._images: dict[str, Standing] = {}
        self._since: dict[tuple[int, int], int] = {}
        self._claimed: dict[str, int] = {}
        self._seen: list[Lot] = []

    @property
    def lots(self) -> list[Lot]:
        return list(self.shop.stores.lots.values())

    def check(self, now: int) -> None:
        """Hold every invariant that is to hold at any moment; note what has changed."""
        lots = self.lots
        if lots != self._seen:
            self._seen = lots
            self.writes += 1
            self._check_units(lots, now)
            self._note_stock(lots, now)
        self._check_levels(lots)
        self._check_orders()

    def _check_units(self, lots: list[Lot], now: int) -> None:
        shoppers: set[str] = set()
        given = Counter[int]()
        for lot in lots:
            for shopper, claim in lot.claims.items():
                self._claimed.setdefault(claim.claim, now)
                assert shopper not in shoppers, f"I3: {shopper} has two claims"
                shoppers.add(shopper)
                given[claim.source(lot.number)] += claim.quantity
        for lot in lots:
            inside = lot.available + lot.returned + lot.written_off
            assert inside + given[lot.number] == lot.allotted, f"I1: {lot}"

    def _note_stock(self, lots: list[Lot], now: int) -> None:
        for lot in lots:
            for quantity in range(1, 4):
                key = (lot.number, quantity)
                if lot.available < quantity:
                    self._since.pop(key, None)
                else:
                    self._since.setdefault(key, now)

    def _check_levels(self, lots: list[Lot]) -> None:
        for lot in lots:
            level = self.shop.levels.level(lot.number)
            assert level >= lot.available, f"I11: level {level} of {lot}"

    def _check_orders(self) -> None:
        for key, standing in self.shop.orders.standing.items():
            before = self._images.get(key)
            if standing is before:
                continue
            assert before is None or type(before) is type(standing), f"I5: {standing}"
            if isinstance(before, Order) and isinstance(standing, Order):
                assert standing.history[: before.version] == before.history, f"I10: {standing}"
            self._images[key] = standing
            self.writes += 1
            self.changes.append(Altered(before, standing))
        for standing in self._images.values():
            if isinstance(standing, Order) and standing.is_in_force:
                home = self.shop.lot(standing.home)
                assert home.stands(standing.shopper, standing.claim), f"I4: {standing}"

    def check_sold_out(self, pool: str, quantity: int, start: int) -> None:
        """Hold I12: no lot of the pool has had so many since a second before the request."""
        for number in self.shop.sale.layout.lots_of(pool):
            since = self._since.get((number, quantity))
            assert since is None or since > start - SECOND, f"I12: {quantity} were in lot {number}"

    def check_nothing_returns(self, start: int) -> None:
        """Hold that no unit has lain in a basket since `start`, from where it may come back.

        That stock was added is known within a second, so its units may lie in a basket by then.
        """
        for lot in self.lots:
            for shopper, claim in lot.claims.items():
                over = claim.settled or self.shop.sale.clock(start) > claim.deadline
                added = claim.source(lot.number) >= self.shop.sale.plan.lot_count
                known = over or self._claimed[claim.claim] > start - (SECOND if added else 0)
                assert known, f"units lie in the basket of {shopper} until {claim.deadline}"

    def check_rest(self) -> None:
        """Hold I6: what is claimed is ordered and in force, and all else is on sale again."""
        in_force = {
            (order.shopper, order.claim.claim)
            for order in self.shop.orders.standing.values()
            if isinstance(order, Order) and order.is_in_force
        }
        claims = [item for lot in self.lots for item in lot.claims.items() if "sold" not in item[0]]
        assert {(shopper, claim.claim) for shopper, claim in claims} == in_force, "I6"
        assert all(claim.settled for _, claim in claims), "I6: a claim is not settled"
        assert not any(lot.returned for lot in self.lots), "returned units are not on sale again"

    def check_not_holding(self, shopper: str, start: int) -> None:
        """Hold "one answer": who has units since before `start` is not told that none are left."""
        for lot in self.lots:
            claim = lot.claims.get(shopper)
            if claim is None or self.shop.sale.clock(start) > claim.deadline:
                continue
            assert self._claimed[claim.claim] > start, f"{shopper} holds {claim}"
