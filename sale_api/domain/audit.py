"""The audit: whether a sale that is over went as was promised, by all that is on record of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from sale_api.domain import line_checks, offer_checks, stock_checks
from sale_api.domain.record import Record

CHECKS: Mapping[str, Callable[[Record], Iterator[str]]] = {
    "commitments": line_checks.commitments,
    "digests": line_checks.digests,
    "turns": line_checks.turns,
    "lots": stock_checks.lots,
    "units": stock_checks.units,
    "claims": stock_checks.claims,
    "orders": stock_checks.orders,
    "histories": stock_checks.histories,
    "offers": offer_checks.offers,
    "goods": stock_checks.goods,
}
"""Every check there is, by its name; `docs/reference/report.md` says what they hold."""


class Check(Struct, frozen=True):
    """What one check found: how many things it looked at, and the faults of some."""

    check: str
    looked_at: int
    faults: Sequence[str]


def audited(record: Record) -> Sequence[Check]:
    """Return every check that applies to the sale: of lines and lists, say, where there are any."""
    return [_checked(name, check, record) for name, check in CHECKS.items() if _has(record, name)]


def _has(record: Record, name: str) -> bool:
    plan = record.sale.plan
    if name in {"commitments", "digests"}:
        return plan.is_drawn
    if name == "turns":
        return plan.line is not None
    if name == "goods":
        return plan.has_goods_to_come
    return name != "offers" or plan.waitlist is not None


def _checked(name: str, check: Callable[[Record], Iterator[str]], record: Record) -> Check:
    found = list(check(record))
    return Check(name, len(found), [fault for fault in found if fault])
