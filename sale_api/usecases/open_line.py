"""Open a line: after the opening its draw shows the digest, then the beacon, then the seed.

Each is one conditional write on the sale and stays as it was first written. So whoever is
interrupted, repeats a step, or runs beside another changes nothing that was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from sale_api.domain.draw import digest
from sale_api.domain.line import SETTLED_MS, WindowDraw, drawn_by, round_from
from sale_api.domain.sale import Change, Sale
from sale_api.ports import Beacon, Entrants, Sales, Seeds
from sale_api.usecases.steer import read_sale, steer

AHEAD_MS = 70_000
"""So long before the opening somebody has to wait for it: the schedule is a minute wide."""

ASK_AGAIN_MS = 500
BY = "the draw"


def windows_to_open(sale: Sale, now: int) -> Sequence[int]:
    """Return the windows that open soon, or have opened, and whose draw is not out."""
    if not sale.is_public:
        return ()
    return [
        window
        for window, draw in enumerate(sale.draws)
        if draw.seed is None
        and sale.plan.windows[window].opens_at - AHEAD_MS <= now
        and not _is_off(sale, window)
    ]


def open_line(
    *,
    sale_id: str,
    window: int,
    now: int,
    sales: Sales,
    entrants: Entrants,
    seeds: Seeds,
    beacon: Beacon,
) -> int | None:
    """Take the step that is due, and return when to come again; None: nothing is left to show.

    One read and one write a step; the digest reads all entrants.
    """
    sale = read_sale(sale_id=sale_id, sales=sales)
    draw = sale.draws[window]
    if draw.seed is not None or _is_off(sale, window):
        return None
    due = _due(sale, window, beacon)
    if now < due:
        return due
    if draw.digest is None:
        after = _digested(sale, window, now, entrants)
    elif draw.beacon is None:
        value = beacon.value(_round(sale, window, beacon))
        if value is None and now < drawn_by(sale.plan, window):
            return now + ASK_AGAIN_MS
        after = replace(draw, beacon=(value or b"").hex())
    else:
        seed = seeds.find(draw.commitment)
        assert seed is not None, f"the seed of window {window} of {sale_id} is lost"
        after = replace(draw, seed=seed.hex())
    steer(sale_id=sale_id, sales=sales, step=_showing(sale, window, after, now))
    return now


def _due(sale: Sale, window: int, beacon: Beacon) -> int:
    """Return when the next step is due; the seed's is due at once."""
    draw = sale.draws[window]
    if draw.digest is None:
        return sale.plan.windows[window].opens_at + SETTLED_MS
    if draw.beacon is None:
        return beacon.rounds.out_at(_round(sale, window, beacon))
    return 0


def _digested(sale: Sale, window: int, now: int, entrants: Entrants) -> WindowDraw:
    opens_at = sale.plan.windows[window].opens_at
    shoppers = list(entrants.in_time(sale.sale, window, opens_at))
    return replace(
        sale.draws[window],
        digest=digest(sale.sale, window, shoppers),
        digested_at=now,
        entrants=len(shoppers),
    )


def _showing(sale: Sale, window: int, after: WindowDraw, now: int) -> Callable[[Sale], Sale]:
    """Return the step that shows more of a draw, if draw and opening are still as they were."""

    def show(standing: Sale) -> Sale:
        opens_at = standing.plan.windows[window].opens_at
        moved = opens_at != sale.plan.windows[window].opens_at
        if moved or standing.draws[window] != sale.draws[window]:
            return standing
        shown = "seed" if after.seed else "digest" if after.beacon is None else "beacon"
        change = Change(now, BY, f"showed the {shown} of window {window}")
        draws = (*standing.draws[:window], after, *standing.draws[window + 1 :])
        return replace(standing.changed(change), draws=draws)

    return show


def _round(sale: Sale, window: int, beacon: Beacon) -> int:
    return beacon.rounds.first_from(round_from(sale.plan, window))


def _is_off(sale: Sale, window: int) -> bool:
    """Tell whether the sale was closed before this window opened."""
    return sale.ends_at <= sale.plan.windows[window].opens_at
