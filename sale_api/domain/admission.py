"""Admission: from when on a ticket is served; a pure function of the ticket and the sale.

Who is in time is decided on the wall clock, so tickets follow an opening that is moved later.
Serving runs on the sale's clock, so a pause puts off everybody's turn.
"""

from __future__ import annotations

from sale_api.domain.draw import Turns
from sale_api.domain.errors import InvalidRequest, NotAdmittedYet
from sale_api.domain.plan import Line
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Ticket

JOIN = "Join the line of this sale, and send the ticket."
OTHER = "This ticket is for another window; join the line again."
NOT_YOURS = "This is no ticket of yours for this sale; join its line again."
NO_LINE = "This sale has no line; leave the ticket out."


def admitted_at(sale: Sale, ticket: Ticket) -> int | None:
    """Return the ticket's turn on the sale's clock; None: the draw is not out.

    Before the draw late comers have no turn either: it would be before that of those in time.
    """
    line = _line(sale)
    opens_at = sale.plan.windows[ticket.window].opens_at
    in_time = ticket.joined_at < opens_at
    place = 0
    if line.spread_seconds:
        drawn = sale.drawn[ticket.window]
        if drawn is None:
            return None
        place = drawn.place(ticket.shopper) if in_time else 0
    opened = sale.clock(opens_at)
    # A pause over the opening: who joined before it is in time, though the sale's clock stood.
    joined = opened - 1 if in_time else sale.clock(ticket.joined_at)
    turns = Turns(opened, line.delay_seconds * 1_000, line.spread_seconds * 1_000)
    return turns.served_at(joined, place)


def refuse_anothers(ticket: Ticket | None, sale: str, shopper: str) -> None:
    """Raise `InvalidRequest` for a ticket that was given to somebody else, or elsewhere."""
    if ticket is not None and (ticket.sale, ticket.shopper) != (sale, shopper):
        raise InvalidRequest({"ticket": NOT_YOURS})


def refuse_unless_admitted(sale: Sale, ticket: Ticket | None, now: int) -> None:
    """Raise the refusal of somebody who is not to be served in an open sale; asks nothing.

    `InvalidRequest` without a ticket of the window, `NotAdmittedYet` before its turn.
    """
    if sale.plan.line is None:
        if ticket is not None:
            raise InvalidRequest({"ticket": NO_LINE})
        return
    if ticket is None:
        raise InvalidRequest({"ticket": JOIN})
    if ticket.window != sale.plan.window_at(now):
        raise InvalidRequest({"ticket": OTHER})
    turn = admitted_at(sale, ticket)
    clock = sale.clock(now)
    if turn is None:
        raise not_drawn_yet(sale, ticket, now)
    if clock < turn:
        raise NotAdmittedYet(
            "Come back when it is your turn.",
            admitted_at=sale.wall(turn, now),
            retry_after=_seconds(turn - clock),
        )


def not_drawn_yet(sale: Sale, ticket: Ticket, now: int) -> NotAdmittedYet:
    """Return the refusal of who has no place yet, for the draw of their window is not out."""
    opens_at = sale.plan.windows[ticket.window].opens_at
    drawn_at = sale.clock(opens_at) + _line(sale).delay_seconds * 1_000
    return NotAdmittedYet(
        "The draw is not out yet; ask again for your turn.",
        admitted_at=None,
        retry_after=_seconds(drawn_at - sale.clock(now)),
    )


def _line(sale: Sale) -> Line:
    assert sale.plan.line is not None, f"{sale.sale} has no line"
    return sale.plan.line


def _seconds(wait_ms: int) -> int:
    return max(1, -(-wait_ms // 1_000))
