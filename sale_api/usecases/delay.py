"""Delay: a marketer says a later date, and the keeper tells all whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sale_api.domain.delaying import after_delay, untold, with_delay, with_told
from sale_api.domain.errors import TryAgain
from sale_api.domain.identifiers import order_id
from sale_api.domain.lot import Lot
from sale_api.domain.order import Order
from sale_api.domain.plan import Delay
from sale_api.domain.sale import Sale
from sale_api.ports import Lots, Orders, Sales, Unmet
from sale_api.usecases.moves import move
from sale_api.usecases.steer import steer

SEEN_MS = 90_000
"""After so long nobody places orders by the date before: a request takes 29 s at most, as the one
that says the date does, and one that began a second later, by a sale remembered from before that.
"""

LOTS_AT_ONCE = 32
"""Of so many lots the orders are told in one go: some hundreds. The next minute goes on."""


def delay_goods(
    *, sale_id: str, pool: str, delivers_by: str, reason: str, by: str, now: int, sales: Sales
) -> Sale:
    """Say that goods of a pool come later; the same again is the same answer. One read, one write.

    From the next second on orders are promised that day. Raises what `with_delay` does.
    """
    said = Delay(pool, delivers_by, reason, now)
    return steer(sale_id=sale_id, sales=sales, step=lambda sale: with_delay(sale, said, by))


def tell_later(*, sale: Sale, now: int, sales: Sales, lots: Lots, orders: Orders) -> None:
    """Note a later date on orders of its pool, those of the next lots in their order.

    Orders are found by their claims, which are consistent, not by the lists, which lag. Two at once
    are harmless: an order notes a date once, and how far it went is one conditional write. Who is
    interrupted leaves it to the next minute. Cost: nothing without a date that is to be told; else
    one read of lots, one of each hundred orders, two requests for each that is told, one write.
    """
    said = untold(sale)
    if said is None or now - said.at < SEEN_MS:
        return
    until = min(said.told + LOTS_AT_ONCE, sale.plan.lot_count)
    keys = set(_ordered(lots.look(sale.sale, range(said.told, until))))
    try:
        for found in orders.look(keys).values():
            if isinstance(found, Order) and after_delay(found, said, now) is not found:
                move(
                    order_id=found.order,
                    shopper=None,
                    orders=orders,
                    step=lambda order: after_delay(order, said, now),
                )
        sales.replace(with_told(sale, said, until))
    except (TryAgain, Unmet):
        return  # somebody is at that order, or has changed the sale: in a minute


def _ordered(seen: Sequence[Lot]) -> Iterator[str]:
    """Give the keys of what claims have become, or may become, of any pool.

    Which pool it is says the order: a lender may have been added since the sale was read.
    """
    for lot in seen:
        for shopper, claim in lot.claims.items():
            yield order_id(lot.sale, shopper, claim.claim)
