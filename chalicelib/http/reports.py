"""A sale that is over: its public report, and its audit."""

from __future__ import annotations

from chalicelib.http.answers import ONE_MINUTE, Answer
from chalicelib.http.call import Call
from chalicelib.http.parsing.kinds import matching, refined
from chalicelib.http.presenting.reports import audit_shown, report_shown
from chalicelib.wiring import System
from sale_api.domain.sale import Sale
from sale_api.usecases.audit import audit
from sale_api.usecases.report import Units, finished, served, where_units_went

CURSOR = refined(matching(r"[0-9]{1,15}", "Take it from the page before."), int, 0)

COUNTED_MS = 60_000
"""So long what was counted is good for the next pages: counting reads every lot."""

MOST_REMEMBERED = 64
_counted: dict[str, tuple[System, int, Units]] = {}


def report(call: Call, sale: str) -> Answer:
    """Where the units went, the draws, and a page of who was served when."""
    fields = call.query()
    start = fields.optional("cursor", CURSOR, 0)
    fields.finish()
    system = call.system
    over = finished(sale_id=sale, now=call.now, watch=system.watch, grace_ms=system.grace_ms)
    page = served(sale=sale, start=start, views=system.views)
    body = report_shown(
        over, _units(call, over), page, system.beacon.rounds, system.tokens.keys.keyring.report_key
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
        grace_ms=system.grace_ms,
    )
    return Answer(body=audit_shown(audited, call.now))


def _units(call: Call, sale: Sale) -> Units:
    seen = _counted.get(sale.sale)
    if seen is None or seen[0] is not call.system or call.now - seen[1] >= COUNTED_MS:
        if len(_counted) >= MOST_REMEMBERED:
            _counted.clear()
        units = where_units_went(sale, call.system.lots)
        seen = _counted[sale.sale] = call.system, call.now, units
    return seen[2]
