"""The tables: PynamoDB's models of every item, and how they are connected and created.

Names of tables come late, so that importing this needs no settings. All models share one client.

Over 200 lines because whoever looks for an attribute finds every item in one place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.connection import Connection
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from chalicelib.aws.attributes import Field, LevelsField, MarksField
from chalicelib.aws.session import client
from sale_api.domain.basket import Payment, Terms
from sale_api.domain.line import WindowDraw
from sale_api.domain.lot import Claim
from sale_api.domain.money import Money
from sale_api.domain.order import Contact, Delivery, Event, OrderState
from sale_api.domain.plan import Addition, Plan
from sale_api.domain.sale import Change, Pause, State

ON_DEMAND: Final = "PAY_PER_REQUEST"


class SaleItem(Model):
    """The plan, and what was done with it; nothing that changes with each purchase."""

    class Meta:
        """Where it stands."""

        table_name = "sales"
        billing_mode = ON_DEMAND

    sale = UnicodeAttribute(hash_key=True)
    plan = Field[Plan](Plan)
    version = Field[int](int)
    state = Field[State](State)
    additions = Field[tuple[Addition, ...]](tuple[Addition, ...], default=())
    pauses = Field[tuple[Pause, ...]](tuple[Pause, ...])
    draws = Field[tuple[WindowDraw, ...]](tuple[WindowDraw, ...], default=())
    closed_at = Field[int](int, null=True)
    history = Field[tuple[Change, ...]](tuple[Change, ...])


class LevelsItem(Model):
    """The published levels of one sale."""

    class Meta:
        """Where it stands."""

        table_name = "levels"
        billing_mode = ON_DEMAND

    sale = UnicodeAttribute(hash_key=True)
    levels = LevelsField()
    lease = Field[int](int)
    generation = Field[int](int)
    held_until = Field[int](int)
    holders = MarksField()


class LotItem(Model):
    """A lot under `sale#number`, with the claims in it: the item that decides who gets a unit."""

    class Meta:
        """Where it stands."""

        table_name = "lots"
        billing_mode = ON_DEMAND

    lot = UnicodeAttribute(hash_key=True)
    pool = UnicodeAttribute()
    allotted = Field[int](int)
    available = Field[int](int)
    returned = Field[int](int)
    written_off = Field[int](int)
    claims = Field[Mapping[str, Claim]](Mapping[str, Claim])


class OrderItem(Model):
    """An order. `version` counts the history for conditions; `leases` and `done` are by task.

    A bar stands here too: the key, `sale` and `barred_at`, and nothing else.
    """

    class Meta:
        """Where it stands. What changes here is what the relay reads."""

        table_name = "orders"
        billing_mode = ON_DEMAND
        stream_view_type = "NEW_AND_OLD_IMAGES"

    order = UnicodeAttribute(hash_key=True)
    sale = UnicodeAttribute()
    title = UnicodeAttribute()
    shopper = UnicodeAttribute()
    pool = UnicodeAttribute()
    home = Field[int](int)
    claim = Field[Claim](Claim)
    price = Field[Money](Money)
    delivery = Field[Delivery](Delivery)
    contact = Field[Contact](Contact)
    history = Field[tuple[Event, ...]](tuple[Event, ...])
    version = Field[int](int)
    seller = UnicodeAttribute(default="")
    resell = Field[bool](bool)
    done = Field[Mapping[str, int]](Mapping[str, int])
    leases = Field[Mapping[str, int]](Mapping[str, int])


class BySale(GlobalSecondaryIndex["OrderViewItem"]):  # type: ignore[no-untyped-call] # PynamoDB's
    """A sale's orders, the oldest first."""

    class Meta:
        """All attributes, so that a list needs one request."""

        index_name = "by_sale"
        projection = AllProjection()
        billing_mode = ON_DEMAND

    sale = UnicodeAttribute(hash_key=True)
    placed_at = Field[int](int, range_key=True)


