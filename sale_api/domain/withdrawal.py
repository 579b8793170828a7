"""Until when consumers may withdraw from a contract (§§ 355, 356 BGB)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sale_api.domain.history import entered
from sale_api.domain.holidays import is_holiday
from sale_api.domain.hours import moment_of, zone_named
from sale_api.domain.moves import OrderState, allowed
from sale_api.domain.order import Order

PERIOD_DAYS = 14
SATURDAY = 5
"""The first day of a weekend, counted from Monday as 0."""


def can_withdraw(order: Order, at: int) -> bool:
    """Tell whether its shopper may withdraw from the contract at an instant."""
    if allowed(entered(order.history), OrderState.WITHDRAWN) is None:
        return False
    until = withdraw_until(order)
    return until is None or at < until


def withdraw_until(order: Order) -> int | None:
    """Return the instant from which its shopper cannot withdraw; None while nothing has come."""
    delivered = order.entered(OrderState.DELIVERED)
    return None if delivered is None else end_of_period(delivered.at, order.contact.zone)


def end_of_period(delivered_at: int, zone: str) -> int:
    """Return the first instant after the period that a delivery began, as the shopper's days go.

    The day of the delivery does not count (§ 187 BGB); a period that would end on a Saturday, a
    Sunday or a public holiday ends with the next day that is none of these (§ 193 BGB).
    """
    here = zone_named(zone)
    last = moment_of(delivered_at, here).date() + timedelta(days=PERIOD_DAYS)
    while last.weekday() >= SATURDAY or is_holiday(last):
        last += timedelta(days=1)
    midnight = datetime.combine(last + timedelta(days=1), time(), tzinfo=here)
    return int(midnight.timestamp()) * 1_000
