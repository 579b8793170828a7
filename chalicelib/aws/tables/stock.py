"""Sales, and their stock."""

from __future__ import annotations

from collections.abc import Mapping

from pynamodb.attributes import UnicodeAttribute
from pynamodb.constants import PAY_PER_REQUEST_BILLING_MODE as ON_DEMAND
from pynamodb.models import Model

from chalicelib.aws.attributes import Field, LevelsField, MarksField
from sale_api.domain.line import WindowDraw
from sale_api.domain.lot import Claim
from sale_api.domain.plan import Addition, Delay, Plan
from sale_api.domain.sale import Change, Pause, State


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
    delays = Field[tuple[Delay, ...]](tuple[Delay, ...], default=())
    pauses = Field[tuple[Pause, ...]](tuple[Pause, ...])
    draws = Field[tuple[WindowDraw, ...]](tuple[WindowDraw, ...], default=())
    closed_at = Field[int](int, null=True)
    erased_at = Field[int](int, null=True)
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


class GoodsItem(Model):
    """What has arrived of goods to come, under `sale#pool`, and how much of it was given."""

    class Meta:
        """Where it stands."""

        table_name = "goods"
        billing_mode = ON_DEMAND

    goods = UnicodeAttribute(hash_key=True)
    arrivals = Field[Mapping[str, int]](Mapping[str, int])
    given = Field[int](int)
