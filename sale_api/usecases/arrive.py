"""Arrive: note goods that were to come, as they come, under an id that the marketer chose."""

from __future__ import annotations

from sale_api.domain.errors import InvalidRequest, LimitReached, RequestReused, WrongState
from sale_api.domain.goods import MOST_ARRIVALS, Arrivals
from sale_api.domain.sale import Sale
from sale_api.ports import Goods, Sales
from sale_api.usecases.steer import read_sale

NOT_TO_COME = "The goods of this pool are not to come; add stock instead."


def arrive(
    *, sale_id: str, pool: str, arrival: str, units: int, sales: Sales, goods: Goods
) -> Arrivals:
    """Count units of a pool as arrived; the keeper allots them to orders.

    Asked again, it is the same arrival; `RequestReused` if other units stand under its id.
    `InvalidRequest` for a pool that is not to come, `WrongState` unless the sale is published,
    `LimitReached` after so many arrivals that the list would not be small any more. Two reads, one
    write.
    """
    sale = read_sale(sale_id=sale_id, sales=sales)
    _refuse_others(sale, pool)
    standing = goods.find(sale_id, pool)
    if standing is None or not sale.is_public:
        raise WrongState("Publish the sale first.", state=sale.state)
    if arrival not in standing.arrivals:
        if len(standing.arrivals) >= MOST_ARRIVALS:
            detail = f"Note at most {MOST_ARRIVALS} arrivals of a pool; put several into one."
            raise LimitReached(detail, limit=MOST_ARRIVALS)
        standing = goods.arrive(sale_id, pool, arrival, units)
    if standing.arrivals[arrival] != units:
        raise RequestReused("Other units arrived under this id; choose another.")
    return standing


def _refuse_others(sale: Sale, pool: str) -> None:
    if not sale.plan.pool_called(sale.plan.pool_named(pool)).to_come:
        raise InvalidRequest({"pool": NOT_TO_COME})
