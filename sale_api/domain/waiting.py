"""The waiting list: who wants units that may come back, and what was offered to them.

What became of an offer stands under its claim's order key, as of every claim; the entry follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from hashlib import blake2b

from msgspec import Struct, field
from msgspec.structs import replace

from sale_api.domain.contact import Contact
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor

OFFER_SECONDS = range(10, 604_801)
LIST_DAYS = range(91)

PARTS = 16
"""Into so many parts a sale's list is cut, by shopper: the spread of the writes."""

MOST_JOINS = 5
"""How often a shopper may join one list."""


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
    """One step of an entry.

    An offer has its units, until when (wall) it stands at least, and when the list was read by
    which it was made: who joined later could not be seen.
    """

    at: int
    what: EntryState
    by: Actor
    quantity: int | None = None
    until_at: int | None = None
    read_at: int | None = None


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
    turn: str | None = None
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

    @property
    def joins(self) -> int:
        """How often its shopper has joined."""
        return self.times(EntryState.WAITING)

    @property
    def ending(self) -> EntryEvent | None:
        """What came after the last offer; None: nothing yet."""
        states = [event.what for event in reversed(self.history)]
        after = states.index(EntryState.OFFERED)
        return self.history[-after] if after else None

    def times(self, what: EntryState) -> int:
        """Return how often a state was entered."""
        return sum(event.what is what for event in self.history)

    def wish(self, number: int) -> EntryEvent:
        """Return the joining that an event, counted from 1, belongs to."""
        return self._last(EntryState.WAITING, number)

    def offer(self, number: int) -> EntryEvent:
        """Return the offer that was made, or ended, with an event."""
        return self._last(EntryState.OFFERED, number)

    def _last(self, what: EntryState, number: int) -> EntryEvent:
        return next(each for each in reversed(self.history[:number]) if each.what is what)

    def left(self, at: int) -> Entry:
        """Return the entry after its shopper has left."""
        return self._moved(EntryEvent(at, EntryState.LEFT, Actor.SHOPPER))

    def served(self, at: int) -> Entry:
        """Return the entry of somebody who was found to hold units already."""
        return self._moved(EntryEvent(at, EntryState.SERVED, Actor.SYSTEM))

    def offered(self, order: str, quantity: int, *, at: int, until_at: int, read_at: int) -> Entry:
        """Return the entry with an offer, whose claim has this order key."""
        event = EntryEvent(at, EntryState.OFFERED, Actor.SYSTEM, quantity, until_at, read_at)
        return replace(self._moved(event), order=order)

    def ended(self, to: EntryState, at: int) -> Entry:
        """Return the entry once it is known what became of its offer."""
        return self._moved(what_became(to, at))

    def joined_again(self, wish: Entry) -> Entry:
        """Return the entry as it waits again, as `wish` would have it were there none."""
        again = self._moved(wish.history[0], turn=wish.turn)
        return replace(
            again,
            pool=wish.pool,
            quantity=wish.quantity,
            price=wish.price,
            contact=wish.contact,
        )

    def _moved(self, event: EntryEvent, turn: str | None = None) -> Entry:
        assert event.what in ENTRY_MOVES[self.state], f"{self.state} to {event.what}"
        return replace(self, history=(*self.history, event), turn=turn)


def turn_of(pool: str, window: int, number: int, *, late: bool, shopper: str) -> str:
    """Return where somebody stands: texts in the order in which a pool's entries are served.

    By windows, those in time before those who came late, then by place or instant.
    """
    return f"{pool}#{window:02}{late:d}{number:020}#{shopper}"


def what_became(to: EntryState, at: int) -> EntryEvent:
    """Return the event of an offer that was taken or declined by its shopper, or that lapsed."""
    by = Actor.SYSTEM if to is EntryState.LAPSED else Actor.SHOPPER
    return EntryEvent(at, to, by)


def shopper_of(turn: str) -> str:
    """Return whose turn it is."""
    return turn.rpartition("#")[2]


def part_of(shopper: str) -> int:
    """Return the part of every list that a shopper stands in."""
    return blake2b(shopper.encode(), digest_size=1).digest()[0] % PARTS


TOLD = frozenset({EntryState.OFFERED, EntryState.LAPSED, EntryState.SERVED})
"""What a shopper is mailed of; whatever they asked for themselves has been answered."""
