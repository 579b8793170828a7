"""A basket fits the sale, or says field by field what does not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.basket import terms_of
from sale_api.domain.money import Money
from sale_api.domain.payment import Payment
from sale_api.domain.plan import Plan
from tests.sale_api.basket_shop import a_basket
from tests.sale_api.given import a_plan


def test_a_basket_as_the_sale_was_planned_fits() -> None:
    assert a_basket().faults(a_plan()) == {}


@pytest.mark.parametrize(("quantity", "fits"), [(1, True), (3, True), (4, False)])
def test_a_basket_fits_up_to_the_limit(quantity: int, *, fits: bool) -> None:
    faults = a_basket(quantity=quantity).faults(a_plan(limit=3))

    assert faults == ({} if fits else {"quantity": "Ask for at most 3: that is the limit."})


def test_a_pool_that_there_is_not_is_told_with_those_that_there_are() -> None:
    faults = a_basket().faults(a_plan(("berlin", 20), ("hamburg", 20)))

    assert faults == {"pool": "Choose one of: berlin, hamburg."}


@pytest.mark.parametrize(
    "plan",
    [
        replace(a_plan(), title="Windows 8"),
        replace(a_plan(), seller="Another shop"),
        replace(a_plan(), price=Money(5_000, "EUR")),
    ],
    ids=["title", "seller", "price"],
)
def test_what_was_agreed_to_is_no_agreement_to_something_else(plan: Plan) -> None:
    assert list(a_basket().faults(plan)) == ["consent"]
    assert a_basket(agreed=terms_of(plan)).faults(plan) == {}


def test_a_basket_is_paid_as_its_pool_is() -> None:
    plan = a_plan()
    prepaid = replace(plan, pools=(replace(plan.pools[0], payment=Payment.PREPAYMENT),))

    faults = a_basket().faults(prepaid)

    assert faults == {"payment": "Choose prepayment: so units of this pool are paid."}
    assert replace(a_basket(), payment=Payment.PREPAYMENT).faults(prepaid) == {}


def test_a_new_description_takes_no_agreement_away() -> None:
    assert a_basket().faults(replace(a_plan(), description="With a box.")) == {}


def test_all_that_does_not_fit_is_told_at_once() -> None:
    plan = replace(a_plan(("berlin", 20), limit=1), title="Windows 8")

    assert list(a_basket().faults(plan)) == ["pool", "quantity", "consent"]
