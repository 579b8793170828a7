"""Let a shopper into the circles that a plan bounds: one write each, none where it bounds none."""

from __future__ import annotations

from sale_api.domain.circles import (
    Origin,
    domain_circle,
    household_circle,
    too_many_of_a_domain,
    too_many_of_a_household,
)
from sale_api.domain.contact import Delivery
from sale_api.domain.sale import Sale
from sale_api.ports import Circle


class Circles:
    """Both kinds of circles. Who was let in stays in, so asking again is the same answer.

    So it is, too, for who then joins or orders nothing after all: a place is not given back.
    """

    def __init__(self, *, domains: Circle, households: Circle, key: bytes) -> None:
        """Take the stores, and the key under which circles go."""
        self._domains = domains
        self._households = households
        self._key = key

    def let_in_by_domain(self, sale: Sale, shopper: str, origin: Origin, now: int) -> None:
        """Count a shopper who joins, or raise `LimitReached`. One write, if the plan counts."""
        limit = sale.plan.domain_limit
        if limit is None or not origin.domain:
            return
        circle = domain_circle(sale.sale, origin.domain, self._key)
        if not self._domains.enter(circle, shopper, limit, now):
            raise too_many_of_a_domain(limit)

    def let_in_by_household(self, sale: Sale, shopper: str, delivery: Delivery, now: int) -> None:
        """Count a shopper who orders, or raise `LimitReached`. One write, if the plan counts."""
        limit = sale.plan.household_limit
        if limit is None:
            return
        circle = household_circle(sale.sale, delivery, self._key)
        if not self._households.enter(circle, shopper, limit, now):
            raise too_many_of_a_household(limit)
