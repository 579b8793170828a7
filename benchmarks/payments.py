"""What it costs to book the money of an order: it is found by its reference, with one read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benchmarks.bench import bench
from benchmarks.crowds import ceilings
from benchmarks.results import Result
from benchmarks.shop import DELIVERY, SALE, event
from chalicelib.system import now
from sale_api.domain.payment import Prepayment

PREPAYMENT: Final = Prepayment(
    holder="A shop", iban="DE89370400440532013000", pay_seconds=604_800, remind_seconds=345_600
)


def booking(url: str) -> Iterator[Result]:
    """Book what pays for an order, and the same once more."""
    with bench(url, prepayment=PREPAYMENT, units=80) as ours:
        token = ours.shop.shopper(0)
        wish = {"reservation": ours.reserve(0), "delivery": DELIVERY}
        order = ours.ask(event("POST", "/v1/sales/{sale}/order", token=token, body=wish, sale=SALE))
        paid = order["payment"]
        row = f"2026-12-01,{paid['amount']['amount'] / 100:.2f},EUR,{paid['reference']}"
        csv = {"csv": f"booked_on,amount,currency,reference\n{row}"}
        marketer = ours.shop.system.tokens.admin("maria", now())
        request = event("POST", "/v1/admin/bookings", token=marketer, body=csv)
        for result, units in (("paid", 2), ("known", 0)):
            with ours.warm().counting() as counts:
                (told,) = ours.ask(request)["bookings"]
                assert told["result"] == result, told
            yield from ceilings(f"book: {result}", counts, 2 if units else 1, units)
