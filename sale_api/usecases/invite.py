"""Invite: make codes in bulk, count what became of them, take them back.

Made again under the same id, a batch is the same one, with the same codes: whoever lost the answer,
or stopped half way, asks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from sale_api.domain.access import refuse_when_over
from sale_api.domain.errors import InvalidRequest, NotFound, RequestReused, WrongState
from sale_api.domain.identifiers import shopper_id
from sale_api.domain.invitation import (
    Batch,
    Invitation,
    code_of,
    invitation_id,
    listing,
    plain,
)
from sale_api.domain.plan import Access
from sale_api.domain.sale import Sale
from sale_api.ports import Invitations, Sales, Unmet
from sale_api.usecases.steer import read_sale


class InvitationKeys(NamedTuple):
    """The key of the codes, which never rotates, and that of shopper ids."""

    codes: bytes
    shoppers: bytes


class Asked(Struct, frozen=True, kw_only=True):
    """What a marketer asks for: so many codes, or one for each address.

    Those that cannot be handed on are their addresses' own.
    """

    batch: str
    window: int
    count: int = 0
    emails: tuple[str, ...] = ()
    transferable: bool = True


class Counted(NamedTuple):
    """A batch, and what became of its invitations; `revoked` ones were not used before."""

    batch: Batch
    made: int
    used: int
    revoked: int


class Made(NamedTuple):
    """A batch with its codes, each with its address if there is one."""

    counted: Counted
    codes: Sequence[tuple[str, str]]


def invite(
    *,
    sale_id: str,
    asked: Asked,
    now: int,
    sales: Sales,
    invitations: Invitations,
    keys: InvitationKeys,
) -> Made:
    """Make a batch of invitations to a window, or what of it is missing.

    `RequestReused`: the batch stands with other content. One read and one write, and for each
    hundred invitations two reads and a transaction.
    """
    sale = read_sale(sale_id=sale_id, sales=sales)
    _check(sale, asked, now)
    fresh = Batch(
        sale=sale_id,
        batch=asked.batch,
        window=asked.window,
        size=asked.count or len(asked.emails),
        transferable=asked.transferable,
        listed=listing(asked.emails, keys.codes),
        made_at=now,
    )
    batch = invitations.begin(fresh)
    if not batch.is_same(fresh):
        raise RequestReused("This batch was made with other content; choose another id.")
    if batch.revoked_at is not None:
        raise WrongState("This batch was taken back; make another.", state="revoked")
    codes = _codes(batch, keys.codes)
    invitations.make([_invitation(batch, asked, n, code, keys) for n, code in enumerate(codes)])
    addresses = asked.emails or [""] * len(codes)
    return Made(_counted(batch, invitations, keys), list(zip(codes, addresses, strict=True)))


def count_invitations(
    *, sale_id: str, sales: Sales, invitations: Invitations, keys: InvitationKeys
) -> Sequence[Counted]:
    """Count all batches of a sale, in the order of their ids. A read for each hundred codes."""
    read_sale(sale_id=sale_id, sales=sales)
    batches = invitations.batches(sale_id)
    return [_counted(batch, invitations, keys) for batch in batches]


def revoke_batch(
    *,
    sale_id: str,
    batch_id: str,
    now: int,
    sales: Sales,
    invitations: Invitations,
    keys: InvitationKeys,
) -> Counted:
    """Take back all of a batch that was not used; who has joined keeps the ticket. One write."""
    read_sale(sale_id=sale_id, sales=sales)
    try:
        invitations.revoke_batch(sale_id, batch_id, now)
    except Unmet:
        raise NotFound("There is no such batch.") from None
    return _batch_counted(sale_id, batch_id, invitations, keys)


def revoke_code(
    *,
    sale_id: str,
    code: str,
    now: int,
    sales: Sales,
    invitations: Invitations,
    keys: InvitationKeys,
) -> Counted:
    """Take one invitation back; `WrongState` if it was used by then. One write."""
    read_sale(sale_id=sale_id, sales=sales)
    name = invitation_id(sale_id, code, keys.codes) if plain(code) else ""
    found = invitations.find(sale_id, name) if name else None
    if found is None:
        raise NotFound("There is no such code.")
    try:
        invitations.revoke(sale_id, name, now)
    except Unmet:
        detail = "Somebody has joined with this code, and keeps the ticket."
        raise WrongState(detail, state="used") from None
    return _batch_counted(sale_id, found.batch, invitations, keys)


def _check(sale: Sale, asked: Asked, now: int) -> None:
    if not sale.is_public:
        raise WrongState("Publish the sale before you invite.", state=sale.state)
    windows = sale.plan.windows
    if asked.window >= len(windows) or windows[asked.window].access is not Access.INVITED:
        raise InvalidRequest({"window": "Name a window whose access is invited."})
    refuse_when_over(sale, now, asked.window)


def _codes(batch: Batch, key: bytes) -> list[str]:
    return [code_of(batch, number, key) for number in range(batch.size)]


def _invitation(
    batch: Batch, asked: Asked, number: int, code: str, keys: InvitationKeys
) -> Invitation:
    own = not asked.transferable
    return Invitation(
        sale=batch.sale,
        invitation=invitation_id(batch.sale, code, keys.codes),
        batch=batch.batch,
        window=batch.window,
        only=shopper_id(asked.emails[number], keys.shoppers) if own else None,
    )


def _batch_counted(
    sale: str, batch_id: str, invitations: Invitations, keys: InvitationKeys
) -> Counted:
    batch = invitations.batch(sale, batch_id)
    assert batch is not None, "batches are never deleted"
    return _counted(batch, invitations, keys)


def _counted(batch: Batch, invitations: Invitations, keys: InvitationKeys) -> Counted:
    names = [invitation_id(batch.sale, code, keys.codes) for code in _codes(batch, keys.codes)]
    found = invitations.look(batch.sale, names)
    used = sum(each.used_by is not None for each in found)
    gone = [each for each in found if not each.can_be_used]
    revoked = len(found if batch.revoked_at is not None else gone) - used
    return Counted(batch, len(found), used, revoked)
