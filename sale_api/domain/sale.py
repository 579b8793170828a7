"""A sale: its plan, its clock, and what may be done with it when.

Nothing here changes with each purchase. The sale's clock is wall time minus its pauses: deadlines
are on it, so a pause prolongs every hold. Windows are on wall time, as they were announced.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from sale_api.domain.draw import Draw
from sale_api.domain.errors import Closed, NotOpenYet, Paused, WrongState
from sale_api.domain.identifiers import home_lot
from sale_api.domain.layout import Layout
from sale_api.domain.line import WindowDraw
from sale_api.domain.plan import Addition, Delay, Plan


class State(StrEnum):
    """How far the planning is; `publishing` freezes the plan while its lots are laid out."""

    DRAFT = "draft"
    PUBLISHING = "publishing"
    PUBLISHED = "published"


class Phase(StrEnum):
    """What a sale is to those who look at it; computed, never stored."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Pause(Struct, frozen=True):
    """A halt, on wall time; one that still lasts has not been resumed."""

    paused_at: int
    resumed_at: int | None = None
    reason: str = ""


class Change(Struct, frozen=True):
    """An entry of the sale's own history: when, by whom, what, and why."""

    at: int
    by: str
    what: str
    reason: str = ""


class Sale(Struct, frozen=True, kw_only=True, dict=True):  # room for what is cached
    """A sale under its id; `version` counts its changes."""

    sale: str
    plan: Plan
    version: int = 1
    state: State = State.DRAFT
    additions: tuple[Addition, ...] = ()
    delays: tuple[Delay, ...] = ()
    pauses: tuple[Pause, ...] = ()
    draws: tuple[WindowDraw, ...] = ()
    closed_at: int | None = None
    erased_at: int | None = None
    history: tuple[Change, ...] = ()

    def clock(self, now: int) -> int:
        """Return the sale's time: wall time minus all pauses up to `now`; it never runs back."""
        halted = sum(
            min(now, now if pause.resumed_at is None else pause.resumed_at) - pause.paused_at
            for pause in self.pauses
            if pause.paused_at < now
        )
        return now - halted

    def wall(self, deadline: int, now: int) -> int:
        """Return when a deadline on the sale's clock comes, if there is no further pause."""
        return now + deadline - self.clock(now)

    @property
    def is_paused(self) -> bool:
        """Whether a pause still lasts."""
        return bool(self.pauses) and self.pauses[-1].resumed_at is None

    @property
    def is_public(self) -> bool:
        """Whether people may see it, and it has lots and levels."""
        return self.state is State.PUBLISHED

    @property
    def ends_at(self) -> int:
        """When reserving ends for good: the last window's end, or when the sale was closed."""
        planned = self.plan.windows[-1].closes_at
        return planned if self.closed_at is None else min(planned, self.closed_at)

    @property
    def list_until(self) -> int | None:
        """Until when units are offered to who waits: closing ends that. None without a list."""
        planned = self.plan.list_until
        return None if planned is None else min(planned, self.closed_at or planned)

    def phase(self, now: int) -> Phase:
        """Return what the sale is at `now`; between two windows it is announced."""
        if not self.is_public:
            return Phase.DRAFT
        if self.is_paused:
            return Phase.PAUSED
        if now >= self.ends_at:
            return Phase.CLOSED
        return Phase.ANNOUNCED if self.plan.window_at(now) is None else Phase.OPEN

    def next_opening(self, now: int) -> int | None:
        """Return when the next window opens, or None when none is left."""
        coming = (window.opens_at for window in self.plan.windows if window.opens_at > now)
        return min(coming, default=None)

    @cached_property
    def drawn(self) -> tuple[Draw | None, ...]:
        """What gives everybody a place, window by window; None before its seed is shown."""
        return tuple(draw.drawn(self.sale, window) for window, draw in enumerate(self.draws))

    def window_to_join(self, now: int) -> int | None:
        """Return the number of the window that is open, or the next one; None when all is over."""
        if now >= self.ends_at:
            return None
        windows = enumerate(self.plan.windows)
        return next(number for number, window in windows if now < window.closes_at)

    def refuse_unless_open(self, now: int) -> None:
        """Raise the refusal of a sale that is not open at `now`."""
        phase = self.phase(now)
        if phase is Phase.CLOSED:
            raise Closed("The sale is over.", closed_at=self.ends_at)
        if phase is Phase.PAUSED:
            raise Paused("The seller has halted the sale; what is held stays held meanwhile.")
        if phase is Phase.ANNOUNCED:
            raise NotOpenYet("Come back when the sale opens.", opens_at=self.next_opening(now))

    @cached_property
    def layout(self) -> Layout:
        """Which lots the sale has, with all that were added."""
        return Layout(self.sale, self.plan.pools, self.additions)

    def home_of(self, shopper: str) -> int:
        """Return the number of the lot where this shopper's claim stands.

        It is one of the plan's: stock that is added moves nobody's home.
        """
        return home_lot(self.sale, shopper, self.plan.lot_count)

    def changed(self, change: Change) -> Sale:
        """Return the next version, with the change in its history."""
        return replace(self, version=self.version + 1, history=(*self.history, change))

    def paused(self, change: Change) -> Sale:
        """Return the sale halted from the change's instant on; a second pause changes nothing."""
        self._be_running("paused")
        if self.is_paused:
            return self
        if self.closed_at is not None:
            raise WrongState("The sale is closed; there is nothing to halt.", state="closed")
        # Clocks differ: pauses that overlapped would make the sale's clock run back.
        begun = max([change.at, *(p.resumed_at for p in self.pauses if p.resumed_at)])
        pause = Pause(begun, None, change.reason)
        return replace(self.changed(change), pauses=(*self.pauses, pause))

    def resumed(self, change: Change) -> Sale:
        """Return the sale running again; resuming a running sale changes nothing."""
        self._be_running("resumed")
        if self.closed_at is not None:
            raise WrongState("The sale is closed; it does not go on.", state="closed")
        if not self.is_paused:
            return self
        return replace(self.changed(change), pauses=self._pauses_ended(change.at))

    def closed(self, change: Change) -> Sale:
        """Return the sale with reserving ended; what is held may be ordered to its deadline.

        A pause ends with it: else what is held would stay held for ever.
        """
        self._be_running("closed")
        if self.closed_at is not None:
            return self
        pauses = self._pauses_ended(change.at) if self.is_paused else self.pauses
        return replace(self.changed(change), pauses=pauses, closed_at=change.at)

    def _pauses_ended(self, at: int) -> tuple[Pause, ...]:
        last = self.pauses[-1]
        # Clocks differ: a pause that would end before it began ends as it began.
        return (*self.pauses[:-1], replace(last, resumed_at=max(at, last.paused_at)))

    def _be_running(self, wish: str) -> None:
        if not self.is_public:
            raise WrongState(f"Publish it first; then it can be {wish}.", state=self.state)
