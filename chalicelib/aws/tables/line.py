"""The line: who joined, who was invited, the seeds of the draws, and who waits."""

from __future__ import annotations

from collections.abc import Mapping

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute
from pynamodb.constants import PAY_PER_REQUEST_BILLING_MODE as ON_DEMAND
from pynamodb.indexes import KeysOnlyProjection, LocalSecondaryIndex
from pynamodb.models import Model

from chalicelib.aws.attributes import Field
from sale_api.domain.contact import Contact
from sale_api.domain.money import Money
from sale_api.domain.waiting import EntryEvent, EntryState


class EntrantItem(Model):
    """When a shopper joined a line; the line is `sale#window#` and a part of it by the shopper."""

    class Meta:
        """Where it stands."""

        table_name = "entrants"
        billing_mode = ON_DEMAND

    line = UnicodeAttribute(hash_key=True)
    shopper = UnicodeAttribute(range_key=True)
    joined_at = Field[int](int)
    contact = Field[Contact](Contact)


class InvitationItem(Model):
    """What became of a code, under `sale#` and a keyed hash of it; see `domain.invitation`."""

    class Meta:
        """Where it stands."""

        table_name = "invitations"
        billing_mode = ON_DEMAND

    invitation = UnicodeAttribute(hash_key=True)
    batch = UnicodeAttribute()
    window = Field[int](int)
    only = UnicodeAttribute(null=True)
    used_by = UnicodeAttribute(null=True)
    revoked_at = Field[int](int, null=True)


class BatchItem(Model):
    """Invitations that were made together, and whether they were taken back."""

    class Meta:
        """Where it stands."""

        table_name = "batches"
        billing_mode = ON_DEMAND

    sale = UnicodeAttribute(hash_key=True)
    batch = UnicodeAttribute(range_key=True)
    window = Field[int](int)
    size = Field[int](int)
    transferable = Field[bool](bool)
    listed = UnicodeAttribute()
    made_at = Field[int](int)
    revoked_at = Field[int](int, null=True)


class SeedItem(Model):
    """The seed of a draw, under its commitment; apart, so that few may read it."""

    class Meta:
        """Where it stands."""

        table_name = "seeds"
        billing_mode = ON_DEMAND

    commitment = UnicodeAttribute(hash_key=True)
    seed = BinaryAttribute(legacy_encoding=False)


class ByTurn(LocalSecondaryIndex["WaitingItem"]):  # type: ignore[no-untyped-call] # PynamoDB's
    """Who waits, in order: only entries that wait have a turn."""

    class Meta:
        """The keys say all: whoever is first is read again before anything is offered."""

        index_name = "by_turn"
        projection = KeysOnlyProjection()

    list = UnicodeAttribute(hash_key=True)
    turn = UnicodeAttribute(range_key=True)


class WaitingItem(Model):
    """An entry of a sale's waiting list, in `sale#` and a part of the list by the shopper.

    `version` counts the history for conditions; `leases` and `done` are by task. `took` is the
    last offer that was ordered.
    """

    class Meta:
        """Where it stands. What changes here is to be told."""

        table_name = "waiting"
        billing_mode = ON_DEMAND
        stream_view_type = "NEW_AND_OLD_IMAGES"

    list = UnicodeAttribute(hash_key=True)
    shopper = UnicodeAttribute(range_key=True)
    pool = UnicodeAttribute()
    quantity = Field[int](int)
    price = Field[Money](Money)
    contact = Field[Contact](Contact, null=True)
    state = Field[EntryState](EntryState)
    turn = UnicodeAttribute(null=True)
    order = UnicodeAttribute(default="")
    took = UnicodeAttribute(null=True)
    history = Field[tuple[EntryEvent, ...]](tuple[EntryEvent, ...])
    version = Field[int](int)
    done = Field[Mapping[str, int]](Mapping[str, int])
    leases = Field[Mapping[str, int]](Mapping[str, int])

    by_turn = ByTurn()
