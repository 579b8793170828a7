"""The numbers of the verdict: each a pure function of the shop's books and the crowd's journal.

Each counts on the harsh side: where two views disagree, the worse one is reported.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from infra.local.crowd.journal import Bought, Fate, Journal, Step
from infra.local.verdict.books import Books, Order

_HONEST: Final[Mapping[Step, Collection[str]]] = {
    Step.JOIN: {"forbidden"},
    Step.RELOAD: {"not_open_yet", "not_admitted_yet", "sold_out", "reservation_expired"},
    Step.RESERVE: {"not_admitted_yet", "sold_out", "reservation_expired"},
    Step.ORDER: {"reservation_expired"},
    Step.JOIN_LIST: {"wrong_state", "request_reused"},
}
"""How who does nothing wrong may be refused; with a basket, reserving is ordering, too."""
_PROBLEMS: Final = range(400, 500)


def oversold(books: Books, journal: Journal) -> int:
    """Units promised beyond those there were, by the worst of three views.

    By lot (what it gave and has left against what it was allotted, all lots against the plan), by
    orders in force against the plan, and by the shoppers' own words: what was held at one instant
    at least, each hold from its answer to its end.
    """
    beyond: Counter[int] = Counter()
    for claim in books.claims:
        beyond[claim.lender] += claim.quantity
    for lot in books.lots:
        beyond[lot.number] += lot.available + lot.returned + lot.written_off - lot.allotted
    ordered = sum(order.quantity for order in books.in_force)
    allotted = sum(lot.allotted for lot in books.lots)
    return max(
        sum(max(0, units) for units in beyond.values()),
        allotted - books.units,
        ordered - books.units,
        most_held(journal) - books.units,
    )


def most_held(journal: Journal) -> int:
    """The most units that shoppers held at one instant, by what they were told (a lower bound)."""
    holds = (hold for fate in journal.fates.values() for hold in fate.holds)
    changes = [change for hold in holds for change in hold.changes]
    held = most = 0
    for _, change in sorted(changes):
        held += change
        most = max(most, held)
    return most


def unclaimed(books: Books) -> int:
    """Units that nobody is to get: neither in an order in force nor written off."""
    gone = sum(order.quantity for order in books.in_force) + sum(
        lot.written_off for lot in books.lots
    )
    return max(0, books.units - gone)


def undersold(books: Books, journal: Journal) -> int:
    """Units unclaimed while some shopper's last request for that many or fewer was refused.

    By pools, where there are several: who was refused by one may not want another.
    """
    pools = list(dict.fromkeys(lot.pool for lot in books.lots))
    if len(pools) <= 1:
        return _undersold(unclaimed(books), journal, {"", *pools})
    missing = max(0, books.units - sum(lot.allotted for lot in books.lots))
    return missing + sum(
        _undersold(_unclaimed_of(pool, books), journal, {pool, *(() if place else ("",))})
        for place, pool in enumerate(pools)
    )


def _undersold(left: int, journal: Journal, names: Collection[str]) -> int:
    wanted = [
        fate.refused_for
        for fate in journal.fates.values()
        if fate.refused_for is not None and fate.refused_in in names
    ]
    return left if left and any(quantity <= left for quantity in wanted) else 0


def _unclaimed_of(pool: str, books: Books) -> int:
    """Units of one of several pools that nobody is to get."""
    ordered = sum(order.quantity for order in books.in_force if order.pool == pool)
    ours = [lot for lot in books.lots if lot.pool == pool]
    return max(0, sum(lot.allotted - lot.written_off for lot in ours) - ordered)


def duplicates(books: Books, journal: Journal) -> dict[str, int]:
    """What was given twice, by kind; clicks count that had two answers, not one that had none."""
    return {
        "claims": _beyond_one(claim.shopper for claim in books.claims),
        "orders": _beyond_one(order.shopper for order in books.in_force),
        "fulfilments": sum(
            _beyond_one(event for event in order.events if event == "in_fulfilment")
            for order in books.orders
        ),
        "notices": _beyond_one(
            (order, event) for order, event, _ in {(n.order, n.event, n.key) for n in books.notices}
        ),
        "orders_told": sum(max(0, len(fate.orders) - 1) for fate in journal.fates.values()),
        "answers": len(journal.disagreements),
    }


def orders_lost(books: Books, journal: Journal) -> int:
    """Orders that are not as their shopper was told, or have no claim behind them.

    Or stand although their shopper was told that they are cancelled.
    """
    standing = {order.order: order for order in books.in_force}
    claimed = {(claim.shopper, claim.claim): claim.quantity for claim in books.claims}
    lost = {
        told.order
        for fate in journal.fates.values()
        for told in fate.orders.values()
        if not _as_told(standing.get(told.order), fate, told)
    }
    lost |= {
        order.order
        for order in standing.values()
        if claimed.get((order.shopper, order.claim)) != order.quantity
    }
    cancelled = {order for fate in journal.fates.values() for order in fate.cancelled}
    return len(lost | (cancelled & standing.keys()) | set(journal.wrong_pages))


def orders_untold(books: Books, journal: Journal) -> int:
    """Orders in force that no shopper of the crowd was ever told of."""
    fates = journal.fates.values()
    told = {order for fate in fates for order in (*fate.orders, *fate.cancelled)}
    return sum(1 for order in books.in_force if order.order not in told)


def mispriced(books: Books) -> int:
    """Orders at another price than was planned."""
    return sum(order.total_minor != order.quantity * books.price_minor for order in books.orders)


def unreleased(books: Books) -> int:
    """Units that stay claimed, though no order in force has them."""
    claimed = sum(claim.quantity for claim in books.claims)
    return max(0, claimed - sum(order.quantity for order in books.in_force))


def refused_wrongly(journal: Journal) -> int:
    """Requests that were refused although whoever sent them did nothing wrong."""
    return sum(
        ask.status in _PROBLEMS and ask.code not in _HONEST.get(ask.step, ())
        for ask in journal.asks
    )


def kept_out(journal: Journal) -> int:
    """Shoppers who were told to reserve instead of waiting, and never got into the list."""
    vain = (Step.JOIN_LIST, "wrong_state")
    tried = {ask.shopper for ask in journal.asks if (ask.step, ask.code) == vain}
    return sum(journal.fates[number].listed is None for number in tried)


def fulfilled(books: Books) -> int:
    """Units of orders in force whose fulfilment has begun."""
    return sum(order.quantity for order in books.in_force if "in_fulfilment" in order.events)


def notices_missing(books: Books) -> int:
    """Events of orders' histories that no mail to the order's address tells of."""
    sent = {(notice.order, notice.event, notice.to) for notice in books.notices}
    return sum(
        1
        for order in books.orders
        for number in range(1, len(order.events) + 1)
        if (order.order, number, order.email) not in sent
    )


def notices_doubled(books: Books) -> int:
    """Mails beyond the first that tell the same address of the same event."""
    return _beyond_one((notice.order, notice.event, notice.to) for notice in books.notices)


def _as_told(order: Order | None, fate: Fate, told: Bought) -> bool:
    if order is None or (order.shopper, order.email) != (fate.shopper, fate.email):
        return False
    return (order.quantity, order.total_minor) == (told.quantity, told.total_minor)


def _beyond_one(things: Iterable[object]) -> int:
    return sum(count - 1 for count in Counter(things).values())
