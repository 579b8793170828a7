"""Join the line of a window with the code of an invitation: whoever is first to use it."""

from __future__ import annotations

from collections.abc import Callable

from sale_api.domain.access import refuse_when_over
from sale_api.domain.circles import UNKNOWN_ORIGIN, Origin, refuse_throwaway
from sale_api.domain.contact import Contact
from sale_api.domain.errors import InvalidRequest, NotFound
from sale_api.domain.invitation import (
    Invitation,
    invitation_id,
    of_another,
    plain,
    revoked,
    used,
)
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.ports import Entrants, Invitations, Unmet
from sale_api.usecases.circles import Circles
from sale_api.usecases.join import NO_LINE, Joined
from sale_api.usecases.watch import Watch

NO_CODE = "There is no such code for this sale; compare it with your invitation."


def join_invited(
    *,
    sale_id: str,
    shopper: str,
    contact: Contact,
    code: str,
    key: bytes,
    origin: Origin = UNKNOWN_ORIGIN,
    clock: Callable[[], int],
    watch: Watch,
    entrants: Entrants,
    invitations: Invitations,
    circles: Circles,
) -> Joined:
    """Join the line that a code invites to; again, by the same shopper, it is the same ticket.

    `Forbidden`: the code was used by somebody else, taken back, or is another's. Who has joined
    this line already gets that ticket, and the code stays unused. Two reads and one transaction of
    two writes. The `clock` is asked after the reads: what they take must not count as punctual.
    """
    sale = watch.sale(sale_id, clock())
    if sale.plan.line is None:
        raise NotFound(NO_LINE)
    invitation = _found(sale_id, code, key, invitations)
    _check(invitation, shopper, invitations)
    refuse_throwaway(origin, refused=sale.plan.refuse_throwaway)
    now = clock()
    refuse_when_over(sale, now, invitation.window)
    circles.let_in_by_domain(sale, shopper, origin, now)
    window = invitation.window
    ticket = Ticket(sale=sale_id, window=window, shopper=shopper, joined_at=clock())
    entrant = Entrant(ticket=ticket, contact=contact)
    if invitation.used_by == shopper:
        standing = entrants.join(entrant)
    else:
        try:
            standing = invitations.use(invitation.invitation, entrant)
        except Unmet:
            raise _lost(invitation, invitations) from None
    return Joined(standing.ticket, new=standing.ticket == ticket)


def _found(sale: str, code: str, key: bytes, invitations: Invitations) -> Invitation:
    found = invitations.find(sale, invitation_id(sale, code, key)) if plain(code) else None
    if found is None:
        raise InvalidRequest({"code": NO_CODE})
    return found


def _check(invitation: Invitation, shopper: str, invitations: Invitations) -> None:
    if invitation.used_by == shopper:
        return
    if invitation.only not in {None, shopper}:
        raise of_another()
    if invitation.used_by is not None:
        raise used()
    batch = invitations.batch(invitation.sale, invitation.batch)
    assert batch is not None, "a batch stands before its invitations"
    if invitation.revoked_at is not None or batch.revoked_at is not None:
        raise revoked()


def _lost(invitation: Invitation, invitations: Invitations) -> Exception:
    """Return the refusal of who came second: to another, or to the marketer."""
    now = invitations.find(invitation.sale, invitation.invitation)
    return used() if now is not None and now.used_by is not None else revoked()
