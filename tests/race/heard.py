"""What the racing shoppers were told, beyond the crowd's journal: what the judge holds them to."""

from __future__ import annotations

from dataclasses import dataclass, field

from infra.local.crowd.journal import Journal


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody was told that no lot has so many units; instants on the monotonic clock (ns)."""

    quantity: int
    sent_at: int
    answered_at: int


@dataclass(slots=True)
class Heard:
    """All answers of one sale. `gone` are claims (shopper, claim id) that were answered 410.

    `cancelled` are orders whose cancellation was confirmed; `surprises` are answers that no rule
    of the shop allows.
    """

    journal: Journal = field(default_factory=Journal)
    refused: list[Refused] = field(default_factory=list)
    gone: set[tuple[str, str]] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)
    surprises: list[str] = field(default_factory=list)
    ordered_units: int = 0
    visits: int = 0
