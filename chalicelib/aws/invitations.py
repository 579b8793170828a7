"""The invitations on DynamoDB: one item each, so that whoever uses it first has it for good.

A batch that is taken back is one item, too, which whoever joins reads: in the transaction it would
be in the way of all who join at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from chalicelib.aws.dynamo import Refused, Update, get, get_all, put, query, transact, update
from chalicelib.aws.entrants import entering, standing_of
from chalicelib.aws.tables import BatchItem, InvitationItem
from chalicelib.aws.wire import Item, packed, packed_fields, unpacked
from sale_api.domain.invitation import Batch, Invitation
from sale_api.domain.ticket import Entrant
from sale_api.ports import Unknown, Unmet

HUNDRED = 100
"""So many writes has a transaction at most."""

NO_BATCH = "attribute_not_exists(#batch)"
"""The id means what it was first made for."""

NO_INVITATION = "attribute_not_exists(#invitation)"
"""One that stands may have been used."""

UNUSED = "attribute_exists(#invitation) AND attribute_not_exists(#used_by)"
"""Nobody has joined with it."""

NOT_REVOKED = "attribute_not_exists(#revoked_at)"
"""Nobody took it back."""

IS_BATCH = "attribute_exists(#batch)"
"""An update would create what is not there."""

REVOKE = "SET #revoked_at = if_not_exists(#revoked_at, :at)"


class DynamoInvitations:
    """`sale_api.ports.Invitations`."""

    def begin(self, batch: Batch) -> Batch:
        """Write a batch, or return the one that stands under its id. One write."""
        try:
            put(BatchItem.Meta.table_name, packed_fields(batch), NO_BATCH)
        except Refused as refused:
            (standing,) = refused.items
            return _batch(standing) if standing else batch
        return batch

    def make(self, invitations: Sequence[Invitation]) -> None:
        """Write each that does not exist. A read and a transaction for each hundred.

        The look lets what ran out of time go on where it stopped.
        """
        for start in range(0, len(invitations), HUNDRED):
            hundred = invitations[start : start + HUNDRED]
            names = [each.invitation for each in hundred]
            there = {each.invitation for each in self.look(hundred[0].sale, names)}
            missing = [each for each in hundred if each.invitation not in there]
            if missing:
                _make(missing)

    def batch(self, sale: str, batch: str) -> Batch | None:
        """Read a batch, consistently. One read."""
        item = get(BatchItem.Meta.table_name, _batch_key(sale, batch))
        return _batch(item) if item else None

    def batches(self, sale: str) -> Sequence[Batch]:
        """Read all batches of a sale by their ids, consistently. One request for each MB."""
        request = {
            "TableName": BatchItem.Meta.table_name,
            "KeyConditionExpression": "#sale = :sale",
            "ExpressionAttributeNames": {"#sale": "sale"},
            "ExpressionAttributeValues": {":sale": packed(sale)},
            "ConsistentRead": True,
        }
        found: list[Batch] = []
        while True:
            page = query(**request)
            found += [_batch(item) for item in page["Items"]]
            if "LastEvaluatedKey" not in page:
                return found
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def find(self, sale: str, invitation: str) -> Invitation | None:
        """Read an invitation, consistently. One read."""
        item = get(InvitationItem.Meta.table_name, _key(sale, invitation))
        return _invitation(item) if item else None

    def look(self, sale: str, invitations: Collection[str]) -> Sequence[Invitation]:
        """Read invitations consistently, in any order. One request for each hundred."""
        keys = [_key(sale, invitation) for invitation in invitations]
        return [_invitation(item) for item in get_all(InvitationItem.Meta.table_name, keys)]

    def use(self, invitation: str, entrant: Entrant) -> Entrant:
        """Use an invitation to join, or return who stands there. One transaction, tried once.

        Tried again it could come too late for the digest of those who were in time.
        """
        ticket = entrant.ticket
        using = Update(
            table=InvitationItem.Meta.table_name,
            key=_key(ticket.sale, invitation),
            change="SET #used_by = :shopper",
            conditions=(UNUSED, NOT_REVOKED),
            values={":shopper": packed(ticket.shopper)},
        )
        try:
            transact(entering(entrant), using, once=True)
        except Refused as refused:
            if not refused.items:
                raise Unknown("a transaction was in the way of an invitation") from None
            standing = refused.items[0]
            if standing:
                return standing_of(standing, entrant)
            raise Unmet from None
        return entrant

    def revoke(self, sale: str, invitation: str, at: int) -> None:
        """Take one back, once and for good; `Unmet` if it was used. One write."""
        _revoke(InvitationItem.Meta.table_name, _key(sale, invitation), UNUSED, at)

    def revoke_batch(self, sale: str, batch: str, at: int) -> None:
        """Take a batch back, once and for good; `Unmet` if there is none. One write."""
        _revoke(BatchItem.Meta.table_name, _batch_key(sale, batch), IS_BATCH, at)


def _make(invitations: Sequence[Invitation]) -> None:
    try:
        transact(*map(_creation, invitations))
    except Refused:
        # Somebody makes the same batch at this instant; whoever asks again finds what is missing.
        raise Unknown("another request makes the same invitations") from None


def _creation(invitation: Invitation) -> Update:
    packed_up = packed_fields(invitation)
    fields = {name: packed_up[name] for name in packed_up if name not in {"sale", "invitation"}}
    return Update(
        table=InvitationItem.Meta.table_name,
        key=_key(invitation.sale, invitation.invitation),
        change="SET " + ", ".join(f"#{name} = :{name}" for name in fields),
        conditions=(NO_INVITATION,),
        values={f":{name}": value for name, value in fields.items()},
    )


def _revoke(table: str, key: Item, condition: str, at: int) -> None:
    try:
        update(
            Update(
                table=table,
                key=key,
                change=REVOKE,
                conditions=(condition,),
                values={":at": packed(at)},
            )
        )
    except Refused as refused:
        if not refused.items:
            raise Unknown("a transaction was in the way of a revocation") from None
        raise Unmet from None


def _key(sale: str, invitation: str) -> Item:
    return {"invitation": packed(f"{sale}#{invitation}")}


def _batch_key(sale: str, batch: str) -> Item:
    return {"sale": packed(sale), "batch": packed(batch)}


def _batch(item: Item) -> Batch:
    batch: Batch = unpacked(Batch, item)
    return batch


def _invitation(item: Item) -> Invitation:
    sale, _, name = item["invitation"]["S"].partition("#")
    named = {**item, "sale": packed(sale), "invitation": packed(name)}
    invitation: Invitation = unpacked(Invitation, named)
    return invitation
