"""What a sale tells of what is left: exactly, in bands, or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.http.presenting.status import (
    MOST_REMEMBERED,
    band,
    listed,
    public_sale,
    status_answer,
)
from sale_api.domain.payment import Payment
from sale_api.domain.plan import Addition, Pool, Remaining
from sale_api.domain.sale import Pause, Phase, Sale
from sale_api.domain.waiting import Waitlist
from sale_api.usecases.status import Listed, Status
from tests.fakes import FakeBeacon
from tests.sales import NOTHING_PROMISED, published_sale

NOW = 1_800_000_000_000


def a_status(remaining: Remaining, left: int = 7, *, until: int | None = None) -> Status:
    sale = published_sale(opens_at=NOW, units=16)
    planned = replace(sale, plan=replace(sale.plan, remaining=remaining))
    return Status(planned, Phase.OPEN, {"main": left}, not left, until, 0, FakeBeacon.rounds)


def said(status: Status) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(str(status_answer(status, NOW, "").body))
    return body


@pytest.mark.parametrize(
    ("left", "units", "word"),
    [
        (0, 1000, "none"),
        (1, 1000, "few"),
        (100, 1000, "few"),
        (101, 1000, "many"),
        (1000, 1000, "many"),
        (1, 9, "many"),
        (1, 10, "few"),
    ],
)
def test_few_are_a_tenth_or_less(left: int, units: int, word: str) -> None:
    assert band(left, units) == word


@pytest.mark.parametrize(
    ("remaining", "shown"),
    [
        (Remaining.EXACT, {"pool": "main", "units": 16, "remaining": 1}),
        (Remaining.BANDS, {"pool": "main", "units": 16, "remaining": "few"}),
        (Remaining.HIDDEN, {"pool": "main", "units": 16}),
    ],
)
def test_a_sale_tells_what_is_left_as_its_plan_says(
    remaining: Remaining, shown: dict[str, object]
) -> None:
    assert said(a_status(remaining, left=1))["pools"] == [shown | NOTHING_PROMISED]


@pytest.mark.parametrize(
    ("remaining", "shown"),
    [
        (Remaining.EXACT, {"pool": "main", "units": 20, "remaining": 2}),
        (Remaining.BANDS, {"pool": "main", "units": 20, "remaining": "few"}),
    ],
)
def test_the_units_of_a_pool_include_what_was_added(
    remaining: Remaining, shown: dict[str, object]
) -> None:
    planned = a_status(remaining, left=2)
    sale = replace(planned.sale, additions=(Addition("more", "main", 4, NOW),))

    body = said(planned._replace(sale=sale))

    assert body["pools"] == [shown | NOTHING_PROMISED]
    assert body["units"] == 20
    assert listed(Listed(sale, Phase.OPEN, sold_out=False), NOW)["pools"] == [
        {"pool": "main", "units": 20, **NOTHING_PROMISED}
    ]


def test_a_pool_tells_what_it_promises_and_how_it_is_paid() -> None:
    pool = Pool(
        "main", 16, "Berlin", "2026-12-01", "2026-12-24", to_come=True, payment=Payment.PREPAYMENT
    )
    status = a_status(Remaining.HIDDEN)
    planned = replace(status.sale, plan=replace(status.sale.plan, pools=(pool,)))

    assert said(status._replace(sale=planned))["pools"] == [
        {
            "pool": "main",
            "units": 16,
            "place": "Berlin",
            "delivers_from": "2026-12-01",
            "delivers_by": "2026-12-24",
            "to_come": True,
            "payment": "prepayment",
        }
    ]


def test_a_waiting_list_tells_how_long_offers_stand_and_until_when_there_are_any() -> None:
    status = a_status(Remaining.EXACT)
    planned = replace(status.sale, plan=replace(status.sale.plan, waitlist=Waitlist(3_600, 1)))

    assert said(status)["waitlist"] is None
    assert said(status._replace(sale=planned))["waitlist"] == {
        "offer_seconds": 3_600,
        "until": "2027-01-16T09:00:00Z",
    }


def test_a_halt_is_told_without_its_reason() -> None:
    running = a_status(Remaining.EXACT)
    halts = (Pause(NOW, NOW + 1_000, "A wrong price."), Pause(NOW + 2_000))

    body = said(running._replace(sale=replace(running.sale, pauses=halts)))

    assert body["pauses"] == [
        {"paused_at": "2027-01-15T08:00:00Z", "resumed_at": "2027-01-15T08:00:01Z"},
        {"paused_at": "2027-01-15T08:00:02Z", "resumed_at": None},
    ]


def test_until_when_units_may_return_is_told_if_it_is_known() -> None:
    sold_out = a_status(Remaining.EXACT, 0, until=NOW + 60_000)

    assert said(a_status(Remaining.EXACT))["may_return_until"] is None
    assert said(sold_out)["may_return_until"] == "2027-01-15T08:01:00Z"


def test_every_instant_is_shown_in_utc_and_in_the_sellers_zone() -> None:
    (window,) = said(a_status(Remaining.EXACT))["windows"]

    assert window == {
        "opens_at": "2027-01-15T08:00:00Z",
        "closes_at": "2027-01-15T09:00:00Z",
        "opens_local": "2027-01-15T09:00:00+01:00",
        "closes_local": "2027-01-15T10:00:00+01:00",
        "access": "open",
        "until_at": None,
    }


def test_another_sale_under_the_same_id_is_not_mistaken_for_it() -> None:
    before = a_status(Remaining.EXACT)
    after = before._replace(sale=replace(before.sale, plan=replace(before.sale.plan, limit=1)))

    assert said(before)["limit"] == 2
    assert said(after)["limit"] == 1
    assert listed(Listed(after.sale, Phase.OPEN, sold_out=False), NOW)["limit"] == 1


def test_memory_is_bounded_however_many_sales_there_are() -> None:
    sales = [named(number) for number in range(3 * MOST_REMEMBERED)]

    shown = [public_sale(sale)["sale"] for sale in sales]
    answers = [
        said(Status(sale, Phase.OPEN, {"main": 2}, False, None, 0, FakeBeacon.rounds))  # noqa: FBT003 - a value
        for sale in sales
    ]

    assert shown == [sale.sale for sale in sales]
    assert [answer["sale"] for answer in answers] == shown


def named(number: int) -> Sale:
    return published_sale(f"sale-{number}", opens_at=NOW)
