"""Join the line of a sale: one write, which fixes for good when somebody came."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sale_api.domain.access import window_without_code
from sale_api.domain.circles import UNKNOWN_ORIGIN, Origin, refuse_throwaway
from sale_api.domain.contact import Contact
from sale_api.domain.errors import NotFound
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.ports import Entrants
from sale_api.usecases.circles import Circles
from sale_api.usecases.watch import Watch

NO_LINE = "This sale has no line; reserve when it opens."


class Joined(NamedTuple):
    """The ticket, and whether this request made the shopper an entrant."""

    ticket: Ticket
    new: bool


def join(
    *,
    sale_id: str,
    shopper: str,
    contact: Contact,
    origin: Origin = UNKNOWN_ORIGIN,
    clock: Callable[[], int],
    watch: Watch,
    entrants: Entrants,
    circles: Circles,
) -> Joined:
    """Join the line of the first window that needs no code; again, it is the same ticket.

    A pause halts serving, not joining. `NotFound` for a sale without a line, `InvalidRequest` when
    a code is needed, `Closed` when no window is left; `Forbidden` from a throw-away domain, and
    `LimitReached` from one that has joined as often as it may. One write, two if the plan counts
    domains. The `clock` is asked again after all else: what that takes must not count as punctual.
    """
    now = clock()
    sale = watch.sale(sale_id, now)
    if sale.plan.line is None:
        raise NotFound(NO_LINE)
    window = window_without_code(sale, now)
    refuse_throwaway(origin, refused=sale.plan.refuse_throwaway)
    circles.let_in_by_domain(sale, shopper, origin, now)
    ticket = Ticket(sale=sale_id, window=window, shopper=shopper, joined_at=clock())
    standing = entrants.join(Entrant(ticket=ticket, contact=contact)).ticket
    return Joined(standing, new=standing == ticket)
