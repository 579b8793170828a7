"""How long we know whom: who got nothing is forgotten soon, orders as soon as the law lets us."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from sale_api.domain.hours import moment_of, zone_named
from sale_api.domain.plan import DAY_MS
from sale_api.domain.sale import Change, Sale

KEPT_YEARS = 8
"""So many years after the one of the order its receipts are kept (§ 147 AO, § 257 HGB)."""
KEPT_BY = "Europe/Berlin"
"""A year ends when it does for that law: an hour before it does in UTC."""


def erase_at(sale: Sale) -> int:
    """Return when contacts of who stood in line, or waited, are to go.

    Not before the last offer has run out, for of that its shopper is told.
    """
    waitlist = sale.plan.waitlist
    last = (sale.list_until or sale.ends_at) + (waitlist.offer_seconds * 1_000 if waitlist else 0)
    return last + sale.plan.erase_days * DAY_MS


def is_to_erase(sale: Sale, now: int) -> bool:
    """Tell whether contacts are to go now; a sale that went on after that is erased again."""
    done = sale.erased_at is not None and sale.erased_at >= erase_at(sale)
    return sale.is_public and now >= erase_at(sale) and not done


def erased(sale: Sale, change: Change) -> Sale:
    """Return the sale whose contacts are gone."""
    return replace(sale.changed(change), erased_at=change.at)


def forget_order_at(placed_at: int) -> int:
    """Return when an order may be forgotten, in seconds: the end of the last year it is kept."""
    zone = zone_named(KEPT_BY)
    year = moment_of(placed_at, zone).year + KEPT_YEARS + 1
    return int(datetime(year, 1, 1, tzinfo=zone).timestamp())
