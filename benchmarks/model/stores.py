"""The stores in memory, behind the model's limits: each verb costs what it costs on DynamoDB."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TypeVar

from benchmarks.model.limits import Conflict, Database, Throttled, Timeline
from sale_api.domain.levels import Levels
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.order import Order, Standing
from sale_api.domain.sale import Sale
from sale_api.ports import Unknown, Unmet
from tests.fakes import FakeLots, FakeOrders, FakePublished, FakeSales

T = TypeVar("T")


class Lots(FakeLots):
    """The stock, behind limits."""

    def __init__(self, published: FakePublished, database: Database) -> None:
        super().__init__(published)
        self._database = database

    def look(self, sale: str, numbers: Collection[int]) -> Sequence[Lot]:
        """Read."""
        self._database.read()
        return super().look(sale, numbers)

    def claim(self, sale: str, home: int, shopper: str, claim: Claim) -> int:
        """Write one lot."""
        change = partial(super().claim, sale, home, shopper, claim)
        return _answered(partial(self._database.write, f"lot-{home}", change))

    def lend(self, sale: str, pool: str, home: int, shopper: str, claim: Claim) -> None:
        """Write two lots, or none."""
        change = partial(super().lend, sale, pool, home, shopper, claim)
        keys = [f"lot-{claim.source(home)}", f"lot-{home}"]
        _answered(partial(self._database.transact, keys, change))


class Published(FakePublished):
    """The levels, behind limits."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    def find(self, sale: str) -> Levels | None:
        """Read."""
        self._database.read()
        return super().find(sale)

    def lease(self, levels: Levels) -> None:
        """Write."""
        change = partial(super().lease, levels)
        _answered(partial(self._database.write, "levels", change))

    def publish(self, levels: Levels) -> None:
        """Write."""
        change = partial(super().publish, levels)
        _answered(partial(self._database.write, "levels", change))


class Sales(FakeSales):
    """The plan, behind limits."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    def find(self, sale: str) -> Sale | None:
        """Read."""
        self._database.read()
        return super().find(sale)


class Orders(FakeOrders):
    """The orders, behind limits."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    def find(self, order: str) -> Standing | None:
        """Read."""
        self._database.read()
        return super().find(order)

    def place(self, order: Order) -> Standing:
        """Write."""
        change = partial(super().place, order)
        return _answered(partial(self._database.write, f"order-{order.order}", change))


def _answered(request: Callable[[], T]) -> T:
    """Say of the model's refusals what the adapters say of DynamoDB's."""
    try:
        return request()
    except Throttled:
        raise Unknown("throttled") from None
    except Conflict:
        raise Unmet from None


class Chance:
    """The model's dice, and its waiting."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline

    def claim_id(self) -> str:
        """Return a fresh id."""
        return f"{self._timeline.dice.getrandbits(40):08x}"[-8:]

    def secret(self) -> bytes:
        """Return 32 fresh bytes."""
        return self._timeline.dice.randbytes(32)

    def below(self, limit: int) -> int:
        """Return a whole number below a limit."""
        return self._timeline.dice.randrange(limit)

    def pause(self, attempt: int) -> None:
        """Wait as `chalicelib.system` does: up to 10 ms, doubled each time, 50 ms at most."""
        self._timeline.wait(self._timeline.dice.uniform(0, min(0.05, 0.01 * 2**attempt)))
