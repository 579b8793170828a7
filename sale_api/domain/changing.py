"""What of a plan may still change once its sale is published."""

from __future__ import annotations

from sale_api.domain.errors import WrongState
from sale_api.domain.plan import Plan
from sale_api.domain.sale import Sale, State


def check_change(sale: Sale, plan: Plan, now: int) -> None:
    """Refuse a change of plan that would break what was published.

    A draft may become anything. Once published, texts may change, how exactly it tells what is
    left, and the work that joining asks for; windows that have not opened may move, but never to an
    earlier opening, and further ones may be added. All else is what people came for.
    """
    if sale.state is State.DRAFT:
        return
    frozen = (
        *("zone", "price", "reference_price", "pools", "limit", "hold_seconds", "line"),
        *("refuse_throwaway", "domain_limit", "household_limit", "prepayment", "waitlist"),
        "erase_days",
    )
    faults = {
        name: "This is fixed once the sale is published."
        for name in frozen
        if getattr(plan, name) != getattr(sale.plan, name)
    }
    faults |= _window_faults(sale, plan, now)
    if faults:
        listed = [{"field": field, "problem": problem} for field, problem in faults.items()]
        detail = "The sale is published; change only its texts, or move coming windows."
        raise WrongState(detail, state=sale.state, fields=listed)


def _window_faults(sale: Sale, plan: Plan, now: int) -> dict[str, str]:
    faults = {}
    if len(plan.windows) < len(sale.plan.windows):
        faults["windows"] = "A published window cannot be dropped; close the sale instead."
    for place, added in enumerate(plan.windows):
        if place >= len(sale.plan.windows) and added.opens_at <= now:
            faults[f"windows[{place}].opens"] = "A further window must open in the future."
    for place, (before, after) in enumerate(zip(sale.plan.windows, plan.windows, strict=False)):
        if after.opens_at < before.opens_at:
            faults[f"windows[{place}].opens"] = "Never earlier than was published."
        if (before.access, before.until) != (after.access, after.until):
            faults[f"windows[{place}].access"] = "This is fixed once the sale is published."
        drawn = any(draw.digest for draw in sale.draws[place : place + 1])
        if (before.opens_at <= now or drawn) and after.opens_at != before.opens_at:
            faults[f"windows[{place}].opens"] = "This window has opened already."
        if after.closes_at != before.closes_at and min(before.closes_at, after.closes_at) <= now:
            faults[f"windows[{place}].closes"] = "A window cannot end, or have ended, in the past."
    return faults
