"""The verdict: numbers recomputed, promises held against them, each broken one in a sentence.

Takes the shop's books, the crowd's journal and the costs; gives a `Verdict`, whose `as_json` has
the fields of `build/demo/*.json`. Units are counted in `units`, `reserved`, `ordered`,
`fulfilled`, `oversold` and `undersold`; everything else counts things.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from infra.local.verdict import findings
from infra.local.verdict.costs import NOBODY_REFUSED, NOT_COUNTED, REPEATED, too_dear
from infra.local.verdict.latency import Latency, latencies
from infra.local.verdict.parts import NO_PARTS, Parts
from infra.local.verdict.promises import EVERY_SALE, broken, untested

if TYPE_CHECKING:
    from infra.local.crowd.journal import Journal
    from infra.local.verdict.books import Books
    from infra.local.verdict.costs import Costs


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All numbers of a run, and the sentences of what it broke; no sentence: every promise held.

    `costs` is None where nobody counted requests, and then `not_judged` says so.
    """

    units: int
    shoppers: int
    reserved: int
    ordered: int
    fulfilled: int
    oversold: int
    undersold: int
    duplicates: int
    orders_lost: int
    unanswered: int
    server_errors: int
    asked_to_retry: int
    notices_missing: int
    broken_holds: int
    overtaken_orders: int
    mispriced: int
    latency_ms: dict[str, Latency]
    costs: Costs | None
    duplicates_by_kind: dict[str, int]
    orders_count: int
    notices_sent: int
    refusals: int
    requests: int
    lost_connections: int
    server_errors_by_code: dict[str, int]
    broken: tuple[str, ...]
    parts: Parts = NO_PARTS

    @property
    def not_judged(self) -> tuple[str, ...]:
        """What this run says nothing about, in sentences."""
        return (*self._not_counted, *self.parts.not_judged)

    @property
    def _not_counted(self) -> tuple[str, ...]:
        if self.costs is None:
            return (NOT_COUNTED,)
        if self.parts.line:
            return (REPEATED,)
        return () if self.refusals else (NOBODY_REFUSED,)

    def as_json(self, seconds: float) -> dict[str, Any]:
        """Return the fields of the report; `seconds` is how long the whole run took."""
        names = (
            "units shoppers reserved ordered fulfilled oversold undersold duplicates orders_lost "
            "unanswered server_errors asked_to_retry notices_missing latency_ms"
        )
        costs = self.costs
        return {
            **{name: getattr(self, name) for name in names.split()},
            "database_writes_per_refusal": costs.writes_per_refusal if costs else None,
            "database_reads_per_process_second": costs.refusing_reads_mean if costs else None,
            "seconds": round(seconds, 1),
            "more": {
                "duplicates_by_kind": self.duplicates_by_kind,
                "orders": self.orders_count,
                "notices_sent": self.notices_sent,
                "refusals": self.refusals,
                "requests": self.requests,
                "overtaken_orders": self.overtaken_orders,
                "lost_connections": self.lost_connections,
                "server_errors_by_code": self.server_errors_by_code,
                **(_more(costs) if costs else {}),
            },
            **self.parts.as_json(),
            "broken": list(self.broken),
            "not_judged": list(self.not_judged),
        }


def _more(costs: Costs) -> dict[str, Any]:
    return {
        "api_processes": costs.api_processes,
        "database_writes_for_nothing": costs.writes_for_nothing,
        "database_reads_per_process_second_by_table": costs.reads_by_table,
        "database_reads_per_process_second_all_tables": costs.reads_mean,
        "database_reads_per_process_second_most": costs.reads_most,
    }


def judge(
    books: Books,
    journal: Journal,
    costs: Costs | None,
    *,
    turned_away: int = 0,
    parts: Parts = NO_PARTS,
) -> Verdict:
    """Recompute everything that is given; `turned_away` is how many people could not sign in."""
    numbers = _noughts(books, journal)
    counts = {**numbers, "turned_away": turned_away, **_more_noughts(books, journal)}
    return Verdict(
        units=books.units,
        shoppers=len(journal.fates) + turned_away,
        reserved=sum(claim.quantity for claim in books.claims),
        ordered=sum(order.quantity for order in books.in_force),
        fulfilled=findings.fulfilled(books),
        **numbers,
        asked_to_retry=journal.asked_to_retry,
        broken_holds=len(journal.broken_holds),
        overtaken_orders=journal.overtaken_orders,
        mispriced=counts["mispriced"],
        latency_ms=latencies(journal),
        costs=costs,
        duplicates_by_kind=findings.duplicates(books, journal),
        **_tallies(books, journal),
        server_errors_by_code=dict(journal.server_errors),
        broken=(
            *broken(EVERY_SALE, counts),
            *(too_dear(costs, unjudged=bool(parts.line) or not journal.refusals) if costs else ()),
            *untested(journal),
            *parts.broken,
        ),
        parts=parts,
    )


def _tallies(books: Books, journal: Journal) -> dict[str, int]:
    """Return what is told of a run and judged by nobody."""
    return {
        "orders_count": len(books.in_force),
        "notices_sent": len(books.notices),
        "refusals": journal.refusals,
        "requests": journal.requests,
        "lost_connections": journal.lost_connections,
    }


def _noughts(books: Books, journal: Journal) -> dict[str, int]:
    """Return the numbers of the report that must all be nought."""
    return {
        "oversold": findings.oversold(books, journal),
        "undersold": findings.undersold(books, journal),
        "duplicates": sum(findings.duplicates(books, journal).values()),
        "orders_lost": findings.orders_lost(books, journal),
        "unanswered": journal.unanswered + journal.sent_home + len(journal.misread),
        "server_errors": sum(journal.server_errors.values()),
        "notices_missing": findings.notices_missing(books),
    }


def _more_noughts(books: Books, journal: Journal) -> dict[str, int]:
    """Return what must be nought, too, and has no field of its own in the report."""
    ordered = sum(order.quantity for order in books.in_force)
    return {
        "unfulfilled": ordered - findings.fulfilled(books),
        "untold": findings.orders_untold(books, journal),
        "broken_holds": len(journal.broken_holds),
        "dead": sum(queue.dead for queue in books.queues),
        "waiting": sum(queue.waiting for queue in books.queues),
        "unreleased": findings.unreleased(books),
        "mispriced": findings.mispriced(books),
        "refused_wrongly": findings.refused_wrongly(journal),
    }
