"""Refusals as problems (RFC 9457): a sentence for a person, a code and data for a program."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from chalicelib.http.answers import PROBLEM, Answer
from chalicelib.http.call import Call
from chalicelib.http.errors import TABLE
from chalicelib.http.presenting.instants import instant
from chalicelib.http.presenting.orders import order_page
from chalicelib.http.presenting.pools import next_pool
from chalicelib.http.presenting.reservations import reservation
from sale_api.domain.errors import Refusal
from sale_api.domain.order import Order
from sale_api.domain.sale import Sale
from sale_api.domain.waiting import Entry
from sale_api.usecases.hold import Hold
from sale_api.usecases.stock import NextPool

INSTANTS = ("_at", "_until")
CHALLENGE = 'Bearer realm="sale"'


def problem(refusal: Refusal, request_id: str, call: Call | None = None) -> Answer:
    """Return a refusal as an answer. What stands already is presented only with a `call`."""
    row = TABLE[type(refusal)]
    body: dict[str, object] = {
        "type": f"urn:sale:problem:{refusal.code}",
        "title": row.title,
        "status": row.status,
        "detail": refusal.detail,
        "code": refusal.code,
        "request_id": request_id,
    }
    for name, value in refusal.data.items():
        body |= _presented(name, value, call)
    return Answer(
        status=row.status,
        body=body,
        headers=_headers(row.status, refusal.data),
        media_type=PROBLEM,
        code=refusal.code,
    )


def _headers(status: int, data: Mapping[str, object]) -> Mapping[str, str]:
    if status == 401:  # noqa: PLR2004 - as the table says
        return {"WWW-Authenticate": CHALLENGE}
    if status in {429, 503}:
        return {"Retry-After": str(data.get("retry_after", 1))}
    if "allowed" in data:
        return {"Allow": str(data["allowed"])}
    return {}


def _presented(name: str, value: object, call: Call | None) -> Mapping[str, object]:
    if name == "standing":
        return _standing(value, call) if call else {}
    if isinstance(value, NextPool):
        return {name: next_pool(value)}
    if name.endswith(INSTANTS) and type(value) is int:
        return {name: instant(value)}
    return {name: value.value if isinstance(value, Enum) else value}


def _standing(value: object, call: Call) -> Mapping[str, object]:
    """Return what stands under the name of what it is."""
    if isinstance(value, Hold):
        return {"reservation": reservation(value, call)}
    if isinstance(value, Order):
        return {"order": order_page(value, call)}
    if isinstance(value, Entry):
        from chalicelib.http.presenting.waiting import entry_standing  # noqa: PLC0415 - few wait

        return {"entry": entry_standing(value, call)}
    assert isinstance(value, Sale), f"a {type(value).__name__} stands"
    from chalicelib.http.presenting.plans import admin_sale  # noqa: PLC0415 - marketers meet it

    return {"sale": admin_sale(value, call.now)}
