"""What became of a mail once it was handed over, as the mail system tells: late, twice, unordered.

Kept as text whose order says which of two fates stands: a complaint over a bounce over a delivery,
then the later. So whatever comes again, or too late, changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class Fate(StrEnum):
    """What became of it, in the order in which one stands over another."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


FATES = tuple(Fate)
TROUBLE = f"{FATES.index(Fate.BOUNCED) + 1}:"
"""What no kept fate of a mail that went well is as great as."""


class Posted(Struct, frozen=True):
    """A mail's fate, and when that was."""

    fate: Fate
    at: int

    @property
    def text(self) -> str:
        """The fate as it is kept."""
        return f"{FATES.index(self.fate) + 1}:{self.at:013}"


def posted_in(kept: Mapping[str, str], task: str) -> Posted | None:
    """Return the fate that is kept of a task's mail; None while nobody has told."""
    if task not in kept:
        return None
    rank, _, at = kept[task].partition(":")
    return Posted(FATES[int(rank) - 1], int(at))


def trouble_in(kept: Mapping[str, str]) -> Fate | None:
    """Return the worst fate that is kept of any mail; None if all went well as far as is known."""
    worst = max(kept.values(), default="")
    return FATES[int(worst[0]) - 1] if worst >= TROUBLE else None
