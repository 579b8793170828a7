"""Carriers: what was to come arrives, a few units at a time, and is noted; or comes later."""

from __future__ import annotations

from sale_api.domain.order import Order
from sale_api.usecases.arrive import arrive
from sale_api.usecases.delay import delay_goods
from tests.sale_api.given import SALE, SECOND
from tests.simulation.invocations import Process, Work
from tests.simulation.marketers import TRIES, Marketer
from tests.simulation.yard import waiting

LATE = 0.4
"""So often is a later day said of what has not come yet."""


class Carrier(Marketer):
    """One who brings goods that were to come; dice of their own, and late, where several wait."""

    def work(self) -> None:
        """Bring some a few times; some are noted twice, under one id."""
        pools = [pool.pool for pool in self._world.setting.plan.pools if pool.to_come]
        for nth in range(self._random.randint(2, 6)):
            for _ in range(self._random.choice([1, 10, 30])):
                self._world.sleep(20 * SECOND)
                if self._waiting() > 1:
                    break
            bring = self._bring(self._random.choice(pools), f"truck{nth}")
            for _ in range(self._random.choice([1, 1, 2])):
                self._until_done(bring)
            if self._random.random() < LATE:
                self._until_done(self._say_later(self._random.choice(pools), nth), TRIES)

    def _waiting(self) -> int:
        standing = self._world.database.standing().values()
        return len(list(waiting(each for each in standing if isinstance(each, Order))))

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
        units = self._random.choice([1, 1, 2, 3])

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
