"""What the schedule calls to open lines: it waits for each step of each draw, to the second.

The schedule calls once a minute, give or take; so it begins before the opening, looks again every
few seconds for what was planned or moved meanwhile, and stops when all draws are out, or after
three minutes. The next call goes on where it stopped; two at once do each other no harm.
"""

from __future__ import annotations

from chalicelib.wiring import System, system
from sale_api.domain.errors import TryAgain
from sale_api.ports import Unknown
from sale_api.usecases.open_line import open_line, windows_to_open

LOOK_AGAIN_MS = 5_000
AFTER_TROUBLE_MS = 500
LONGEST_RUN_MS = 170_000


class NotOpenedError(Exception):
    """When a line could not be opened: nobody who stands in it is served, so it is an alarm."""


def open_all() -> None:
    """Open every line whose time has come; trouble with one leaves the others alone.

    Raises `NotOpenedError` at the end if there was trouble that waiting does not mend.
    """
    running = system()
    begun = now = running.now()
    broken: set[tuple[str, int]] = set()
    while now - begun < LONGEST_RUN_MS:
        to_open = {
            (sale.sale, window)
            for sale in running.sales.all()
            for window in windows_to_open(sale, now)
        }
        dues = [
            due
            for sale_id, window in sorted(to_open - broken)
            if (due := _opened(sale_id, window, running, broken)) is not None
        ]
        if not dues:
            break
        running.wait_until(min(*dues, running.now() + LOOK_AGAIN_MS))
        now = running.now()
    if broken:
        raise NotOpenedError(f"{len(broken)} lines were not opened; the log says why.")


def _opened(sale_id: str, window: int, running: System, broken: set[tuple[str, int]]) -> int | None:
    """Take the steps that are due; return when the next one is, or None for no more."""
    try:
        while True:
            now = running.now()
            due = open_line(
                sale_id=sale_id,
                window=window,
                now=now,
                sales=running.sales,
                entrants=running.entrants,
                seeds=running.seeds,
                beacon=running.beacon,
            )
            if due is None or due > now:
                return due
    except (Unknown, TryAgain):
        running.log.warning("not_opened_yet", sale=sale_id, window=window)
        return running.now() + AFTER_TROUBLE_MS
    except Exception as error:  # noqa: BLE001 - trouble with one line leaves the others alone
        running.log.fault("not_opened", error, sale=sale_id, window=window)
        broken.add((sale_id, window))
        return None
