"""The waiting list: who wants units that may come back, and what was offered to them.

What became of an offer stands under its claim's order key, as of every claim; the entry follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from sale_api.domain.contact import Contact
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor

OFFER_SECONDS = range(10, 604_801)
LIST_DAYS = range(91)


class Waitlist(Struct, frozen=True):
    """How long an offer stands, and how many days after the sale's end the list goes on."""

    offer_seconds: int
    days: int


class EntryState(StrEnum):
    """Where somebody on the list stands; `served` is who holds units of their own already."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    LAPSED = "lapsed"
    LEFT = "left"
    SERVED = "served"


_AGAIN = frozenset({EntryState.WAITING})

ENTRY_MOVES: Mapping[EntryState, frozenset[EntryState]] = {
    EntryState.WAITING: frozenset({EntryState.OFFERED, EntryState.LEFT, EntryState.SERVED}),
    EntryState.OFFERED: frozenset(
        {EntryState.TAKEN, EntryState.DECLINED, EntryState.LAPSED, EntryState.WAITING}
    ),
    EntryState.TAKEN: _AGAIN,
    EntryState.DECLINED: _AGAIN,
    EntryState.LAPSED: _AGAIN,
    EntryState.LEFT: _AGAIN,
    EntryState.SERVED: _AGAIN,
}
"""From where an entry goes where; whoever does not wait any more may join again."""


class EntryEvent(Struct, frozen=True):
    """One step of an entry; an offer has its units, and until when (wall) it stands at least."""

    at: int
    what: EntryState
    by: Actor
    quantity: int | None = None
    until_at: int | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """A shopper's one entry in a sale's list, for one pool; `price` is kept as it was then.

    `turn` is there while it waits, and only then. `order` is the key of the last offer.
    """

    sale: str
    shopper: str
    pool: str
    quantity: int
    price: Money
    contact: Contact
    turn: str | None
    order: str = ""
    history: tuple[EntryEvent, ...]
    done: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hold that who waits has a turn, and nobody else."""
        assert (self.turn is not None) == (self.state is EntryState.WAITING), (
            f"a turn, {self.state}"
        )

    @property
    def state(self) -> EntryState:
        """The state, as the history explains it."""
        return self.history[-1].what

    @property
    def version(self) -> int:
        """How many events the history has."""
        return len(self.history)


def turn_of(pool: str, window: int, number: int, *, late: bool, shopper: str) -> str:
    """Return where somebody stands: texts in the order in which a pool's entries are served.

    By windows, those in time before those who came late, then by place or instant.
    """
    return f"{pool}#{window:02}{late:d}{number:020}#{shopper}"
