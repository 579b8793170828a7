"""What is promised of goods by now, once a marketer has said a later date than was planned."""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.order import Order
from sale_api.domain.plan import Pool
from sale_api.domain.promise import Promise
from sale_api.domain.sale import Sale


def pools_of(sale: Sale) -> tuple[Pool, ...]:
    """Return the plan's pools, each with the day that is promised by now."""
    latest = {delay.pool: delay.delivers_by for delay in sale.delays}
    if not latest:
        return sale.plan.pools
    return tuple(
        replace(pool, delivers_by=latest.get(pool.pool, pool.delivers_by))
        for pool in sale.plan.pools
    )


def pool_of(sale: Sale, name: str) -> Pool:
    """Return the pool of that name, which there is, with the day that is promised by now."""
    return next(pool for pool in pools_of(sale) if pool.pool == name)


def promise_of(order: Order) -> Promise | None:
    """Return what an order's shopper is promised by now, with the last date they were given."""
    dates = [event.note.on for event in order.history if event.note and event.note.on]
    if order.promise is None or not dates:
        return order.promise
    return replace(order.promise, delivers_by=max(dates))