class OrderViewItem(Model):
    """What lists show of an order; under its shopper."""

    class Meta:
        """Where it stands."""

        table_name = "order_views"
        billing_mode = ON_DEMAND

    shopper = UnicodeAttribute(hash_key=True)
    order = UnicodeAttribute(range_key=True)
    sale = UnicodeAttribute()
    title = UnicodeAttribute()
    state = Field[OrderState](OrderState)
    quantity = Field[int](int)
    price = Field[Money](Money)
    placed_at = Field[int](int)
    version = Field[int](int)

    by_sale = BySale()


class ShopperItem(Model):
    """What a shopper had us remember."""

    class Meta:
        """Where it stands."""

        table_name = "shoppers"
        billing_mode = ON_DEMAND

    shopper = UnicodeAttribute(hash_key=True)
    delivery = Field[Delivery](Delivery)


class LinksItem(Model):
    """When a shopper's mailbox was last sent sign-in links, in milliseconds; see `links`."""

    class Meta:
        """Where it stands. `forget_at`, in seconds, is when DynamoDB may delete the item."""

        table_name = "links"
        billing_mode = ON_DEMAND
        time_to_live = "forget_at"

    shopper = UnicodeAttribute(hash_key=True)
    first = Field[int](int)
    second = Field[int](int)
    third = Field[int](int)
    request = UnicodeAttribute()
    forget_at = Field[int](int)


class BasketItem(Model):
    """What a shopper prepared in a sale; under the shopper, to be forgotten with all else."""

    class Meta:
        """Where it stands. `forget_at`, in seconds, is when DynamoDB may delete the item."""

        table_name = "baskets"
        billing_mode = ON_DEMAND
        time_to_live = "forget_at"

    shopper = UnicodeAttribute(hash_key=True)
    sale = UnicodeAttribute(range_key=True)
    pool = UnicodeAttribute()
    quantity = Field[int](int)
    delivery = Field[Delivery](Delivery)
    payment = Field[Payment](Payment)
    agreed = Field[Terms](Terms)
    prepared_at = Field[int](int)
    forget_at = Field[int](int)


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


class DomainItem(Model):
    """Who joined a sale's lines with addresses of one mail domain; see `circles`."""

    class Meta:
        """Where it stands. `forget_at`, in seconds, is when DynamoDB may delete the item."""

        table_name = "domains"
        billing_mode = ON_DEMAND
        time_to_live = "forget_at"

    circle = UnicodeAttribute(hash_key=True)
    shoppers = UnicodeSetAttribute()
    forget_at = Field[int](int)


class HouseholdItem(Model):
    """Who ordered to one delivery address in a sale; see `circles`."""

    class Meta:
        """Where it stands. `forget_at`, in seconds, is when DynamoDB may delete the item."""

        table_name = "households"
        billing_mode = ON_DEMAND
        time_to_live = "forget_at"

    circle = UnicodeAttribute(hash_key=True)
    shoppers = UnicodeSetAttribute()
    forget_at = Field[int](int)


TABLES: Final[Mapping[str, type[Model]]] = {
    "sales": SaleItem,
    "levels": LevelsItem,
    "lots": LotItem,
    "orders": OrderItem,
    "order_views": OrderViewItem,
    "shoppers": ShopperItem,
    "links": LinksItem,
    "domains": DomainItem,
    "households": HouseholdItem,
    "entrants": EntrantItem,
    "seeds": SeedItem,
    "invitations": InvitationItem,
    "batches": BatchItem,
    "baskets": BasketItem,
}


class _Shared(Connection):
    """PynamoDB's connection, on the client that everything else uses."""

    @property
    def client(self) -> Any:
        return client("dynamodb")


def bind(prefix: str) -> None:
    """Let all models use the process's client, and tables whose names begin with `prefix`."""
    shared = _Shared()
    for name, model in TABLES.items():
        model.Meta.table_name = f"{prefix}{name}"
        table = model._get_connection()  # noqa: SLF001 - the only way to share a connection
        shared.add_meta_table(table.get_meta_table())
        table.connection = shared


def create_all(prefix: str) -> None:
    """Create the tables that do not exist, for tests and the local cloud; AWS has the template."""
    bind(prefix)
    for model in TABLES.values():
        model.create_table(wait=True)
