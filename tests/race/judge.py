"""The verdict on a race: the books at rest, what clients were told, and what was killed.

Takes what the verdict of the demonstration reads and finds, and shares nothing with the handlers.
Everything counts on the harsh side.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from infra.local.verdict import findings
from tests.race.timeline import could_be_judged, wrongly_refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.local.verdict.books import Books, Lot
    from tests.race.heard import Heard
    from tests.race.killer import Kill
    from tests.race.timeline import Look

FEWEST_KILLS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What must be nought after a race."""

    oversold: int
    undersold: int
    lost: int
    doubled: int
    told_gone: int
    told_sold_out: int
    unfulfilled: int
    notices_missing: int
    dead_letters: int
    unanswered: int
    server_errors: int
    surprises: int

    @property
    def broken(self) -> dict[str, int]:
        """What is not nought."""
        return {name: count for name, count in asdict(self).items() if count}

    @classmethod
    def none(cls) -> Findings:
        """Return the findings of a race in which nothing went wrong."""
        return cls(**dict.fromkeys((field.name for field in fields(cls)), 0))

    def __add__(self, other: Findings) -> Findings:
        mine, others = asdict(self), asdict(other)
        return Findings(**{name: mine[name] + others[name] for name in mine})


SENTENCES: Final = {
    "oversold": "Units were promised that do not exist",
    "undersold": "Units were left, or stranded, although somebody asked for them",
    "lost": "Orders are not as their shoppers were told, or nobody was told of them",
    "doubled": "Things were given twice that were asked for once",
    "told_gone": "Shoppers were told that a reservation was gone which was theirs, or is an order",
    "told_sold_out": "Shoppers were told sold out while one lot had the units throughout",
    "unfulfilled": "Ordered units were not passed on to be packed",
    "notices_missing": "Events of orders were never told to their shoppers",
    "dead_letters": "Messages ended in a dead-letter queue",
    "unanswered": "Requests never got a final answer",
    "server_errors": "Answers were errors of the server",
    "surprises": "Answers were none that the rules allow",
}
assert set(SENTENCES) == {field.name for field in fields(Findings)}


def judge(books: Books, heard: Heard, looks: Sequence[Look]) -> Findings:
    """Count everything that a sale at rest may not show."""
    journal = heard.journal
    return Findings(
        oversold=findings.oversold(books, journal),
        undersold=max(findings.undersold(books, journal), stranded(books)),
        lost=findings.orders_lost(books, journal)
        + findings.orders_untold(books, journal)
        + _cancelled_and_not(books, heard),
        doubled=sum(findings.duplicates(books, journal).values()) + _orders_of_one_claim(books),
        told_gone=told_gone(books, heard) + len(journal.broken_holds),
        told_sold_out=sum(1 for refused in heard.refused if wrongly_refused(looks, refused)),
        unfulfilled=sum(order.quantity for order in books.in_force) - findings.fulfilled(books),
        notices_missing=findings.notices_missing(books),
        dead_letters=sum(queue.dead for queue in books.queues),
        unanswered=journal.unanswered,
        server_errors=sum(journal.server_errors.values()),
        surprises=len(heard.surprises),
    )


def stranded(books: Books) -> int:
    """Units that are neither ordered nor on sale: claimed for nothing, or returned and left."""
    return sum(stranded_in(lot, books) for lot in books.lots)


def stranded_in(lot: Lot, books: Books) -> int:
    """Units of the claims that stand in a lot for no order, and those returned to it and left."""
    ordered = {(order.shopper, order.claim) for order in books.in_force}
    idle = (claim for claim in lot.claims if (claim.shopper, claim.claim) not in ordered)
    return lot.returned + sum(claim.quantity for claim in idle)


def told_gone(books: Books, heard: Heard) -> int:
    """Claims that were answered 410 and are orders nevertheless, in whatever state."""
    return sum(1 for order in books.orders if (order.shopper, order.claim) in heard.gone)


