"""The table of moves, once more, in its plainest form: what the product's own is held against.

Who may make a move (Shopper, Marketer, sYstem); `*` where units come back, `!` where it needs a
reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from sale_api.domain.history import Event

BEGINS = ("placed", "awaiting_payment")
MOVES = {
    "placed": {"in_fulfilment": "y", "cancelled": "sm*!", "withdrawn": "s*"},
    "awaiting_payment": {
        "paid": "my",
        "cancelled": "sm*!",
        "expired": "y*!",
        "withdrawn": "s*",
    },
    "paid": {"in_fulfilment": "y", "cancelled": "sm*!", "withdrawn": "s*"},
    "in_fulfilment": {"shipped": "m", "cancelled": "sm*!", "withdrawn": "s*"},
    "shipped": {"delivered": "m", "withdrawn": "s", "returned": "m*!"},
    "delivered": {"withdrawn": "s", "returned": "m*!"},
    "withdrawn": {"returned": "m*!", "refunded": "m"},
    "returned": {"refunded": "m"},
    "cancelled": {"refunded": "m"},
    "expired": {"refunded": "m"},
    "refunded": {},
}
LETTERS = {"shopper": "s", "marketer": "m", "system": "y"}


def has_ended(states: Iterable[str]) -> bool:
    """Tell whether the units came back on the way through these states."""
    return any("*" in MOVES[before].get(after, "") for before, after in pairwise(states))


def move_to(states: Sequence[str], to: str) -> str | None:
    """Return what is said of the move to a state after these, or None where there is none.

    Units come back once, and who withdrew is refunded when they have.
    """
    move = MOVES[states[-1]].get(to)
    ended = has_ended(states)
    if move is None or ("*" in move and ended):
        return None
    return None if (states[-1], to) == ("withdrawn", "refunded") and not ended else move


def fault(history: Sequence[Event]) -> str:
    """Say what is wrong with a history; nothing: it is explained."""
    states = [str(history[0].what)]
    notes = [(event.note.kind, event.note.id) for event in history if event.note is not None]
    if states[0] not in BEGINS:
        return f"begins as {states[0]}"
    if [event.number for event in history] != list(range(1, len(history) + 1)):
        return "its events are not counted"
    for event in history[1:]:
        if event.note is not None:
            if event.what != states[-1] or len({*notes}) < len(notes):
                return f"a note while {states[-1]} says {event.what}, or one twice in {notes}"
            continue
        move = move_to(states, event.what)
        if move is None or LETTERS[event.by] not in move:
            return f"not an allowed move from {states} to {event.what} by {event.by}"
        if "!" in move and not event.reason:
            return f"{event.what} without a reason"
        states.append(event.what)
    return ""
