"""An estimate's numbers, each at its limits and against a case that can be reckoned by hand."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.estimate import Estimate
from sale_api.domain.excess import Excess, Limit, Moment, excesses
from sale_api.domain.expectation import Expectation, Quotas
from sale_api.domain.money import Money
from sale_api.domain.prices import cost_of
from tests.sale_api.given import OPENS, a_plan, a_window

PHONES = a_plan(("main", 20_000))
"""1,250 lots of 16."""

AMPLE = Quotas(concurrency=1_000_000, requests_per_second=1_000_000)


def estimate(shoppers: int = 200_000, rate: int | None = 300, quantity: int = 1) -> Estimate:
    return Estimate(PHONES, Expectation(shoppers=shoppers, rate=rate, quantity=quantity))


def limits(found: Estimate, moment: Moment) -> set[Limit]:
    return {each.limit for each in excesses(found) if each.moment is moment}


@pytest.mark.parametrize(
    ("shoppers", "seconds"), [(1, 1), (299, 1), (300, 1), (301, 2), (200_000, 667)]
)
def test_the_line_lasts_as_long_as_all_take_to_be_admitted(shoppers: int, seconds: int) -> None:
    assert estimate(shoppers).spread_seconds == seconds


@pytest.mark.parametrize(
    ("shoppers", "served", "percent", "is_sold_out"),
    [
        (19_999, 19_999, 100, False),
        (20_000, 20_000, 100, True),
        (20_001, 20_000, 99.99, True),
        (200_000, 20_000, 10, True),
        (10_000_000, 20_000, 0.2, True),
    ],
)
def test_as_many_are_served_as_there_are_units(
    shoppers: int, served: int, percent: float, *, is_sold_out: bool
) -> None:
    found = estimate(shoppers)

    assert (found.served, found.served_percent, found.is_sold_out) == (served, percent, is_sold_out)


@pytest.mark.parametrize(("quantity", "served"), [(1, 20_000), (2, 10_000), (3, 6_250)])
def test_units_that_are_over_in_a_lot_serve_nobody_who_wants_more(
    quantity: int, served: int
) -> None:
    assert estimate(quantity=quantity).served == served


def test_everything_is_sold_when_the_last_who_is_served_was_admitted() -> None:
    assert estimate().selling_seconds == 67


@pytest.mark.parametrize(
    ("quotas", "request_ms", "rate"),
    [
        (Quotas(), 100, 3_333),
        (Quotas(), 1, 3_333),
        (Quotas(), 101, 3_300),
        (Quotas(requests_per_second=2_500), 100, 833),
        (Quotas(concurrency=10), 100, 33),
        (Quotas(concurrency=1), 1_001, 1),
        (Quotas(requests_per_second=1), 100, 1),
    ],
)
def test_without_a_rate_it_is_the_highest_that_the_quotas_carry(
    quotas: Quotas, request_ms: int, rate: int
) -> None:
    expected = Expectation(shoppers=1_000_000, request_ms=request_ms, quotas=quotas)

    found = Estimate(PHONES, expected)

    assert found.rate == rate
    higher = Estimate(PHONES, replace(expected, rate=rate + 1))
    assert not {Limit.REQUESTS, Limit.CONCURRENCY}.isdisjoint(limits(higher, Moment.LINE))


@pytest.mark.parametrize(
    ("request_ms", "concurrency"), [(1, 90), (100, 90), (101, 91), (1_000, 900)]
)
def test_environments_are_as_many_as_requests_at_work_and_at_least_a_tenth_of_them(
    request_ms: int, concurrency: int
) -> None:
    expected = Expectation(shoppers=200_000, rate=300, request_ms=request_ms)

    line = Estimate(PHONES, expected).line

    assert (line.requests, line.concurrency) == (900, concurrency)


def test_without_a_line_everybody_asks_in_the_first_second() -> None:
    opening = estimate().opening

    # 160 shoppers a lot, 5 standard deviations above it 224, each 1 unit at home or 5 lent: 1.5.
    assert (opening.requests, opening.concurrency) == (200_000, 20_000)
    assert opening.hottest_lot_write_units == 336


def test_fewer_shoppers_than_the_rate_are_all_there_are() -> None:
    found = estimate(shoppers=10)

    assert (found.line.requests, found.line.hottest_lot_write_units) == (30, 2)


def test_one_lot_is_written_by_everybody_and_lends_nothing() -> None:
    found = Estimate(a_plan(("main", 20)), Expectation(shoppers=1_000, rate=100))

    assert found.opening.hottest_lot_write_units == 1_000
    assert limits(found, Moment.OPENING) == set()


def test_writes_of_a_lot_with_more_than_21_claims_cost_two_units() -> None:
    small, large = a_plan(("main", 21)), a_plan(("main", 22))
    expected = Expectation(shoppers=1_000, rate=100)

    assert Estimate(small, expected).opening.hottest_lot_write_units == 1_000
    assert Estimate(large, expected).opening.hottest_lot_write_units == 2_000


def test_a_pool_of_another_home_lends() -> None:
    one, two = a_plan(("main", 32)), a_plan(("main", 16), ("other", 16))
    expected = Expectation(shoppers=32, rate=8)

    # Half are at home in the other pool, and an eighth of the rest finds nothing: 7/16 at home.
    written = [Estimate(plan, expected).opening.hottest_lot_write_units for plan in (one, two)]

    assert written == [64, 104]


def test_write_units_are_those_of_every_step() -> None:
    found = estimate()

    laid_out, joined, in_vain = 1_254, 200_000, 600
    bought = 20_000 * 1.5 + 20_000 * (2 + 1 + 16)
    levels = 68 * 60
    assert found.write_units == laid_out + joined + in_vain + bought + levels
    assert found.lots_write_units_per_second == 300 * 18
    assert found.write_units_per_second == 300 * 18 + 300 * 18 + 60


def test_counting_domains_and_households_costs_writes_of_its_own() -> None:
    plain, expected = estimate(), Expectation(shoppers=200_000, rate=300, quantity=1)
    by_domain = Estimate(replace(PHONES, domain_limit=5), expected)
    by_household = Estimate(replace(PHONES, household_limit=1), expected)

    assert by_domain.write_units == plain.write_units + 2 * 200_000
    assert by_household.write_units == plain.write_units + 2 * 20_000
    assert by_household.write_units_per_second == plain.write_units_per_second + 2 * 300


def test_read_units_are_those_of_every_step() -> None:
    found = estimate()

    # 90 environments, each 1 unit for the sale and 15 for the levels a second.
    remembering = 90 * 16
    assert found.line.levels_read_units == 90 * 15
    assert found.read_units_per_second == 300 * 5 + 2_500 + remembering
    assert found.read_units == 600 * 4 + 2_500 + 20_000 + 68 * 2_500 + 667 * remembering


def test_the_cost_is_what_each_service_takes_rounded_up_to_cents() -> None:
    cost = cost_of(estimate())

    # 840,000 requests, and 13,340,000 looks at the edge.
    assert cost.edge == Money(1_702, "USD")
    assert cost.gateway == Money(311, "USD")
    assert cost.functions == Money(87, "USD")
    assert cost.database == Money(65, "USD")
    assert cost.total == Money(2_165, "USD")


def test_the_largest_and_slowest_sale_still_has_a_price() -> None:
    plan = a_plan(("main", 100_000))

    cost = cost_of(Estimate(plan, Expectation(shoppers=10_000_000, rate=1, request_ms=29_000)))

    assert cost.total.minor > 10**9


@pytest.mark.parametrize(
    ("quotas", "rate", "limit", "needed"),
    [
        (Quotas(requests_per_second=900), 300, Limit.REQUESTS, 903),
        (Quotas(concurrency=90), 300, Limit.CONCURRENCY, 91),
        (AMPLE, 3_333, Limit.GROWTH, 1_001),
        (AMPLE, 222, Limit.TABLE_WRITES, 4_014),
    ],
)
def test_what_is_needed_may_be_what_is_allowed_and_no_more(
    quotas: Quotas, rate: int, limit: Limit, needed: int
) -> None:
    at = Expectation(shoppers=100_000, rate=rate, quotas=quotas)
    above = replace(at, rate=rate + 1)

    found = {each.limit: each for each in excesses(Estimate(PHONES, above)) if each.limit is limit}

    assert limit not in limits(Estimate(PHONES, at), Moment.LINE)
    assert found[limit].needed == needed


def test_environments_above_the_quota_are_not_told_of_twice() -> None:
    found = limits(estimate(shoppers=100_000), Moment.OPENING)

    assert Limit.CONCURRENCY in found
    assert Limit.GROWTH not in found


@pytest.mark.parametrize(("shoppers", "is_too_much"), [(250_000, False), (250_001, True)])
def test_the_edge_answers_everybody_who_looks_at_the_opening(
    shoppers: int, *, is_too_much: bool
) -> None:
    assert (Limit.EDGE_REQUESTS in limits(estimate(shoppers), Moment.OPENING)) is is_too_much


@pytest.mark.parametrize(("seconds", "is_too_long"), [(667, False), (666, True)])
def test_a_line_longer_than_the_first_window_is_told(seconds: int, *, is_too_long: bool) -> None:
    first = a_window(OPENS, OPENS + seconds * 1_000)
    later = a_window(OPENS + 10**7, OPENS + 2 * 10**7)
    plan = a_plan(("main", 20_000), windows=[first, later])

    found = excesses(Estimate(plan, Expectation(shoppers=200_000, rate=300)))

    told = Excess(Moment.LINE, Limit.WINDOW, 667, seconds)
    assert (told in found) is is_too_long


def test_a_lot_that_is_written_too_often_is_told() -> None:
    found = Estimate(a_plan(("main", 20)), Expectation(shoppers=1_001, rate=100))

    assert Excess(Moment.OPENING, Limit.LOT_WRITES, 1_001, 1_000) in excesses(found)


def test_levels_with_many_holders_are_read_too_slowly_by_many_environments() -> None:
    found = Estimate(PHONES, Expectation(shoppers=20_010, quotas=AMPLE))

    # 2,001 environments read 15 units of one item each second.
    assert Excess(Moment.OPENING, Limit.LEVELS_READS, 2_001 * 15, 3_000) in excesses(found)
