"""Erase: how people are reached who stood in line or waited, a stated time after the sale.

Who they were stays as what it is: an id that nobody can turn back. The draw's digest is taken of
these ids, and anybody may recompute it.
"""

from __future__ import annotations

from collections.abc import Callable

from sale_api.domain.contact import FORGOTTEN
from sale_api.domain.erasure import erased, is_to_erase
from sale_api.domain.sale import Change, Sale
from sale_api.ports import Entrants, Sales, Waiting
from sale_api.usecases.steer import steer

BY = "system"


def erase(
    *,
    sale: Sale,
    now: Callable[[], int],
    until: int,
    sales: Sales,
    entrants: Entrants,
    waiting: Waiting,
) -> None:
    """Forget all contacts of a sale that is due, then say so in its history.

    Stops at an instant; what is done is not found again, so the next call goes on there. One
    request for each MB of the line and the list, one write for each contact, and two.
    """
    for window in range(len(sale.plan.windows)):
        for shopper in entrants.known(sale.sale, window):
            if now() >= until:
                return
            entrants.forget(sale.sale, window, shopper)
    if sale.plan.waitlist is not None:
        for entry in waiting.of_sale(sale.sale):
            if now() >= until:
                return
            if entry.contact != FORGOTTEN:
                waiting.forget(sale.sale, entry.shopper)
    change = Change(now(), BY, "erased contacts")

    def step(standing: Sale) -> Sale:
        return erased(standing, change) if is_to_erase(standing, change.at) else standing

    steer(sale_id=sale.sale, sales=sales, step=step)
