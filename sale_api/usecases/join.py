"""Join the line of a sale: one write, which fixes for good when somebody came."""

from __future__ import annotations

from typing import NamedTuple

from sale_api.domain.circles import UNKNOWN_ORIGIN, Origin, refuse_throwaway
from sale_api.domain.errors import Closed, NotFound
from sale_api.domain.order import Contact
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.ports import Entrants
from sale_api.usecases.circles import Circles
from sale_api.usecases.watch import Watch


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
    now: int,
    watch: Watch,
    entrants: Entrants,
    circles: Circles,
) -> Joined:
    """Join the line of the window that is open, else of the next; again, it is the same ticket.

    A pause halts serving, not joining. `NotFound` for a sale without a line, `Closed` when no
    window is left; `Forbidden` from a throw-away domain, and `LimitReached` from one that has
    joined as often as it may. One write, two if the plan counts domains.
    """
    sale = watch.sale(sale_id, now)
    if sale.plan.line is None:
        raise NotFound("This sale has no line; reserve when it opens.")
    window = sale.window_to_join(now)
    if window is None:
        raise Closed("The sale is over.", closed_at=sale.ends_at)
    refuse_throwaway(origin, refused=sale.plan.refuse_throwaway)
    circles.let_in_by_domain(sale, shopper, origin, now)
    ticket = Ticket(sale=sale_id, window=window, shopper=shopper, joined_at=now)
    standing = entrants.join(Entrant(ticket=ticket, contact=contact)).ticket
    return Joined(standing, new=standing == ticket)
