"""Payment by bank transfer: what is asked, and what nobody can be asked for."""

from __future__ import annotations

import pytest

from chalicelib.bank import Bank
from sale_api.domain.money import Money
from sale_api.domain.payment import Instructions, Prepaid, reference_of
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


def test_nobody_is_asked_for_what_was_booked_nor_to_give_it_back(bank: Payments) -> None:
    order = an_order(prepaid=PREPAID)

    bank.capture(order)
    bank.refund(order, order.total, "refund-1")
