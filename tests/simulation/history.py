"""A world's history in lines that a person can read: who asked the database what, and what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch

from sale_api.domain.levels import Levels
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.order import Bar, Order
from sale_api.domain.sale import Sale
from sale_api.ports import Mail, OrderSummary
from tests.sale_api.given import OPENS


@dataclass(frozen=True, slots=True)
class Line:
    """One request of an invocation, as it reached the database."""

    at: int
    run: str
    process: str
    what: str
    outcome: str

    def __str__(self) -> str:
        seconds = (self.at - OPENS) / 1_000
        return f"{seconds:9.3f}s  {self.run:<16} {self.process:<10} {self.what}  ->  {self.outcome}"


@singledispatch
def brief(value: object) -> str:
    """Return a value as short as it can be understood."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(brief, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {brief(each)}' for key, each in value.items())}}}"
    return repr(value) if isinstance(value, Exception) else str(value)


@brief.register
def _(value: Claim) -> str:
    lender = "" if value.lender is None else f" from {value.lender}"
    settled = ", settled" if value.settled else ""
    return f"{value.quantity}x{value.claim} until {_seconds(value.deadline)}{lender}{settled}"


@brief.register
def _(value: Lot) -> str:
    counts = f"{value.available}+{value.returned}r+{value.written_off}w of {value.allotted}"
    return f"lot {value.number}: {counts} {brief(value.claims)}"


@brief.register
def _(value: Levels) -> str:
    held = f", held until {_seconds(value.held_until)}" if value.held_until else ""
    levels = " ".join(map(str, value.levels))
    return f"levels {levels} (lease {value.lease}, generation {value.generation}{held})"


@brief.register
def _(value: Order) -> str:
    states = " ".join(event.what for event in value.history)
    return f"order {value.order[:6]} of {value.claim.claim}: {states}"


@brief.register
def _(value: Bar) -> str:
    return f"bar {value.order[:6]} at {_seconds(value.at)}"


@brief.register
def _(value: Sale) -> str:
    pauses = [f"{_seconds(p.paused_at)} to {_seconds(p.resumed_at)}" for p in value.pauses]
    added = [f" +{each.units} {each.pool}" for each in value.additions]
    halted = f" paused {', '.join(pauses)}" if pauses else ""
    return f"sale v{value.version} {value.state}{halted}{''.join(added)}"


@brief.register
def _(value: OrderSummary) -> str:
    return f"{value.order[:6]} v{value.version}"


@brief.register
def _(value: Mail) -> str:
    return f"mail {value.key}"


def _seconds(instant: int | None) -> str:
    return "now" if instant is None else f"{(instant - OPENS) / 1_000:.3f}s"
