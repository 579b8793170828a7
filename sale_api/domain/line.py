"""What is public of a window's draw, and when each of its steps is due.

The digest is taken once nobody who was in time can be missing. The beacon's round was fixed
before: it begins later. The seed comes last. All of it is on the wall clock, for a pause of the
sale halts serving, not the draw.
"""

from __future__ import annotations

from msgspec import Struct

from sale_api.domain.draw import Draw
from sale_api.domain.plan import Plan

SETTLED_MS = 5_000
"""After so long an entrant who was in time stands in the table: clocks differ by up to 2 seconds,
and the one write of joining is given up after 3."""

ROUND_MS = 4_000
"""The beacon's round is the first that begins so long before the delay ends, or later: by then
there is a digest, and what is left is time to ask for it."""


class WindowDraw(Struct, frozen=True, kw_only=True):
    """What a window's draw has shown so far, in this order; an empty beacon: none came in time."""

    commitment: str
    digest: str | None = None
    digested_at: int | None = None
    entrants: int | None = None
    beacon: str | None = None
    seed: str | None = None

    def drawn(self, sale: str, window: int) -> Draw | None:
        """Return what gives everybody a place, or None before the seed is shown."""
        if self.seed is None or self.beacon is None:
            return None
        seed, beacon = bytes.fromhex(self.seed), bytes.fromhex(self.beacon)
        return Draw(seed=seed, beacon=beacon, sale=sale, window=window)

    def could_be_known(self, out_at: int) -> bool | None:
        """Tell whether the operator could know the places while they could still add somebody.

        `out_at` is when the beacon's round came out. None before the draw is shown.
        """
        if self.seed is None or self.digested_at is None:
            return None
        return not self.beacon or self.digested_at > out_at


class Rounds(Struct, frozen=True):
    """When a source of public randomness speaks: round 1 at `begins_at`, then one each period.

    A `foreseeable` one is no such source, but stands for one in tests.
    """

    source: str
    begins_at: int
    period_ms: int
    foreseeable: bool = False

    def first_from(self, at: int) -> int:
        """Return the first round that is not out before an instant."""
        return max(1, 1 - (self.begins_at - at) // self.period_ms)

    def out_at(self, number: int) -> int:
        """Return when a round comes out."""
        return self.begins_at + (number - 1) * self.period_ms


def drawn_by(plan: Plan, window: int) -> int:
    """Return until when (wall time) a window's draw waits for its beacon: the delay's end."""
    assert plan.line is not None, "a draw without a line"
    return plan.windows[window].opens_at + plan.line.delay_seconds * 1_000


def round_from(plan: Plan, window: int) -> int:
    """Return the instant from which on the first round is a window's; it moves as that does."""
    return drawn_by(plan, window) - ROUND_MS
