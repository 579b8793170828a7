"""What a sale costs on AWS, by list prices in USD without free tiers.

Prices of eu-central-1 as collected on 2026-11-22; docs/how-to/estimate-a-sale.md says from where,
and what is left out. The requests' way is CloudFront, API Gateway (REST), Lambda, DynamoDB.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from msgspec import Struct

from sale_api.domain.estimate import Estimate
from sale_api.domain.money import Money

CURRENCY = "USD"
MILLION = 10**6

EDGE = Fraction("1.20") / MILLION
GATEWAY = Fraction("3.70") / MILLION
LAMBDA = Fraction("0.20") / MILLION
GB_SECOND = Fraction("0.0000166667")
WRITE_UNIT = Fraction("0.7625") / MILLION
READ_UNIT = Fraction("0.1525") / MILLION

LAMBDA_GB = Fraction(1, 2)
"""The API's function has 512 MB (.chalice/config.json)."""

SHOPPER_REQUESTS = 4
"""What everybody sends once: link, session, joining the line, reservation."""

SERVED_REQUESTS = 2
"""And who gets a unit: order, and the order's page."""

LOOK_SECONDS = 5
"""So often a page that waits asks for the status; the edge answers it (storefront/js/watch.js)."""


class Cost(Struct, frozen=True, kw_only=True):
    """What each service takes, rounded up to cents."""

    edge: Money
    gateway: Money
    functions: Money
    database: Money

    @property
    def total(self) -> Money:
        """All of them together."""
        parts = (self.edge, self.gateway, self.functions, self.database)
        return Money(sum(part.minor for part in parts), CURRENCY)


def cost_of(estimate: Estimate) -> Cost:
    """Return what the whole sale costs; shoppers wait for half of the line on average."""
    expected = estimate.expected
    requests = expected.shoppers * SHOPPER_REQUESTS + estimate.served * SERVED_REQUESTS
    looks = ceil(Fraction(expected.shoppers * estimate.spread_seconds, 2 * LOOK_SECONDS))
    gb_seconds = requests * Fraction(expected.request_ms, 1_000) * LAMBDA_GB
    return Cost(
        edge=_money((requests + looks) * EDGE),
        gateway=_money(requests * GATEWAY),
        functions=_money(requests * LAMBDA + gb_seconds * GB_SECOND),
        database=_money(estimate.write_units * WRITE_UNIT + estimate.read_units * READ_UNIT),
    )


def _money(dollars: Fraction) -> Money:
    return Money(ceil(dollars * 100), CURRENCY)
