"""The shop's books as the verdict reads them: lots, orders, mails and queues, as plain values."""

from dataclasses import dataclass
from math import inf

_ENDS = frozenset({"cancelled", "expired", "returned"})
"""What brings units back from anywhere; a withdrawal does only before the parcel leaves."""
_LEFT = frozenset({"shipped", "delivered"})


@dataclass(frozen=True, slots=True)
class Claim:
    """Units of one shopper; stands in lot `home`, comes from lot `lender`.

    `deadline_at` is until when they were held: it tells when they were given, or, by a waiting
    list, `offered`.
    """

    shopper: str
    claim: str
    quantity: int
    home: int
    lender: int
    deadline_at: int = 0
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Lot:
    """One lot's counts and the claims that stand in it."""

    number: int
    allotted: int
    available: int
    returned: int
    written_off: int
    claims: tuple[Claim, ...] = ()
    pool: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One order; `events` are what happened to it: states by their names, notes by their kinds.

    `at` is when each did, in milliseconds. Its claim had this deadline, and may have been `offered`
    by a waiting list. A bar is no order.
    """

    order: str
    shopper: str
    claim: str
    quantity: int
    total_minor: int
    state: str
    email: str
    events: tuple[str, ...]
    deadline_at: int = 0
    pool: str = ""
    at: tuple[int, ...] = ()
    offered: bool = False

    def when(self, what: str) -> float:
        """When something first happened to it; for ever, if it never did."""
        return self.at[self.events.index(what)] if what in self.events else inf

    @property
    def in_force(self) -> bool:
        """Whether the units are the shopper's: they have not come back."""
        if _ENDS.intersection(self.events):
            return False
        return "withdrawn" not in self.events or bool(_LEFT.intersection(self.events))


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail about one event (from 1) of one order; `key` names the notice for good."""

    to: str
    order: str
    event: int
    key: str


@dataclass(frozen=True, slots=True)
class Queue:
    """How many messages a queue still holds, and how many its dead-letter queue."""

    name: str
    waiting: int
    dead: int


@dataclass(frozen=True, slots=True)
class Books:
    """Everything the shop has on record about one sale; `units` and their price were planned."""

    units: int
    price_minor: int
    lots: tuple[Lot, ...]
    orders: tuple[Order, ...]
    notices: tuple[Notice, ...] = ()
    queues: tuple[Queue, ...] = ()
    barred: int = 0

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims of all lots."""
        return tuple(claim for lot in self.lots for claim in lot.claims)

    @property
    def in_force(self) -> tuple[Order, ...]:
        """The orders that are to be delivered."""
        return tuple(order for order in self.orders if order.in_force)


@dataclass(frozen=True, slots=True)
class Goods:
    """Units of a pool to come: how many have arrived, and how many were given to orders."""

    pool: str
    arrived: int
    given: int


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who joined which window's line, and when."""

    shopper: str
    window: int
    joined_at: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code's window, and who used it; none: nobody has."""

    window: int
    used_by: str | None


@dataclass(frozen=True, slots=True)
class LineBooks:
    """Everything the shop has on record about one sale's lines."""

    entrants: tuple[Entrant, ...]
    invitations: tuple[Invitation, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryEvent:
    """One step of an entry in a waiting list; `quantity` where units were wanted or offered.

    An offer has when the list was read that it was made by.
    """

    at: int
    what: str
    quantity: int | None = None
    read_at: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Who waits, or waited, for how many; `order` is the key of the last offer."""

    shopper: str
    quantity: int
    price_minor: int
    email: str
    order: str
    history: tuple[EntryEvent, ...]
    pool: str = ""

    @property
    def state(self) -> str:
        """What the last event says."""
        return self.history[-1].what


@dataclass(frozen=True, slots=True)
class ListNotice:
    """A mail about one event (from 1) of one shopper's entry in the sale's list."""

    to: str
    shopper: str
    event: int


@dataclass(frozen=True, slots=True)
class ListBooks:
    """Everything the shop has on record about one sale's waiting list."""

    entries: tuple[Entry, ...]
    notices: tuple[ListNotice, ...]
