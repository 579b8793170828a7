"""A reservation: a claim as its holder carries it, signed; with it alone one can order."""

from __future__ import annotations

from msgspec import Struct

from sale_api.domain.identifiers import order_id
from sale_api.domain.lot import Claim
from sale_api.domain.money import Money


class Reservation(Struct, frozen=True, kw_only=True):
    """Units, their price and their deadline (the sale's clock), held for one shopper."""

    sale: str
    shopper: str
    pool: str
    claim: Claim
    price: Money

    @property
    def order(self) -> str:
        """The only key under which this can become an order."""
        return order_id(self.sale, self.shopper, self.claim.claim)
