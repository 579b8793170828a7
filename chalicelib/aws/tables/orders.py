"""Orders, and the lists of them."""

from __future__ import annotations

from collections.abc import Mapping

from pynamodb.attributes import UnicodeAttribute
from pynamodb.constants import PAY_PER_REQUEST_BILLING_MODE as ON_DEMAND
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from chalicelib.aws.attributes import Field
from sale_api.domain.contact import Contact, Delivery
from sale_api.domain.fates import Fate
from sale_api.domain.history import Event
from sale_api.domain.lot import Claim
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.payment import Prepaid
from sale_api.domain.promise import Promise


class OrderItem(Model):
    """An order. `version` counts the history for conditions; `leases` and `done` are by task.

    A bar stands here too: the key, `sale`, `barred_at`, `forget_at`; of an offer, whose it was and
    who let it go.
    """

    class Meta:
        """Where it stands. What changes here is what the relay reads.

        `forget_at`, in seconds, is when DynamoDB may delete the item.
        """

        table_name = "orders"
        billing_mode = ON_DEMAND
        time_to_live = "forget_at"
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
    seller_contact = UnicodeAttribute(default="")
    resell = Field[bool](bool)
    done = Field[Mapping[str, int]](Mapping[str, int])
    prepaid = Field[Prepaid](Prepaid, null=True)
    promise = Field[Promise](Promise, null=True)
    posted = Field[Mapping[str, str]](Mapping[str, str])
    leases = Field[Mapping[str, int]](Mapping[str, int])
    forget_at = Field[int](int, null=True)


class BySale(GlobalSecondaryIndex["OrderViewItem"]):  # type: ignore[no-untyped-call] # PynamoDB's
    """A sale's orders, the oldest first."""

    class Meta:
        """All attributes, so that a list needs one request."""

        index_name = "by_sale"
        projection = AllProjection()
        billing_mode = ON_DEMAND

    sale = UnicodeAttribute(hash_key=True)
    placed_at = Field[int](int, range_key=True)


class ByNeed(GlobalSecondaryIndex["OrderViewItem"]):  # type: ignore[no-untyped-call] # PynamoDB's
    """Orders that wait for something, by when that is due; others are not in it."""

    class Meta:
        """The keys alone: whoever looks after an order reads the order itself."""

        index_name = "by_need"
        projection = KeysOnlyProjection()
        billing_mode = ON_DEMAND

    need = UnicodeAttribute(hash_key=True)
    need_at = Field[int](int, range_key=True)


class OrderViewItem(Model):
    """What lists show of an order; under its shopper."""

    class Meta:
        """Where it stands; forgotten with the order."""

        table_name = "order_views"
        billing_mode = ON_DEMAND
        time_to_live = "forget_at"

    shopper = UnicodeAttribute(hash_key=True)
    order = UnicodeAttribute(range_key=True)
    sale = UnicodeAttribute()
    title = UnicodeAttribute()
    state = Field[OrderState](OrderState)
    quantity = Field[int](int)
    price = Field[Money](Money)
    placed_at = Field[int](int)
    version = Field[int](int)
    gifts = Field[int](int, default=0)
    ended_by = Field[Actor](Actor, null=True)
    reason = UnicodeAttribute(null=True)
    forget_at = Field[int](int, null=True)
    need = UnicodeAttribute(null=True)
    need_at = Field[int](int, null=True)
    mail = Field[Fate](Fate, null=True)

    by_sale = BySale()
    by_need = ByNeed()
