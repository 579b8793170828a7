"""Money that has come: a bank's bookings, and what marketers have seen themselves."""

from __future__ import annotations

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.parsing.bookings import BOOKINGS, Row
from chalicelib.http.presenting.orders import order_page
from sale_api.usecases.book import Booked, book
from sale_api.usecases.pay import pay

MALFORMED = "malformed"


def pay_order(call: Call, order: str) -> Answer:
    """Mark an order as paid, by the word of whoever has seen the money."""
    by = call.marketer()
    call.body(needed=False).finish()
    paid = pay(order_id=order, by=by, now=call.now, orders=call.system.orders)
    return Answer(body=order_page(paid, call, to_marketer=True))


def import_bookings(call: Call) -> Answer:
    """Mark the orders as paid that a list of bookings pays for; tell of each line."""
    call.marketer()
    fields = call.body()
    rows = fields.read("csv", BOOKINGS)
    fields.finish()
    return Answer(body={"bookings": [_shown(row, call) for row in rows]})


def _shown(row: Row, call: Call) -> dict[str, object]:
    if row.booking is None:
        return {**_told(row, MALFORMED), "problem": row.problem}
    booked: Booked = book(
        booking=row.booking,
        now=call.now,
        orders=call.system.orders,
        payments=call.system.payments,
    )
    told = _told(row, booked.result)
    if booked.order is None:
        return told
    return {**told, "order": booked.order.order, "state": booked.order.state}


def _told(row: Row, result: str) -> dict[str, object]:
    return {"line": row.line, "result": result, "order": None, "state": None, "problem": None}
