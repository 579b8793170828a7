"""How long people waited for an answer to a reservation, from the instant their request was due.

The requests at the opening are the ones that count: all are due at the same instant, and waiting
for one of the few connections, and every repetition, are in their latency. Later requests are
shown beside them, not among them, where they would make the numbers look better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from infra.local.crowd.journal import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.local.crowd.journal import Journal


class Latency(TypedDict):
    """Milliseconds: half, and 99 in 100, waited no longer; null if there was no such answer."""

    p50: int | None
    p99: int | None


def latencies(journal: Journal) -> dict[str, Latency]:
    """Return percentiles for accepted and refused at the opening, the same later, and of orders."""
    asks = [ask for ask in journal.asks if ask.step is Step.RESERVE]
    return {
        "accepted": percentiles([a.latency_seconds for a in asks if a.first and a.accepted]),
        "refused": percentiles([a.latency_seconds for a in asks if a.first and a.refused]),
        "accepted_later": percentiles(
            [a.latency_seconds for a in asks if not a.first and a.accepted]
        ),
        "refused_later": percentiles(
            [a.latency_seconds for a in asks if not a.first and a.refused]
        ),
        "ordered": percentiles(
            [a.latency_seconds for a in journal.asks if a.step is Step.ORDER and a.accepted]
        ),
    }


def percentiles(seconds: Sequence[float]) -> Latency:
    """Return the 50th and 99th percentile by nearest rank, in whole milliseconds."""
    if not seconds:
        return {"p50": None, "p99": None}
    ranked = sorted(seconds)
    return {"p50": _rank(ranked, 50), "p99": _rank(ranked, 99)}


def _rank(ranked: Sequence[float], percent: int) -> int:
    return round(ranked[-(-len(ranked) * percent // 100) - 1] * 1000)
