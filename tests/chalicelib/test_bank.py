"""Payment by bank transfer: what is asked, and what nobody can be asked for."""

from __future__ import annotations

import pytest

from chalicelib.bank import Bank
from sale_api.domain.money import Money
from sale_api.domain.payment import Instructions, Outcome, Prepaid, reference_of
from sale_api.ports import Payments
from tests.sale_api.given import OPENS, an_order

PREPAID = Prepaid("The shop", "DE89370400440532013000", "COBADEFFXXX", OPENS + 1, OPENS + 2)


@pytest.fixture
def bank() -> Payments:
    return Bank()


def test_a_shopper_is_told_the_account_the_whole_sum_and_by_when(bank: Payments) -> None:
    order = an_order(prepaid=PREPAID)

    asked = bank.instructions(order)

    assert asked == Instructions(
        amount=Money(9_994, "EUR"),
        reference=reference_of(order.order),
        pay_by=OPENS + 2,
        holder="The shop",
        iban="DE89370400440532013000",
        bic="COBADEFFXXX",
    )


def test_nobody_is_told_how_to_pay_what_is_paid_by_invoice(bank: Payments) -> None:
    with pytest.raises(AssertionError):
        bank.instructions(an_order())


def test_what_was_booked_is_there_and_what_is_given_back_somebody_has_to_send(
    bank: Payments,
) -> None:
    order = an_order(prepaid=PREPAID)

    assert bank.capture(order) is Outcome.DONE
    assert bank.refund(order, order.total, "refund-1") is Outcome.BY_HAND
