"""Prepare a basket before the sale opens, look whether it still fits, and take it away again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sale_api.domain.basket import Basket, terms_of
from sale_api.domain.contact import Delivery
from sale_api.domain.errors import Closed, InvalidRequest, NotFound
from sale_api.domain.payment import Payment
from sale_api.domain.plan import DAY_MS
from sale_api.domain.sale import Phase
from sale_api.ports import Baskets
from sale_api.usecases.watch import Watch

NO_BASKET = "You have prepared no basket in this sale."


class Prepared(NamedTuple):
    """A basket, and what of it does not fit the sale any more, by field."""

    basket: Basket
    faults: Mapping[str, str]


def prepare(
    *,
    sale_id: str,
    shopper: str,
    quantity: int,
    pool: str | None,
    delivery: Delivery,
    payment: Payment,
    now: int,
    watch: Watch,
    baskets: Baskets,
) -> Prepared:
    """Keep a basket in place of the one before; the shopper agrees to the sale as it is now.

    It has an address, so it goes as long after the sale as the addresses in its line do.
    Raises `Closed`, and `InvalidRequest` with all that does not fit. One write.
    """
    sale = watch.sale(sale_id, now)
    if sale.phase(now) is Phase.CLOSED:
        raise Closed("The sale is over.", closed_at=sale.ends_at)
    basket = Basket(
        sale=sale_id,
        shopper=shopper,
        pool=pool or sale.plan.pool_named(None),
        quantity=quantity,
        delivery=delivery,
        payment=payment,
        agreed=terms_of(sale.plan),
        prepared_at=now,
    )
    faults = basket.faults(sale.plan)
    if faults:
        raise InvalidRequest(faults)
    baskets.keep(basket, sale.ends_at + sale.plan.erase_days * DAY_MS)
    return Prepared(basket, faults)


def prepared(*, sale_id: str, shopper: str, now: int, watch: Watch, baskets: Baskets) -> Prepared:
    """Return the shopper's basket in a sale, in any phase, or `NotFound`. One read."""
    sale = watch.sale(sale_id, now)
    basket = baskets.find(sale_id, shopper)
    if basket is None:
        raise NotFound(NO_BASKET)
    return Prepared(basket, basket.faults(sale.plan))


def drop(*, sale_id: str, shopper: str, now: int, watch: Watch, baskets: Baskets) -> None:
    """Take the basket away; none is the same. One write."""
    baskets.drop(watch.sale(sale_id, now).sale, shopper)
