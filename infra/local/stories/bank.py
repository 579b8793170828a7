"""The bank of a play: what the crowd pays comes to the marketer as lists of bookings, in CSV."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from infra.local.crowd.clock import wall_ms
from infra.local.crowd.connection import Lost
from infra.local.stories.beside import beside
from infra.local.stories.marketer import PlanRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager

    from infra.local.crowd.journal import Journal
    from infra.local.crowd.pools import Bill
    from infra.local.stories.marketer import Marketer

_EVERY_SECONDS: Final = 2.0
_AT_ONCE: Final = 50
"""Half of what the API takes in one list: each line is two requests, in the middle of a crowd."""
_HEADER: Final = "booked_on,amount,currency,reference"
_GOOD: Final = frozenset({"paid", "known"})


def paying(marketer: Marketer, journal: Journal) -> AbstractAsyncContextManager[None]:
    """Send the marketer's lists of what was paid, while the block lasts."""
    return beside(_book_all(marketer, journal))


async def _book_all(marketer: Marketer, journal: Journal) -> None:
    sent: set[str] = set()
    while True:
        new = [bill for bill in journal.bills.values() if bill.is_paid and bill.order not in sent]
        told = await book(marketer, journal, new[:_AT_ONCE]) if new else set()
        sent |= told
        if not told or len(new) <= _AT_ONCE:
            await asyncio.sleep(_EVERY_SECONDS)


async def book(marketer: Marketer, journal: Journal, bills: Sequence[Bill]) -> set[str]:
    """Send a list; returns the orders that need not be sent again.

    Money that is told of only once its time is over, and for nothing, was paid too late.
    """
    try:
        results = await marketer.book(as_csv(bills, wall_ms()))
    except (PlanRefusedError, Lost):
        return set()  # too busy just now; the same list again is the same
    now = wall_ms()
    for bill, result in zip(bills, results, strict=True):
        if result in _GOOD:
            continue
        if now < bill.pay_by:
            journal.misread.append(f"the money for {bill.order} is {result}")
        else:
            _paid_too_late(journal, bill)
    return {bill.order for bill in bills}


def _paid_too_late(journal: Journal, bill: Bill) -> None:
    """Note that an order is none any more, as if nobody had paid it."""
    journal.paid_too_late += 1
    journal.bills[bill.order] = replace(bill, is_paid=False)
    for fate in journal.fates.values():
        if fate.orders.pop(bill.order, None) is not None:
            for hold in fate.holds[-1:]:
                hold.ordered, hold.pay_by = False, bill.pay_by


def as_csv(bills: Sequence[Bill], now: int) -> str:
    """Return bookings as a bank lists them; `now` gives the day."""
    day = datetime.fromtimestamp(now / 1_000, tz=UTC).date().isoformat()
    lines = (
        f"{day},{bill.amount_minor // 100}.{bill.amount_minor % 100:02},"
        f"{bill.currency},{bill.reference}"
        for bill in bills
    )
    return "\n".join([_HEADER, *lines])
