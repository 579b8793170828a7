"""What the crowd is told of a sale's pools, and of what is to be paid first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from infra.local.crowd.instants import to_ms


@dataclass(frozen=True, slots=True)
class Named:
    """A pool that a refusal named as the next; `asked` is empty for the plan's first.

    The request was sent, and its answer read, at these instants of wall time (milliseconds).
    """

    asked: str
    following: str
    sent_at: int
    read_at: int


@dataclass(frozen=True, slots=True)
class Bill:
    """What is to be paid for an order, under which reference and by when; some never pay."""

    order: str
    reference: str
    amount_minor: int
    currency: str
    pay_by: int
    is_paid: bool


def bill_on(page: dict[str, Any], *, is_paid: bool) -> Bill | None:
    """Return the bill that an order's page shows, if it does."""
    asked = page.get("payment")
    if asked is None:
        return None
    amount = asked["amount"]
    return Bill(
        order=page["order"],
        reference=asked["reference"],
        amount_minor=int(amount["amount"]),
        currency=amount["currency"],
        pay_by=to_ms(asked["pay_by"]),
        is_paid=is_paid,
    )
