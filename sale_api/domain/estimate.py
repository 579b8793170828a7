"""What a planned sale will need: how long its line is, whom it serves, what AWS has to carry.

Takes the plan and what its marketer expects; gives numbers. Asks nobody, writes nothing. Requests
and units of a step are the ceilings that `benchmarks/costs.py` holds the product to; the limits of
AWS stand with their sources in docs/how-to/estimate-a-sale.md. What is a bound is rounded up.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from math import ceil, sqrt

from msgspec import Struct

from sale_api.domain.expectation import BUSY_MS, Expectation
from sale_api.domain.lot import cut, lots_for
from sale_api.domain.plan import Plan

FIRST_REQUESTS = 1
"""What each shopper sends in the first second if there is no line: a reservation."""

BUYER_REQUESTS = 3
"""What each shopper sends who gets a unit: reservation, order, and a look at the order's page."""

LENT_WHEN_EVEN = Fraction(1, 8)
"""So many reservations find no unit at home, with uniform hashing and one pool."""

LARGE_LOT_CLAIMS = 21
"""With more claims than these a lot is above 1 KB: each write of it costs two units."""

LENT_UNITS, LENT_UNITS_AT_WORST = 5, 17
LOOKS_AT_WORST = 4
ORDER_UNITS = 2
CIRCLE_UNITS = 2
"""To let one more into a mail domain or a household, where the plan counts them."""
AFTER_ORDER_UNITS = 16
"""Two entries of the list and its index (4), taken into fulfilment (4), two mails marked (8)."""

HOLDER_BYTES = 3
STALE_SECONDS = 2
"""Sold out is known so late at most: levels are published, and remembered, for a second each."""


class Load(Struct, frozen=True, kw_only=True):
    """What one second asks for at most; `levels_read_units` are those of the item of levels."""

    requests: int
    concurrency: int
    hottest_lot_write_units: int
    levels_read_units: int


class Estimate(Struct, frozen=True, dict=True):  # room for what is cached
    """A plan and what is expected of it; every number follows from these two."""

    plan: Plan
    expected: Expectation

    @cached_property
    def rate(self) -> int:
        """How many are admitted a second: as given, else a third of the requests carried."""
        if self.expected.rate is not None:
            return self.expected.rate
        quotas = self.expected.quotas
        by_lambda = quotas.concurrency * 1_000 // max(self.expected.request_ms, BUSY_MS)
        return max(1, min(by_lambda, quotas.requests_per_second) // BUYER_REQUESTS)

    @property
    def spread_seconds(self) -> int:
        """How long the line is: shoppers / rate."""
        return -(-self.expected.shoppers // self.rate)

    @cached_property
    def room(self) -> int:
        """How many could be served: one lot gives all units of a reservation, rests stay over."""
        sizes = (size for pool in self.plan.pools for size in cut(pool.units))
        return sum(size // self.expected.quantity for size in sizes)

    @property
    def served(self) -> int:
        """How many get what they want."""
        return min(self.expected.shoppers, self.room)

    @property
    def served_percent(self) -> float:
        """What share that is, to two decimals, rounded down."""
        return self.served * 10_000 // self.expected.shoppers / 100

    @property
    def selling_seconds(self) -> int:
        """How long it takes to admit those who are served: served / rate."""
        return -(-self.served // self.rate)

    @property
    def is_sold_out(self) -> bool:
        """Tell whether everything goes."""
        return self.room <= self.expected.shoppers

    @property
    def opening(self) -> Load:
        """The first second if there is no line: everybody asks in it, once."""
        return self._load(self.expected.shoppers, FIRST_REQUESTS)

    @property
    def line(self) -> Load:
        """A second of the line, while there are units: everybody who is admitted buys."""
        return self._load(self._arrivals, BUYER_REQUESTS)

    @property
    def lots_write_units_per_second(self) -> int:
        """Write units of the lots in a second of the line, each reservation at its worst."""
        return self._arrivals * (LENT_UNITS_AT_WORST + self._home_units)

    @property
    def write_units_per_second(self) -> int:
        """Those of all tables: lots, orders, what follows an order, levels."""
        orders = self._arrivals * (self._order_units + AFTER_ORDER_UNITS)
        return self.lots_write_units_per_second + orders + self._levels_kb

    @property
    def write_units(self) -> int:
        """All of the sale: lots laid out, the line joined, reserved, ordered, settled, told."""
        laid_out = self.plan.lot_count + 4
        after = self._order_units + self._home_units + AFTER_ORDER_UNITS
        bought = ceil(self.served * (self._reserve_units + after))
        levels = (self.selling_seconds + 1) * self._levels_kb
        joined = self.expected.shoppers * (1 + CIRCLE_UNITS * bool(self.plan.domain_limit))
        return laid_out + joined + bought + self._in_vain + levels

    @property
    def read_units_per_second(self) -> int:
        """A second of the line: looks for a lender, order pages, lots for the levels, memories."""
        looks = self._arrivals * (LOOKS_AT_WORST + 1)
        return looks + 2 * self.plan.lot_count + self._remembering

    @property
    def read_units(self) -> int:
        """All of the sale; while it sells each lot is read twice a second to publish levels."""
        looks = self._in_vain * LOOKS_AT_WORST + ceil(self.served * (1 - self._home_share))
        levels = (self.selling_seconds + 1) * 2 * self.plan.lot_count
        return looks + self.served + levels + self.spread_seconds * self._remembering

    @property
    def _arrivals(self) -> int:
        return min(self.rate, self.expected.shoppers)

    @property
    def _in_vain(self) -> int:
        # Each tries at home before anybody knows that it is sold out.
        return min(self.expected.shoppers - self.served, STALE_SECONDS * self.rate)

    @property
    def _remembering(self) -> int:
        # Each process reads sale and levels once a second.
        return self.line.concurrency + self.line.levels_read_units

    @property
    def _order_units(self) -> int:
        return ORDER_UNITS + CIRCLE_UNITS * bool(self.plan.household_limit)

    @property
    def _home_units(self) -> int:
        return 2 if self.served > LARGE_LOT_CLAIMS * self.plan.lot_count else 1

    @cached_property
    def _home_share(self) -> Fraction:
        # A home lot of another pool cannot give; shoppers choose pools as these have units.
        plan = self.plan
        if plan.lot_count == 1:
            return Fraction(1)
        own = sum(pool.units * lots_for(pool.units) for pool in plan.pools)
        return Fraction(own, plan.units * plan.lot_count) * (1 - LENT_WHEN_EVEN)

    @property
    def _reserve_units(self) -> Fraction:
        return self._home_share * self._home_units + (1 - self._home_share) * LENT_UNITS

    @property
    def _levels_bytes(self) -> int:
        # One byte a lot, and a mark for each who holds a claim (decision 0003).
        return self.plan.lot_count + HOLDER_BYTES * self.served

    @property
    def _levels_kb(self) -> int:
        return -(-self._levels_bytes // 1_024)

    def _load(self, arrivals: int, requests_each: int) -> Load:
        requests = arrivals * requests_each
        concurrency = -(-requests * max(self.expected.request_ms, BUSY_MS) // 1_000)
        mean = arrivals / self.plan.lot_count
        # Shoppers fall on lots by hash, so by a Poisson law: five standard deviations above it.
        hottest = min(arrivals, ceil(mean + 5 * sqrt(mean)))
        return Load(
            requests=requests,
            concurrency=concurrency,
            hottest_lot_write_units=ceil(hottest * self._reserve_units),
            levels_read_units=concurrency * -(-self._levels_bytes // 4_096),
        )
