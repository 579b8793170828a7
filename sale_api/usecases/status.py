"""What everybody may see of a sale, from memory: no request but the memory's own refresh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sale_api.domain.line import Rounds
from sale_api.domain.sale import Phase, Sale
from sale_api.usecases.watch import Watch

SHOWN_AFTER_CLOSING_MS = 24 * 3_600_000
"""A sale that is over stays in the list for a day."""

RUNNING = (Phase.OPEN, Phase.PAUSED)


class Status(NamedTuple):
    """A sale, its phase, and what each pool has left at most.

    `may_return_until` is for who finds it sold out; while units are left it matters to nobody.
    `window` is the one that is open, or comes next, or was the last; its draw is shown.
    """

    sale: Sale
    phase: Phase
    remaining: Mapping[str, int]
    sold_out: bool
    may_return_until: int | None
    window: int
    rounds: Rounds


class Listed(NamedTuple):
    """A sale in the list, and whether nothing is left of it while it runs."""

    sale: Sale
    phase: Phase
    sold_out: bool


def status(*, sale_id: str, now: int, watch: Watch, rounds: Rounds) -> Status:
    """Return a sale as the public sees it; `NotFound` if there is none that was published."""
    sale = watch.sale(sale_id, now)
    stock = watch.stock(sale, now)
    phase = sale.phase(now)
    window = sale.window_to_join(now)
    waiting = stock.is_sold_out and phase in RUNNING
    return Status(
        sale=sale,
        phase=phase,
        remaining=stock.remaining,
        sold_out=stock.is_sold_out,
        may_return_until=watch.may_return_until(stock, now) if waiting else None,
        window=len(sale.plan.windows) - 1 if window is None else window,
        rounds=rounds,
    )


def coming(*, now: int, watch: Watch) -> Sequence[Listed]:
    """Return the coming and running sales, and those that ended today, the next one first."""
    shown = (_listed(sale, now, watch) for sale in watch.all(now) if _is_shown(sale, now))
    return sorted(shown, key=lambda listed: listed.sale.plan.windows[0].opens_at)


def _listed(sale: Sale, now: int, watch: Watch) -> Listed:
    phase = sale.phase(now)
    return Listed(sale, phase, phase in RUNNING and watch.is_sold_out(sale, now))


def _is_shown(sale: Sale, now: int) -> bool:
    phase = sale.phase(now)
    if phase is Phase.CLOSED:
        return now - sale.ends_at < SHOWN_AFTER_CLOSING_MS
    return phase is not Phase.DRAFT
