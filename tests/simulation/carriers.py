"""Carriers: what was to come arrives, a few units at a time, and is noted; or comes later."""

from __future__ import annotations

from random import Random

from sale_api.domain.order import Order
from sale_api.usecases.arrive import arrive
from sale_api.usecases.delay import delay_goods
from tests.sale_api.given import MINUTE, SALE
from tests.simulation.invocations import Process, Work
from tests.simulation.marketers import TRIES, Marketer
from tests.simulation.yard import waiting

LATE = 0.4
"""So often is a later day said of what has not come yet."""

SHORT = 0.3
"""So often one truck comes and no other: the rest is said to come later, and has not by the end."""

PUT_OFF = (1, 20, 20)
"""So many minutes at most until the next truck, unless somebody wants less than the first does."""


class Carrier(Marketer):
    """One who brings goods that were to come; dice of their own, and late.

    So most come when several wait, and bring fewer than the first of them wants.
    """

    def work(self) -> None:
        """Bring some a few times; some are noted twice, under one id."""
        pools = [pool.pool for pool in self._world.setting.plan.pools if pool.to_come]
        # Dice of its own, as for a line.
        is_short = Random(f"{self._seed} {self._name} short").random() < SHORT
        trucks = self._random.randint(3, 6)
        for nth in range(1 if is_short else trucks):
            for _ in range(self._random.choice(PUT_OFF)):
                self._world.sleep(MINUTE)
                if self._wait_unevenly():
                    break
            bring = self._bring(self._random.choice(pools), f"truck{nth}")
            for _ in range(self._random.choice([1, 1, 2])):
                self._until_done(bring)
            if self._random.random() < LATE:
                self._until_done(self._say_later(self._random.choice(pools), nth), TRIES)
        if is_short:
            self._until_done(self._say_later(pools[0], trucks), TRIES)

    def _wait_unevenly(self) -> bool:
        """Tell whether the first of some pool wants more units than somebody behind them."""
        standing = self._world.database.standing().values()
        orders = waiting(each for each in standing if isinstance(each, Order))
        firsts: dict[str, int] = {}
        return any(
            order.claim.quantity < firsts.setdefault(order.pool, order.claim.quantity)
            for order in sorted(orders, key=lambda order: order.placed_at)
        )

    def _say_later(self, pool: str, nth: int) -> Work:
        """Let who waits for the rest be told of a later day."""

        def say(process: Process) -> None:
            delay_goods(
                sale_id=SALE,
                pool=pool,
                delivers_by=f"2027-04-{nth + 1:02}",
                reason="a storm",
                by=self._name,
                now=process.now(),
                sales=process.stores.sales,
            )
            self._world.sometimes["said to come later"] += 1

        return say

    def _bring(self, pool: str, name: str) -> Work:
        units = self._random.choice([1, 1, 1, 2, 3])

        def note(process: Process) -> None:
            arrive(
                sale_id=SALE,
                pool=pool,
                arrival=name,
                units=units,
                sales=process.stores.sales,
                goods=process.stores.goods,
            )
            self._world.sometimes["goods arrived"] += 1

        return note
