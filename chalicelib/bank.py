"""Payment by bank transfer: an account and a reference, and nothing that could be asked of anybody.

The reference is the order's id in other letters (`sale_api.domain.payment`), so what the bank
books finds its order. Nobody can draw money back from a bank: a person has to send it.
"""

from __future__ import annotations

from sale_api.domain.money import Money
from sale_api.domain.order import Order
from sale_api.domain.payment import Instructions, reference_of


class Bank:
    """`sale_api.ports.Payments`."""

    def instructions(self, order: Order) -> Instructions:
        """Return the account, the reference, and by when the whole of it is to be there."""
        prepaid = order.prepaid
        assert prepaid is not None, f"order {order.order} is not paid first"
        return Instructions(
            amount=order.total,
            reference=reference_of(order.order),
            pay_by=prepaid.pay_by,
            holder=prepaid.holder,
            iban=prepaid.iban,
            bic=prepaid.bic,
        )

    def capture(self, order: Order) -> None:
        """Ask nobody: what was booked is there."""

    def refund(self, order: Order, amount: Money, name: str) -> None:
        """Ask nobody: who notes it has sent it."""
