"""A sale as its marketers see it: the plan as it was given, and what has become of it."""

from __future__ import annotations

from chalicelib.http.presenting.instants import (
    instant,
    instant_or_none,
    line_or_none,
    money,
    money_or_none,
)
from chalicelib.http.presenting.pools import pool_shown, prepayment_or_none, waitlist_planned
from sale_api.domain.moves import OrderState
from sale_api.domain.plan import Addition, Delay, Window
from sale_api.domain.sale import Pause, Sale
from sale_api.ports import Queue
from sale_api.usecases.live import Live


def admin_sale(sale: Sale, now: int) -> dict[str, object]:
    """Return the plan, its version, what was added, and its state."""
    plan = sale.plan
    return {
        "sale": sale.sale,
        "title": plan.title,
        "description": plan.description,
        "seller": plan.seller,
        "contact": plan.contact or None,
        "zone": plan.zone,
        "windows": [_window(window) for window in plan.windows],
        "price": money(plan.price),
        "reference_price": money_or_none(plan.reference_price),
        "pools": [pool_shown(pool, pool.units) for pool in plan.pools],
        "limit": plan.limit,
        "hold_seconds": plan.hold_seconds,
        "remaining": plan.remaining,
        "refuse_throwaway": plan.refuse_throwaway,
        "domain_limit": plan.domain_limit,
        "household_limit": plan.household_limit,
        "proof_of_work": plan.proof_of_work,
        "line": line_or_none(plan.line),
        "prepayment": prepayment_or_none(plan.prepayment),
        "waitlist": waitlist_planned(sale),
        "erase_days": plan.erase_days,
        "version": sale.version,
        "state": sale.state,
        "phase": sale.phase(now),
        "additions": [_addition(addition) for addition in sale.additions],
        "delays": [_delay(delay) for delay in sale.delays],
        "lots": sale.layout.lot_count,
        "pauses": [_pause(pause) for pause in sale.pauses],
        "closed_at": instant_or_none(sale.closed_at),
    }


def _window(window: Window) -> dict[str, object]:
    return {
        "opens": window.opens,
        "closes": window.closes,
        "opens_at": instant(window.opens_at),
        "closes_at": instant(window.closes_at),
        "access": window.access,
        "until": window.until,
        "until_at": instant_or_none(window.until_at),
    }


def _addition(addition: Addition) -> dict[str, object]:
    return {
        "addition": addition.addition,
        "pool": addition.pool,
        "units": addition.units,
        "added_at": instant(addition.at),
    }


def _delay(delay: Delay) -> dict[str, object]:
    return {
        "pool": delay.pool,
        "delivers_by": delay.delivers_by,
        "reason": delay.reason,
        "said_at": instant(delay.at),
    }


def _pause(pause: Pause) -> dict[str, object]:
    return {
        "paused_at": instant(pause.paused_at),
        "resumed_at": instant_or_none(pause.resumed_at),
        "reason": pause.reason,
    }


def history(sale: Sale) -> dict[str, object]:
    """Return who changed a sale when, and why."""
    return {
        "history": [
            {
                "at": instant(change.at),
                "by": change.by,
                "what": change.what,
                "reason": change.reason or None,
            }
            for change in sale.history
        ]
    }


def live_counts(counts: Live, now: int) -> dict[str, object]:
    """Return where every unit is, the orders by state, and the queues."""
    return {
        "sale": counts.sale.sale,
        "now": instant(now),
        "phase": counts.sale.phase(now),
        "units": counts.units,
        "available": counts.available,
        "returned": counts.returned,
        "written_off": counts.written_off,
        "held": counts.held,
        "ordered": counts.ordered,
        "orders": {state.value: counts.orders.get(state, 0) for state in OrderState},
        "queues": {queue.value: _depth(*counts.queues.get(queue, (0, 0))) for queue in Queue},
    }


def _depth(waiting: int, dead: int) -> dict[str, int]:
    return {"waiting": waiting, "dead": dead}
