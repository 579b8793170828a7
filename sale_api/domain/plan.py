"""A plan: what the marketer decides, and how its stock is cut into lots."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cached_property

from msgspec import Struct

from sale_api.domain.errors import InvalidRequest
from sale_api.domain.lot import lots_for
from sale_api.domain.money import Money
from sale_api.domain.payment import Payment, Prepayment
from sale_api.domain.promise import Promise
from sale_api.domain.waiting import Waitlist

MOST_DIFFICULT = 1_000_000
DAY_MS = 86_400_000
MOST_UNITS = 100_000
SALE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")
POOL_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
CHOSEN_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
"""How marketers may call additions, arrivals, gifts and batches of invitations."""

USUAL_ERASE_DAYS = 30
"""So long after a sale contacts of who stood in line, or waited, are kept unless planned else."""


class Remaining(StrEnum):
    """How exactly the sale tells what is left."""

    EXACT = "exact"
    BANDS = "bands"
    HIDDEN = "hidden"


class Access(StrEnum):
    """Who may join the line of a window."""

    OPEN = "open"
    REGISTERED = "registered"
    INVITED = "invited"


class Window(Struct, frozen=True):
    """When one can buy: wall times as the marketer wrote them, and the instants they mean.

    Who joins a `registered` window's line before `until` is registered; later nobody joins.
    """

    opens: str
    closes: str
    opens_at: int
    closes_at: int
    access: Access = Access.OPEN
    until: str | None = None
    until_at: int | None = None


class Pool(Struct, frozen=True):
    """Units from one place, in the plan's order; `to_come` are goods that are not there yet.

    The dates say from when and by when they are delivered, or are left open.
    """

    pool: str
    units: int
    place: str = ""
    delivers_from: str = ""
    delivers_by: str = ""
    to_come: bool = False
    payment: Payment = Payment.INVOICE

    @property
    def promise(self) -> Promise:
        """What whoever orders of it is promised."""
        return Promise(self.place, self.delivers_from, self.delivers_by, self.to_come)


class Addition(Struct, frozen=True):
    """Units that were added to a pool of a published sale; the marketer chooses the id."""

    addition: str
    pool: str
    units: int
    at: int

    def __post_init__(self) -> None:
        """Refuse an addition of nothing."""
        assert self.units > 0, f"an addition of {self.units} units"


class Delay(Struct, frozen=True):
    """A later day by which a pool's goods are delivered, and why, as a marketer said it.

    `told` counts the lots whose orders were gone through, and told if it concerns them.
    """

    pool: str
    delivers_by: str
    reason: str
    at: int
    told: int = 0


class Line(Struct, frozen=True):
    """How a sale's crowd stands in line; a sale without one serves first who comes first.

    The delay is the draw's own time after the opening; over the spread those are served who
    joined before it.
    """

    delay_seconds: int
    spread_seconds: int


class Plan(Struct, frozen=True, kw_only=True, dict=True):  # room for what is cached
    """What the marketer decides; `sale_api.domain.planning` makes one that cannot be wrong.

    `contact` is the e-mail address at which the seller answers shoppers; empty: none is named.
    """

    title: str
    description: str = ""
    seller: str = ""
    contact: str = ""
    zone: str
    windows: tuple[Window, ...]
    price: Money
    reference_price: Money | None = None
    pools: tuple[Pool, ...]
    limit: int
    hold_seconds: int
    remaining: Remaining = Remaining.EXACT
    line: Line | None = None
    refuse_throwaway: bool = False
    domain_limit: int | None = None
    household_limit: int | None = None
    proof_of_work: int = 0
    prepayment: Prepayment | None = None
    waitlist: Waitlist | None = None
    erase_days: int = USUAL_ERASE_DAYS

    @property
    def units(self) -> int:
        """All units of all pools."""
        return sum(pool.units for pool in self.pools)

    @cached_property
    def lot_count(self) -> int:
        """How many lots the plan lays out: every one is a home to some shoppers."""
        return sum(lots_for(pool.units) for pool in self.pools)

    def window_at(self, now: int) -> int | None:
        """Return the number of the window that is open at `now`; None: none is."""
        for number, window in enumerate(self.windows):
            if window.opens_at <= now < window.closes_at:
                return number
        return None

    @property
    def list_until(self) -> int | None:
        """Until when the waiting list is planned to go on; None: there is none."""
        if self.waitlist is None:
            return None
        return self.windows[-1].closes_at + self.waitlist.days * DAY_MS

    @property
    def has_goods_to_come(self) -> bool:
        """Whether there is a pool whose goods are to come."""
        return any(pool.to_come for pool in self.pools)

    @property
    def is_drawn(self) -> bool:
        """Whether there is a draw for each window: without a spread there is nothing to draw."""
        return self.line is not None and self.line.spread_seconds > 0

    def pool_called(self, name: str) -> Pool:
        """Return the pool of that name, which there is."""
        return next(pool for pool in self.pools if pool.pool == name)

    def pool_named(self, name: str | None) -> str:
        """Return the pool that is meant, the plan's first unless named; refuse one there is not."""
        names = [pool.pool for pool in self.pools]
        if name is None:
            return names[0]
        if name not in names:
            raise InvalidRequest({"pool": f"Choose one of: {', '.join(names)}."})
        return name
