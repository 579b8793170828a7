"""A sale that is over: its public report, and its audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from chalicelib.http.answers import ONE_MINUTE, Answer
from chalicelib.http.call import Call
from chalicelib.http.parsing.kinds import matching, refined
from chalicelib.http.presenting.reports import audit_shown, report_shown
from chalicelib.wiring import System
from sale_api.domain.moves import OrderState
from sale_api.domain.sale import Sale
from sale_api.ports import Waited
from sale_api.usecases.audit import audit
from sale_api.usecases.report import (
    Units,
    by_state,
    finished,
    served,
    where_units_went,
    who_waited,
)

CURSOR = refined(matching(r"[0-9]{1,15}", "Take it from the page before."), int, 0)

COUNTED_MS = 60_000
"""So long what was counted is good for the next pages: counting reads every lot, and all lists."""

MOST_REMEMBERED = 64


class Counted(NamedTuple):
    """What was counted of a sale, when, and in which system."""

    system: System
    at: int
    units: Units
    states: Mapping[OrderState, int]
    waited: Waited | None


_counted: dict[str, Counted] = {}


def report(call: Call, sale: str) -> Answer:
    """Where the units went, the draws, and a page of who was served when."""
    fields = call.query()
    start = fields.optional("cursor", CURSOR, 0)
    fields.finish()
    system = call.system
    over = finished(sale_id=sale, now=call.now, watch=system.watch, grace_ms=system.grace_ms)
    page = served(sale=sale, start=start, views=system.views)
    seen = _seen(call, over)
    body = report_shown(
        over,
        seen.units,
        seen.states,
        seen.waited,
        page,
        rounds=system.beacon.rounds,
        key=system.tokens.keys.keyring.report_key,
    )
    return Answer(body=body, cache=ONE_MINUTE)


def audit_sale(call: Call, sale: str) -> Answer:
    """Check a sale by all that is on record of it."""
    call.marketer()
    system = call.system
    audited = audit(
        sale_id=sale,
        now=call.now,
        sales=system.sales,
        lots=system.lots,
        orders=system.orders,
        views=system.views,
        entrants=system.entrants,
        waiting=system.waiting,
        goods=system.goods,
        grace_ms=system.grace_ms,
    )
    return Answer(body=audit_shown(audited, call.now))


def _seen(call: Call, sale: Sale) -> Counted:
    seen = _counted.get(sale.sale)
    if seen is None or seen.system is not call.system or call.now - seen.at >= COUNTED_MS:
        if len(_counted) >= MOST_REMEMBERED:
            _counted.clear()
        units = where_units_went(sale, call.system.lots)
        states = by_state(sale, call.system.views)
        waited = who_waited(sale, call.system.waiting)
        seen = _counted[sale.sale] = Counted(call.system, call.now, units, states, waited)
    return seen
