"""What every sale promises; and how counts of what broke become sentences, for every verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.crowd.journal import Journal

EVERY_SALE: Final = {
    "oversold": "Units were promised that do not exist: {}.",
    "undersold": "Units were left although somebody who would take them was refused: {}.",
    "duplicates": "Things were given twice that were asked for once: {}.",
    "orders_lost": "Orders are not what their shoppers were told: {}.",
    "untold": "Orders stand of which no shopper was told: {}.",
    "broken_holds": "Reservations were gone before their time was up: {}.",
    "unanswered": "Requests or shoppers never got a final answer: {}.",
    "server_errors": "Answers were errors of the server: {}.",
    "unfulfilled": "Ordered units were not passed on to be packed: {}.",
    "notices_missing": "Notices that an order's history calls for were never sent: {}.",
    "dead": "Messages ended in a dead-letter queue: {}.",
    "waiting": "Messages still waited when nothing moved any more: {}.",
    "unreleased": "Units stayed claimed that nobody has ordered: {}.",
    "mispriced": "Orders are at another price than was planned: {}.",
    "refused_wrongly": "Requests were refused that nothing was wrong with: {}.",
    "turned_away": "People could not sign in: {}.",
}


def broken(promises: Mapping[str, str], counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return one sentence for each count that is not nought; each count needs its promise."""
    said = {name: promises[name].format(f"{count:,}") for name, count in counts.items()}
    return tuple(said[name] for name in promises if counts[name])


def untested(journal: Journal) -> tuple[str, ...]:
    """A run in which nobody bought anything proves nothing, and must not pass."""
    if journal.orders_told:
        return ()
    return ("Nobody could order, so nothing was proved.",)
