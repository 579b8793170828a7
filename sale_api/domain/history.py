"""An order's history: moves and notes, each an event; it only grows, and explains the state."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from sale_api.domain.money import Money
from sale_api.domain.moves import BEGINS, Actor, OrderState, allowed

ENDS = frozenset({OrderState.CANCELLED, OrderState.EXPIRED, OrderState.WITHDRAWN})
"""What an order ends as before it has run its course."""


class Shipment(Struct, frozen=True):
    """With whom the parcel travels, and where to follow it."""

    carrier: str
    number: str
    link: str = ""


class NoteKind(StrEnum):
    """What is noted of an order without moving it."""

    REMINDED = "reminded"
    ALLOTTED = "allotted"
    GIFT = "gift"
    LATER = "later"


class Note(Struct, frozen=True):
    """What was noted, once under its id; `on` is a date."""

    kind: NoteKind
    id: str
    text: str | None = None
    on: str | None = None


class Event(Struct, frozen=True):
    """One entry of an order's history; `number` counts from 1. A note repeats the state.

    `detail` is what a move refers to: the booking that paid, the name of who withdraws.
    """

    number: int
    at: int
    by: Actor
    what: OrderState
    reason: str = ""
    shipment: Shipment | None = None
    note: Note | None = None
    detail: str | None = None
    amount: Money | None = None

    @property
    def name(self) -> str:
        """What its letter is called: what was noted, else the state that was entered."""
        return self.what if self.note is None else self.note.kind

    @property
    def ends(self) -> bool:
        """Whether it ended the order, so that nobody is to pack it any more."""
        return self.note is None and self.what in ENDS

    def notes(self, kind: NoteKind, name: str | None = None) -> bool:
        """Tell whether it is a note of this kind, under this id if one is named."""
        return self.note is not None and self.note.kind is kind and name in {None, self.note.id}


def entered(history: Sequence[Event]) -> list[OrderState]:
    """Return the states that were entered, in order."""
    return [event.what for event in history if event.note is None]


def times_noted(history: Sequence[Event], kind: NoteKind) -> int:
    """Count the notes of a kind."""
    return sum(event.notes(kind) for event in history)


def is_explained(history: Sequence[Event]) -> bool:
    """Tell whether a history begins as it may, counts its events, and makes only moves there are.

    By whom and why are looked at, too; and that nothing is noted twice under one id.
    """
    first, *later = history
    notes = [(event.note.kind, event.note.id) for event in later if event.note is not None]
    if len(set(notes)) < len(notes):
        return False
    if first.what not in BEGINS or [event.number for event in history] != [
        *range(1, len(history) + 1)
    ]:
        return False
    been = [first.what]
    for event in later:
        if event.note is not None:
            if event.what is not been[-1]:
                return False
            continue
        move = allowed(been, event.what)
        if move is None or event.by not in move.by or (move.reason and not event.reason):
            return False
        been.append(event.what)
    return True
