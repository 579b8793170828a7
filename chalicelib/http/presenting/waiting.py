"""An entry of a waiting list, as its shopper sees it."""

from __future__ import annotations

from chalicelib.http.call import Call
from chalicelib.http.presenting.instants import instant, instant_or_none, money
from chalicelib.http.presenting.reservations import reservation
from sale_api.domain.waiting import Entry, EntryEvent
from sale_api.usecases.outlook import Outlook
from sale_api.usecases.wait import Listed


def entry_shown(listed: Listed, outlook: Outlook | None, call: Call) -> dict[str, object]:
    """Return where somebody stands; `offer` is a reservation that they hold, or ordered."""
    entry = listed.entry
    sale = call.system.watch.sale(entry.sale, call.now)
    until = sale.list_until
    assert until is not None, f"{entry.sale} has entries and no list"
    return {
        "sale": entry.sale,
        "pool": entry.pool,
        "quantity": entry.quantity,
        "price": money(entry.price),
        "state": entry.state,
        "rule": "joined" if sale.plan.line is None else "line",
        "outlook": None if outlook is None else _outlook(outlook),
        "offer": None if listed.hold is None else reservation(listed.hold, call),
        "list_until": instant(until),
        "history": [_event(event) for event in entry.history],
    }


def entry_standing(entry: Entry, call: Call) -> dict[str, object]:
    """Return an entry that stands in the way of another."""
    return entry_shown(Listed(entry), None, call)


def _outlook(outlook: Outlook) -> dict[str, object]:
    return {
        "before": outlook.before,
        "in_baskets": outlook.in_baskets,
        "unpaid": outlook.unpaid,
        "as_of": instant(outlook.as_of),
    }


def _event(event: EntryEvent) -> dict[str, object]:
    return {
        "at": instant(event.at),
        "what": event.what,
        "by": event.by,
        "quantity": event.quantity,
        "until": instant_or_none(event.until_at),
    }
