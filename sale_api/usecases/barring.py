"""Letting a claim go, the one safe way: bar its order key first, then give its units back."""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.identifiers import order_id
from sale_api.domain.lot import Claim, Returned
from sale_api.domain.moves import Actor
from sale_api.domain.order import Bar, Order
from sale_api.ports import Lots, Orders


def let_go(
    *,
    sale: str,
    home: int,
    shopper: str,
    claim: Claim,
    by: Actor,
    now: int,
    orders: Orders,
    lots: Lots,
) -> Order | None:
    """Let a claim go unless its order is in force; return that order, else None.

    Whoever comes first under the order key wins: the order, or the bar. Two requests (lent units:
    one of them a transaction). May be repeated, and may stop between the two: a barred claim is
    given back by whoever meets it next. Raises `Unmet` when another transaction was in the way.

    The bar of an offer says whose it was, and that it was let go `by` its shopper or by time.
    """
    bar = Bar(order_id(sale, shopper, claim.claim), sale, now)
    if claim.offered:
        bar = replace(bar, offered_to=shopper, by=by)
    standing = orders.bar(bar)
    if isinstance(standing, Order) and standing.is_in_force:
        return standing
    restock = standing.restock if isinstance(standing, Order) else Returned.RETURNED
    lots.give_back(sale, home, shopper, claim, restock)
    return None