def witnesses(books: Books, heard: Heard) -> dict[str, list[str]]:
    """Name what the numbers count, for whoever looks for the cause."""
    told = {order for fate in heard.journal.fates.values() for order in fate.orders}
    standing = {order.order: order for order in books.orders}
    claims = Counter(claim.shopper for claim in books.claims)
    buyers = Counter(order.shopper for order in books.in_force)
    keys = Counter(
        (n.order, n.event) for n in {(n.order, n.event, n.key): n for n in books.notices}.values()
    )
    seen = {
        "answers that disagree": heard.journal.disagreements,
        "answers that surprise": heard.surprises,
        "holds that were gone before their time": heard.journal.broken_holds,
        "orders told gone": [
            order.order for order in books.orders if (order.shopper, order.claim) in heard.gone
        ],
        "orders told, and not in force": sorted(
            f"{order} {standing[order].state if order in standing else 'not there'}"
            for order in told
            if order not in standing or not standing[order].in_force
        ),
        "orders untold": [order.order for order in books.in_force if order.order not in told],
        "shoppers with several claims": [shopper for shopper, count in claims.items() if count > 1],
        "shoppers with several orders": [shopper for shopper, count in buyers.items() if count > 1],
        "orders fulfilled twice": [
            order.order for order in books.orders if order.events.count("in_fulfilment") > 1
        ],
        "notices under several keys": [
            f"{order} {event}" for (order, event), n in keys.items() if n > 1
        ],
        "lots": [repr(lot) for lot in books.lots if stranded_in(lot, books)],
    }
    return {what: names for what, names in seen.items() if names}


def sold(books: Books) -> int:
    """Units in orders in force."""
    return sum(order.quantity for order in books.in_force)


def happened(books: Books, heard: Heard, looks: Sequence[Look]) -> Counter[str]:
    """Count what the race went through: one in which nothing happens proves nothing."""
    return Counter(
        {
            "requests": heard.journal.requests,
            "shoppers": heard.visits,
            "orders": len(books.orders),
            "cancelled": len(heard.cancelled),
            "let_go": books.barred,
            "lent": sum(1 for claim in books.claims if claim.lender != claim.home),
            "gone": len(heard.gone),
            "connections_lost": heard.journal.lost_connections,
            "asked_to_retry": heard.journal.asked_to_retry,
            "refusals": len(heard.refused),
            "refusals_judged": judged_refusals(heard, looks),
        }
    )


def judged_refusals(heard: Heard, looks: Sequence[Look]) -> int:
    """How many refusals fell where the onlooker can tell what lots had."""
    return sum(1 for refused in heard.refused if could_be_judged(looks, refused))


def _cancelled_and_not(books: Books, heard: Heard) -> int:
    standing = {order.order: order.state for order in books.orders}
    return sum(1 for order in heard.cancelled if standing.get(order) != "cancelled")


def _orders_of_one_claim(books: Books) -> int:
    counts = Counter((order.shopper, order.claim) for order in books.orders)
    return sum(count - 1 for count in counts.values())


def too_few(kills: Sequence[Kill]) -> str:
    """Say that a run did not kill enough to prove anything; nothing: it did."""
    close = sum(1 for kill in kills if kill.is_close)
    if close >= FEWEST_KILLS:
        return ""
    return f"Only {close} kills came close enough to a write; {FEWEST_KILLS} are needed."


def kills_told(kills: Sequence[Kill]) -> dict[str, Any]:
    """Return the numbers of the kills; only those close to a write count."""
    close = [kill for kill in kills if kill.is_close]
    return {
        "kills": len(close),
        "kills_worst_ms": round(max((kill.distance_ms for kill in close), default=0.0), 2),
        "kills_in_flight": sum(1 for kill in close if kill.in_flight),
        "kills_too_far": len(kills) - len(close),
        "killed": dict(sorted(Counter(kill.name for kill in close).items())),
    }
