"""Where somebody stands in a waiting list: the order of the line, and behind it that of joining.

Takes the ticket and the draw alone, not the instant of admission, which a pause that is written
late would move. A turn is fixed by the write that joins, and never reckoned anew.
"""

from __future__ import annotations

from sale_api.domain.admission import JOIN, NO_LINE, not_drawn_yet
from sale_api.domain.errors import InvalidRequest
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Ticket
from sale_api.domain.waiting import turn_of


def first_turn(sale: Sale, shopper: str, pool: str, ticket: Ticket | None, now: int) -> str:
    """Return the turn of who joins for the first time: by the ticket of any window.

    In time by place, or without a draw by when they came; late comers by when they came. Raises
    `InvalidRequest` without a ticket that is needed, `NotAdmittedYet` while the draw is not out.
    """
    if sale.plan.line is None:
        if ticket is not None:
            raise InvalidRequest({"ticket": NO_LINE})
        return turn_of(pool, 0, now, late=True, shopper=shopper)
    if ticket is None:
        raise InvalidRequest({"ticket": JOIN})
    late = ticket.joined_at >= sale.plan.windows[ticket.window].opens_at
    number = ticket.joined_at
    if sale.plan.is_drawn:
        drawn = sale.drawn[ticket.window]
        if drawn is None:
            raise not_drawn_yet(sale, ticket, now)
        number = number if late else drawn.place(shopper)
    return turn_of(pool, ticket.window, number, late=late, shopper=shopper)


def late_turn(sale: Sale, shopper: str, pool: str, *, now: int, ended_at: int) -> str:
    """Return the turn of who joins again at `now`: as of somebody who comes to the line only then.

    A request that was on its way for long came no sooner than what it follows had ended.
    """
    window = 0 if sale.plan.line is None else sale.plan.window_at(now)
    assert window is not None, "one joins while a window is open"
    return turn_of(pool, window, max(now, ended_at), late=True, shopper=shopper)
