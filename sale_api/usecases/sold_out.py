"""The refusal of whoever finds a pool without so many units, with all that leads on from there."""

from __future__ import annotations

from sale_api.domain.errors import SoldOut
from sale_api.usecases.stock import Stock

RETURN_SECONDS = 5
"""After how many seconds a refused shopper may ask again while units lie in baskets."""


def sold_out(stock: Stock, pool: str, quantity: int, until: int | None) -> SoldOut:
    """Return the refusal: what is left, which pool comes next, and until when units may come back.

    All of it from memory. Nobody is moved to the next pool: whoever wants it asks for it. With a
    waiting list what comes back goes to who waits there, so asking again leads nowhere.
    """
    has_list = stock.sale.plan.waitlist is not None
    largest, following = stock.most_for_one(pool), stock.next_pool(pool, quantity)
    detail = f"You can still have {largest}." if largest else "All units are taken."
    if following:
        there = f"{following.pool.pool} still has {following.largest}"
        detail = f"You can still have {largest} of this pool." if largest else "This pool is empty."
        detail += f" The pool {there}; ask for that one if you like."
    if has_list:
        detail += " What comes back is offered to who waits: join the waiting list."
    elif until:
        detail += " Some lie in baskets and may come back; ask again."
    return SoldOut(
        detail,
        largest=largest,
        next=following,
        may_return=until is not None,
        may_return_until=until,
        retry_after=RETURN_SECONDS if until and not has_list else None,
        waitlist=has_list,
    )
