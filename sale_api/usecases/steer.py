"""Steer a published sale: pause, resume, close; each again is the same answer."""

from __future__ import annotations

from collections.abc import Callable

from sale_api.domain.errors import NotFound, TryAgain
from sale_api.domain.sale import Change, Sale
from sale_api.ports import Sales, Unmet

TRIES = 4


def read_sale(*, sale_id: str, sales: Sales) -> Sale:
    """Return a sale in any state, as it stands; `NotFound` if there is none. One read."""
    sale = sales.find(sale_id)
    if sale is None:
        raise NotFound("There is no such sale.")
    return sale


def pause(*, sale_id: str, by: str, reason: str, now: int, sales: Sales) -> Sale:
    """Halt a sale: its clock stands still, and with it every deadline. One read, one write."""
    change = Change(now, by, "paused", reason)
    return steer(sale_id=sale_id, sales=sales, step=lambda sale: sale.paused(change))


def resume(*, sale_id: str, by: str, reason: str, now: int, sales: Sales) -> Sale:
    """Let a halted sale go on. One read, one write."""
    change = Change(now, by, "resumed", reason)
    return steer(sale_id=sale_id, sales=sales, step=lambda sale: sale.resumed(change))


def close(*, sale_id: str, by: str, reason: str, now: int, sales: Sales) -> Sale:
    """End reserving for good; what is held may be ordered to its deadline. One read, one write."""
    change = Change(now, by, "closed", reason)
    return steer(sale_id=sale_id, sales=sales, step=lambda sale: sale.closed(change))


def steer(*, sale_id: str, sales: Sales, step: Callable[[Sale], Sale]) -> Sale:
    """Return the sale after `step`; read again and repeat if somebody was faster.

    A step that returns its sale unchanged writes nothing. `TryAgain` after four tries.
    """
    for _ in range(TRIES):
        before = read_sale(sale_id=sale_id, sales=sales)
        after = step(before)
        if after is before:
            return before
        try:
            sales.replace(after)
        except Unmet:
            continue
        return after
    raise TryAgain("The sale is being changed; ask again.")
