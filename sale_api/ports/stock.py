"""The stock: lots, the levels that are published of them, and goods to come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from sale_api.domain.goods import Arrivals
from sale_api.domain.levels import Levels
from sale_api.domain.lot import Claim, Lot, Returned
from sale_api.domain.order import Order


class Lots(Protocol):
    """The stock. Claims and returns are one write on one lot, or one transaction of two."""

    def create(self, lots: Sequence[Lot]) -> None:
        """Write each lot that does not exist; those that do stay as they are. One write each."""

    def look(self, sale: str, numbers: Collection[int]) -> Sequence[Lot]:
        """Read lots consistently, in any order. One request for each hundred."""

    def claim(self, sale: str, home: int, shopper: str, claim: Claim) -> int:
        """Take units at home: `can_claim`. Returns how many are left. One write.

        `Unmet` has the lot as it stands. A write that was repeated by a retry and finds its own
        claim there has succeeded.
        """

    def lend(self, sale: str, pool: str, home: int, shopper: str, claim: Claim) -> None:
        """Take units from the claim's lender: `can_lend` there, `can_stand` at home.

        One transaction of two writes. `Unmet` has the lots that refused.
        """

    def give_back(self, sale: str, home: int, shopper: str, claim: Claim, to: Returned) -> bool:
        """Remove the claim if it `stands`, and count its units in the lot they came from.

        One write, or one transaction of two for lent units. False: it does not stand any more.
        `Unmet`: another transaction was in the way.
        """

    def settle(self, sale: str, home: int, claims: Mapping[str, Claim]) -> None:
        """Mark claims of one lot as orders', if all stand; else `Unmet`. One write for all."""

    def promote(self, lot: Lot, levels: Levels) -> None:
        """Put the lot's returned units, as read, on sale, and the raised levels with them.

        One transaction of two writes. `levels` are as read; the store writes them `raised`.
        `Unmet`: fewer are returned by now, more are on sale, or the levels' generation has changed.
        """


class Published(Protocol):
    """The published levels of each sale."""

    def find(self, sale: str) -> Levels | None:
        """Read them, consistently. One read."""

    def create(self, levels: Levels) -> None:
        """Write them if there are none. One write."""

    def lease(self, levels: Levels) -> None:
        """Take the next lease after the one in `levels`; `Unmet` if somebody has. One write."""

    def publish(self, levels: Levels) -> None:
        """Write them under the next lease, if lease and generation there are still theirs.

        One write; else `Unmet`. So it is, too, if a write whose answer was lost is repeated: that
        is harmless, for the levels stand, and whoever sees the lease move on waits its turn.
        """


class Goods(Protocol):
    """What has arrived of goods to come, and to which orders it was allotted."""

    def create(self, goods: Arrivals) -> None:
        """Write that nothing has arrived, if nothing stands there. One write."""

    def find(self, sale: str, pool: str) -> Arrivals | None:
        """Read what has arrived, consistently. One read."""

    def arrive(self, sale: str, pool: str, arrival: str, units: int) -> Arrivals:
        """Note an arrival once under its id; return what then stands. One write.

        The same id again changes nothing, whatever its units. `Unmet`: there are no such goods.
        """

    def allot(self, order: Order, goods: Arrivals) -> None:
        """Append the order's last event, its allotment, and count its units as given.

        One transaction of two writes. `Unmet`: the order was moved, or too few are left of those
        that had arrived as `goods` were read.
        """
