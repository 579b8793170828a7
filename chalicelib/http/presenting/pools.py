"""A plan's pools, and its waiting list, as marketers and everybody see them."""

from __future__ import annotations

from chalicelib.http.presenting.instants import instant
from sale_api.domain.payment import Prepayment
from sale_api.domain.plan import Pool
from sale_api.domain.sale import Sale
from sale_api.usecases.stock import NextPool


def pool_shown(pool: Pool, units: int) -> dict[str, object]:
    """Return a pool with its promise, and as many units as it is said to have."""
    return {**_promised(pool), "units": units}


def next_pool(following: NextPool) -> dict[str, object]:
    """Return a pool that one can ask for instead, and how many units one can have of it."""
    return {**_promised(following.pool), "largest": following.largest}


def _promised(pool: Pool) -> dict[str, object]:
    return {
        "pool": pool.pool,
        "place": pool.place,
        "delivers_from": pool.delivers_from or None,
        "delivers_by": pool.delivers_by or None,
        "to_come": pool.to_come,
        "payment": pool.payment,
    }


def prepayment_or_none(prepayment: Prepayment | None) -> dict[str, object] | None:
    """Return to whom prepaid orders are paid; its times are in seconds from the order on."""
    if prepayment is None:
        return None
    return {
        "holder": prepayment.holder,
        "iban": prepayment.iban,
        "bic": prepayment.bic or None,
        "pay_seconds": prepayment.pay_seconds,
        "remind_seconds": prepayment.remind_seconds,
    }


def waitlist_planned(sale: Sale) -> dict[str, object] | None:
    """Return the waiting list as it was planned."""
    waitlist = sale.plan.waitlist
    if waitlist is None:
        return None
    return {"offer_seconds": waitlist.offer_seconds, "days": waitlist.days}


def waitlist_shown(sale: Sale) -> dict[str, object] | None:
    """Return how long offers stand, and until when there are any."""
    waitlist, until = sale.plan.waitlist, sale.list_until
    if waitlist is None or until is None:
        return None
    return {"offer_seconds": waitlist.offer_seconds, "until": instant(until)}
