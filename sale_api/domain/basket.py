"""A prepared basket: what somebody wants of a sale, and has agreed to, before it opens.

It takes nothing and holds nothing. Buying with it reserves and orders in one request.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sale_api.domain.contact import Delivery
from sale_api.domain.money import Money
from sale_api.domain.payment import Payment
from sale_api.domain.plan import Plan


class Terms(Struct, frozen=True):
    """What a shopper agrees to, and an order keeps: the article, its seller, a unit's price."""

    title: str
    seller: str
    price: Money


def terms_of(plan: Plan) -> Terms:
    """Return what whoever orders now agrees to."""
    return Terms(plan.title, plan.seller, plan.price)


class Basket(Struct, frozen=True, kw_only=True):
    """A shopper's one basket in one sale."""

    sale: str
    shopper: str
    pool: str
    quantity: int
    delivery: Delivery
    payment: Payment
    agreed: Terms
    prepared_at: int

    def faults(self, plan: Plan) -> Mapping[str, str]:
        """Return what does not fit the sale as it is planned now, by field; empty: all does."""
        faults = {}
        pools = [pool.pool for pool in plan.pools]
        if self.pool not in pools:
            faults["pool"] = f"Choose one of: {', '.join(pools)}."
        elif (needed := plan.pool_called(self.pool).payment) is not self.payment:
            faults["payment"] = f"Choose {needed}: so units of this pool are paid."
        if self.quantity > plan.limit:
            faults["quantity"] = f"Ask for at most {plan.limit}: that is the limit."
        if self.agreed != terms_of(plan):
            faults["consent"] = "The article, its seller or its price is another; agree anew."
        return faults
