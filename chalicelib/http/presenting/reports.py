"""A sale that is over: the report for everybody, and the audit for its marketers."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.http.presenting.instants import instant, instant_or_none
from chalicelib.http.presenting.status import draw_shown
from sale_api.domain.audit import Check
from sale_api.domain.erasure import erase_at
from sale_api.domain.identifiers import listed_as
from sale_api.domain.line import Rounds, round_from
from sale_api.domain.moves import OrderState
from sale_api.domain.sale import Sale
from sale_api.ports import OrderSummary, Waited
from sale_api.usecases.audit import Audit
from sale_api.usecases.report import Served, Units

MOST_FAULTS = 20


def report_shown(
    sale: Sale,
    units: Units,
    states: Mapping[OrderState, int],
    waited: Waited | None,
    served: Served,
    *,
    rounds: Rounds,
    key: bytes,
) -> dict[str, object]:
    """Return where the units went, who waited, what was drawn, and a page of who was served."""
    following = served.following
    return {
        "sale": sale.sale,
        "title": sale.plan.title,
        "ended_at": instant(sale.ends_at),
        "units": units._asdict(),
        "states": {state.value: states[state] for state in OrderState if states.get(state)},
        "waiting": waited and waited._asdict(),
        "erasure": {
            "due_at": instant(erase_at(sale)),
            "done_at": instant_or_none(sale.erased_at),
        },
        "draws": [_draw(sale, window, rounds) for window in range(len(sale.draws))],
        "orders": [_order(each, key) for each in served.orders],
        "cursor": None if following is None else str(following),
    }


def _draw(sale: Sale, window: int, rounds: Rounds) -> dict[str, object]:
    draw = sale.draws[window]
    known = draw.could_be_known(rounds.out_at(rounds.first_from(round_from(sale.plan, window))))
    foreseen = rounds.foreseeable and known is not None
    return {**draw_shown(sale, window, rounds), "operator_could_have_known": foreseen or known}


def _order(order: OrderSummary, key: bytes) -> dict[str, object]:
    return {
        "listed_as": listed_as(order.sale, order.shopper, key),
        "placed_at": instant(order.placed_at),
        "quantity": order.quantity,
        "state": order.state,
        "ended_by": order.ended_by,
        "reason": order.reason,
        "gifts": order.gifts,
    }


def audit_shown(audited: Audit, now: int) -> dict[str, object]:
    """Return whether a sale went as was promised, and what each check found."""
    return {
        "sale": audited.sale.sale,
        "now": instant(now),
        "passed": audited.passed,
        "checks": [_check(check) for check in audited.checks],
    }


def _check(check: Check) -> dict[str, object]:
    return {
        "check": check.check,
        "passed": not check.faults,
        "looked_at": check.looked_at,
        "faulty": len(check.faults),
        "faults": check.faults[:MOST_FAULTS],
    }
