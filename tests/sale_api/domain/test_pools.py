"""What pools promise, how they are paid, when units are offered: each within its bounds."""

from typing import Any

import pytest
from msgspec.structs import replace

from sale_api.domain.errors import InvalidRequest
from sale_api.domain.money import Money
from sale_api.domain.payment import Payment
from sale_api.domain.plan import Pool
from sale_api.domain.planning import plan_from
from sale_api.domain.promise import Promise
from sale_api.domain.waiting import Waitlist
from tests.sale_api.given import PREPAYMENT, a_draft

TO_COME = Pool("later", 20, delivers_by="2026-12-24", to_come=True, payment=Payment.PREPAYMENT)


def faults_of(**changes: Any) -> list[str]:
    """Return the fields in which a good draft with some fields changed is at fault."""
    try:
        plan_from(replace(a_draft(), **changes))
    except InvalidRequest as refused:
        return list(refused.fields)
    return []


def faults_of_pool(**changes: Any) -> list[str]:
    return faults_of(pools=[replace(Pool("main", 20), **changes)], prepayment=PREPAYMENT)


def test_a_plan_keeps_what_its_pools_promise_and_how_they_are_paid() -> None:
    draft = replace(
        a_draft(),
        pools=[Pool("main", 20), TO_COME],
        prepayment=PREPAYMENT,
        waitlist=Waitlist(60, 7),
    )

    plan = plan_from(draft)

    assert plan.pools == (Pool("main", 20), TO_COME)
    assert (plan.prepayment, plan.waitlist) == (PREPAYMENT, Waitlist(60, 7))
    assert plan.pool_called("later") == TO_COME
    assert TO_COME.promise == Promise("", "", "2026-12-24", to_come=True)


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [
        ("place", ["x" * 101], ["", "x" * 100]),
        ("delivers_from", ["2026-13-01", "20261224", "2026-W52-4", "soon"], ["", "2026-12-24"]),
        ("delivers_by", ["2026-02-29", "24.12.2026"], ["", "2028-02-29"]),
    ],
)
def test_each_promise_is_bounded(field: str, bad: list[str], good: list[str]) -> None:
    assert all(faults_of_pool(**{field: value}) == [f"pools[0].{field}"] for value in bad)
    assert all(faults_of_pool(**{field: value}) == [] for value in good)


def test_delivery_does_not_end_before_it_begins() -> None:
    same = {"delivers_from": "2026-12-24", "delivers_by": "2026-12-24"}

    assert faults_of_pool(**same) == []
    assert faults_of_pool(**{**same, "delivers_by": "2026-12-23"}) == ["pools[0].delivers_by"]


@pytest.mark.parametrize(("minor", "faults"), [(0, ["price.amount"]), (1, [])])
def test_what_costs_nothing_cannot_be_paid_first(minor: int, faults: list[str]) -> None:
    prepaid = Pool("main", 20, payment=Payment.PREPAYMENT)
    free = Money(minor, "EUR")

    assert faults_of(pools=[prepaid], prepayment=PREPAYMENT, price=free) == faults
    assert faults_of(pools=[Pool("main", 20)], prepayment=PREPAYMENT, price=free) == []


def test_goods_to_come_are_paid_first_and_have_a_day() -> None:
    assert faults_of(pools=[TO_COME], prepayment=PREPAYMENT) == []
    by_invoice = replace(TO_COME, payment=Payment.INVOICE)
    assert faults_of(pools=[by_invoice], prepayment=PREPAYMENT) == ["pools[0].payment"]
    without_a_day = replace(TO_COME, delivers_by="")
    assert faults_of(pools=[without_a_day], prepayment=PREPAYMENT) == ["pools[0].delivers_by"]


def test_a_pool_that_is_paid_first_needs_an_account() -> None:
    assert faults_of(pools=[TO_COME]) == ["prepayment"]


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [
        ("holder", ["", "  ", "x" * 71], ["x", "x" * 70]),
        ("iban", ["", "DE88370400440532013000"], ["GB82WEST12345698765432"]),
        ("bic", ["COBADEF", "cobadeff", "COBADEFFXX"], ["", "COBADEFF", "COBADEFFXXX"]),
        ("pay_seconds", [9, 7_776_001], [301, 7_776_000]),
        ("remind_seconds", [0, 600], [1, 599]),
    ],
)
def test_an_account_and_its_times_are_bounded(
    field: str, bad: list[object], good: list[object]
) -> None:
    def faults(value: object) -> list[str]:
        changed: dict[str, Any] = {field: value}
        return faults_of(prepayment=replace(PREPAYMENT, **changed))

    assert all(faults(value) == [f"prepayment.{field}"] for value in bad)
    assert all(faults(value) == [] for value in good)


@pytest.mark.parametrize(
    ("waitlist", "faults"),
    [
        (Waitlist(10, 0), []),
        (Waitlist(604_800, 90), []),
        (Waitlist(9, 0), ["waitlist.offer_seconds"]),
        (Waitlist(604_801, 0), ["waitlist.offer_seconds"]),
        (Waitlist(10, -1), ["waitlist.days"]),
        (Waitlist(10, 91), ["waitlist.days"]),
    ],
)
def test_the_times_of_a_waiting_list_are_bounded(waitlist: Waitlist, faults: list[str]) -> None:
    assert faults_of(waitlist=waitlist) == faults
