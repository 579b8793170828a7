"""What the crowd was told: the shoppers' side, which the verdict holds against the shop's books.

Written while the sale runs, by nobody but the crowd. Latencies are in seconds on the monotonic
clock, instants in milliseconds of wall time; the deadline of a hold is the shop's own word.
"""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from infra.local.crowd.pools import Bill, Named


class Step(StrEnum):
    """What a request was for."""

    CHALLENGE = "challenge"
    REGISTER = "register"
    SIGN_IN = "sign in"
    LOOK = "look at the sale"
    JOIN = "join the line"
    PREPARE = "prepare a basket"
    RELOAD = "reload and try"
    RESERVE = "reserve"
    GIVE_BACK = "give back"
    ORDER = "order"
    ORDER_PAGE = "order page"
    CANCEL = "cancel"
    JOIN_LIST = "join the waiting list"
    LOOK_AT_LIST = "look at the waiting list"
    LEAVE_LIST = "leave the waiting list"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request with its final answer: `status` 0 and no code when none ever came.

    `latency_seconds` counts from the instant the request was due, so waiting for a free connection
    and every repetition are in it. `tries` is how often it was sent; `first` says that it was due
    at the opening.
    """

    shopper: int
    step: Step
    status: int
    code: str
    latency_seconds: float
    tries: int
    first: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the shop said yes."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own range

    @property
    def refused(self) -> bool:
        """Whether the shop said that it has no such quantity."""
        return self.code == "sold_out"


@dataclass(slots=True)
class Hold:
    """Units that the shop promised to keep for somebody, and until when.

    `ended_at` is when the shopper asked to give them back; `ordered` that they became an order.
    Who orders and does not pay is promised them until the money is due, `pay_by`. Units `offered`
    are a waiting list's.
    """

    claim: str
    quantity: int
    from_at: int
    deadline_at: int
    ended_at: int | None = None
    ordered: bool = False
    pool: str = ""
    pay_by: int | None = None
    offered: bool = False

    @property
    def changes(self) -> list[tuple[float, int]]:
        """From when on so many units certainly were the shopper's, and from when on not any more.

        By what they were told: not before the answer, and not after they asked to give them back.
        """
        promised = self.deadline_at if self.pay_by is None else self.pay_by
        ends = promised if self.ended_at is None else min(self.ended_at, promised)
        return [(self.from_at, self.quantity), (inf if self.ordered else ends, -self.quantity)]


@dataclass(frozen=True, slots=True)
class Bought:
    """An order as its shopper was told of it."""

    order: str
    quantity: int
    total_minor: int
    link: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A place in the waiting list of a pool as its shopper was told of it, and when."""

    quantity: int
    price_minor: int
    told_at: int
    pool: str = ""


@dataclass(slots=True)
class Fate:
    """What became of one shopper; `refused_for`: their last request's quantity, if refused.

    `refused_in` is the pool that they asked for then, empty for the plan's first.

    Who stands in a line was told its `window` and when they `joined_at` (milliseconds). `orders`
    that were `cancelled`, or that nobody paid, are none any more. `asked` are the pools that they
    asked for, empty for the plan's first; `named` those that refusals led to.
    """

    number: int
    email: str
    registered: bool = False
    shopper: str = ""
    holds: list[Hold] = field(default_factory=list)
    orders: dict[str, Bought] = field(default_factory=dict)
    refused_for: int | None = None
    refused_in: str = ""
    window: int | None = None
    joined_at: int = 0
    is_script: bool = False
    listed: Listed | None = None
    cancelled: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    named: list[Named] = field(default_factory=list)


@dataclass(slots=True)
class Journal:
    """Everything that the crowd was told.

    `broken_holds` were refused before their deadline, or promised for less than the planned
    `hold_ms`; `overtaken_orders` were sent before it, and answered after it: the shop was too slow
    for them. `bills` are by order; of some the shop heard too late that they were paid.
    """

    hold_ms: int = 0
    fates: dict[int, Fate] = field(default_factory=dict)
    asks: list[Ask] = field(default_factory=list)
    asked_to_retry: int = 0
    lost_connections: int = 0
    requests: int = 0
    server_errors: Counter[str] = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)
    broken_holds: list[str] = field(default_factory=list)
    overtaken_orders: int = 0
    wrong_pages: list[str] = field(default_factory=list)
    misread: list[str] = field(default_factory=list)
    sent_home: int = 0
    tally: Counter[tuple[Step, str]] = field(default_factory=Counter)
    bills: dict[str, Bill] = field(default_factory=dict)
    paid_too_late: int = 0

    def tell(self, ask: Ask) -> None:
        """Write down a request with its final answer."""
        self.asks.append(ask)
        self.tally[ask.step, ask.code if ask.status else "unanswered"] += 1

    def in_short(self) -> str:
        """Return what happened so far in a line."""
        ordered, refused = self.orders_told, self.tally[Step.RESERVE, "sold_out"]
        return (
            f"{self.tally[Step.RESERVE, '']:,} reserved, {ordered:,} ordered, {refused:,} refusals"
        )

    def count(self, step: Step, *, accepted: bool | None = None) -> int:
        """How many requests of `step` there were, or how many with that outcome."""
        return sum(1 for ask in self.asks if ask.step is step and accepted in {None, ask.accepted})

    @property
    def refusals(self) -> int:
        """How many times the shop said "sold out"."""
        return sum(1 for ask in self.asks if ask.refused)

    @property
    def orders_told(self) -> int:
        """How many orders shoppers were told of."""
        return sum(len(fate.orders) for fate in self.fates.values())

    @property
    def unanswered(self) -> int:
        """Requests that never got a final answer, however often they were repeated."""
        return sum(1 for ask in self.asks if ask.status == 0)
