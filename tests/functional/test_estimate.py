"""What a planned sale will need, asked over the API."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.http.presenting.estimates import SENTENCES
from sale_api.domain.excess import Limit
from sale_api.domain.expectation import (
    LONGEST_REQUEST_MS,
    MOST_A_SECOND,
    MOST_SHOPPERS,
    Quotas,
)
from sale_api.domain.lot import LARGEST_SINGLE_LOT
from tests.functional import openapi
from tests.functional.api import Api, Reply
from tests.functional.stage import SALE, plan

PATH = "/v1/admin/sales/{sale}/estimate"


@pytest.fixture
def planned(everywhere: Api) -> Api:
    """A client where a sale of 1,000 units is planned, at most three for each."""
    body = {"sale": SALE, **plan(pools=[{"pool": "main", "units": 1_000}])}
    everywhere.ask("POST", "/v1/admin/sales", body, token=everywhere.marketer())
    return everywhere


def ask(api: Api, **body: Any) -> Reply:
    return api.ask("POST", PATH, body, token=api.marketer(), sale=SALE)


def test_it_tells_line_share_stock_capacity_cost_and_nothing_to_worry_about(planned: Api) -> None:
    reply = ask(planned, expected_shoppers=9_000, rate=30)

    assert reply.status == 200
    assert reply.body == {
        "sale": SALE,
        "expected_shoppers": 9_000,
        "quantity": 1,
        "line": {"rate": 30, "spread_seconds": 300},
        "served": {"shoppers": 1_000, "percent": 11.11, "sold_out_after_seconds": 34},
        "stock": {"units": 1_000, "lots": 63},
        "capacity": {
            "opening": {
                "requests_per_second": 9_000,
                "concurrency": 900,
                "hottest_lot_writes_per_second": 305,
            },
            "line": {
                "requests_per_second": 90,
                "concurrency": 9,
                "hottest_lot_writes_per_second": 6,
            },
            "write_units": 29_732,
            "write_units_per_second": 1_083,
            "read_units": 11_175,
            "read_units_per_second": 294,
        },
        "cost": {
            "edge": {"amount": 37, "currency": "USD"},
            "gateway": {"amount": 15, "currency": "USD"},
            "functions": {"amount": 4, "currency": "USD"},
            "database": {"amount": 3, "currency": "USD"},
            "total": {"amount": 59, "currency": "USD"},
        },
        "warnings": [],
    }


def test_without_a_rate_the_quotas_give_one(planned: Api) -> None:
    quotas = {"concurrency": 10, "requests_per_second": 6_000}

    rates = [
        ask(planned, expected_shoppers=9_000, quotas=given).body["line"]["rate"]
        for given in (None, {}, {"requests_per_second": 6_000}, quotas)
    ]

    assert rates == [3_333, 3_333, 2_000, 33]


def test_what_is_wanted_beyond_a_quota_is_told_in_a_sentence(planned: Api) -> None:
    reply = ask(planned, expected_shoppers=9_000, rate=30, quotas={"requests_per_second": 89})

    opening, line = reply.body["warnings"]
    assert opening["moment"] == "opening"
    assert line == {
        "moment": "line",
        "limit": "requests",
        "needed": 90,
        "allowed": 89,
        "detail": "With 30 shoppers admitted a second the API is asked 90 times a second and the "
        "account allows 89; whoever is above that is told to try again. Admit fewer a second, or "
        "ask AWS for more.",
    }


def test_every_limit_has_its_sentence_and_is_described() -> None:
    warnings = openapi.document()["components"]["schemas"]["Estimate"]["properties"]["warnings"]

    assert set(SENTENCES) == set(Limit)
    assert warnings["items"]["properties"]["limit"]["enum"] == list(Limit)


def test_stock_that_is_not_wanted_is_never_sold_out(planned: Api) -> None:
    reply = ask(planned, expected_shoppers=999)

    assert reply.body["served"] == {
        "shoppers": 999,
        "percent": 100.0,
        "sold_out_after_seconds": None,
    }


def test_more_for_each_than_the_plan_allows_is_named_with_all_other_faults(planned: Api) -> None:
    reply = ask(planned, rate=0, quantity=4, quotas={"concurrency": 0}, colour="red")

    assert reply.status == 400
    assert reply.fields == {
        "expected_shoppers": "This field is needed.",
        "rate": "Give a whole number from 1 to 1000000.",
        "quantity": "Give a whole number from 1 to 3.",
        "quotas.concurrency": "Give a whole number from 1 to 1000000.",
        "colour": "There is no such field.",
    }


def test_a_sale_that_is_not_planned_has_no_estimate(everywhere: Api) -> None:
    reply = ask(everywhere, expected_shoppers=1)

    assert (reply.status, reply.code) == (404, "not_found")


def test_shoppers_may_not_ask(planned: Api) -> None:
    token = planned.shopper()

    reply = planned.ask("POST", PATH, {"expected_shoppers": 1}, token=token, sale=SALE)

    assert (reply.status, reply.code) == (401, "unauthenticated")


def test_its_bounds_are_the_domains() -> None:
    body = openapi.operation("POST", PATH)["requestBody"]["content"]["application/json"]
    said = body["schema"]["properties"]
    quotas, default = said["quotas"]["properties"], Quotas()

    assert said["expected_shoppers"]["maximum"] == MOST_SHOPPERS
    assert said["quantity"]["maximum"] == LARGEST_SINGLE_LOT
    assert said["request_ms"]["maximum"] == LONGEST_REQUEST_MS
    assert {each["maximum"] for each in (said["rate"], *quotas.values())} == {MOST_A_SECOND}
    assert f"{default.concurrency:,} unless" in quotas["concurrency"]["description"]
    assert f"{default.requests_per_second:,} unless" in quotas["requests_per_second"]["description"]
