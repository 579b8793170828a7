"""What is remembered of people, and who counts together."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute
from pynamodb.constants import PAY_PER_REQUEST_BILLING_MODE as ON_DEMAND
from pynamodb.models import Model

from chalicelib.aws.attributes import Field
from sale_api.domain.basket import Terms
from sale_api.domain.contact import Delivery
from sale_api.domain.payment import Payment


class ShopperItem(Model):
    """What a shopper had us remember."""

    class Meta:
        """Where it stands."""

        table_name = "shoppers"
        billing_mode = ON_DEMAND

    shopper = UnicodeAttribute(hash_key=True)
    delivery = Field[Delivery](Delivery)


class LinksItem(Model):
    """When links were last asked for to a shopper's mailbox, in milliseconds; see `links`."""

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
