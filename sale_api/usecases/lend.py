"""Lend: take units for a shopper from another lot of the pool, after a look at it.

The look (one read) spares the transaction (four write units) where nothing is left: without it
the last hundred units cost ten times as many writes.
"""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.errors import TryAgain
from sale_api.domain.lot import Claim
from sale_api.ports import Chance, Lots, Unmet
from sale_api.usecases.stock import Stock

TRIES = 4


def lend(
    *,
    stock: Stock,
    pool: str,
    home: int,
    shopper: str,
    fresh: Claim,
    lots: Lots,
    chance: Chance,
) -> Claim:
    """Write the claim with a lender, or return the shopper's own that stands at home.

    Raises `TryAgain` after four looks or tries, never `SoldOut`: that somebody was faster says
    nothing about the stock. Cost: a read each look, a transaction of two each try.
    """
    sale = stock.sale.sale
    for attempt in range(TRIES):
        number = stock.lender(pool, fresh.quantity, home, chance.below)
        if number is None:
            break
        if attempt:
            chance.pause(attempt)
        (lender,) = lots.look(sale, [number])
        stock.observe(number, lender.available)
        if not lender.can_lend(fresh.quantity):
            continue
        claim = replace(fresh, lender=number)
        try:
            lots.lend(sale, pool, home, shopper, claim)
        except Unmet as unmet:
            for lot in unmet.lots:
                stock.observe(lot.number, lot.available)
                if lot.number == home and shopper in lot.claims:
                    return lot.claims[shopper]
            continue
        stock.observe(number, lender.available - fresh.quantity)
        return claim
    raise TryAgain("Others were faster just now; units may still be left. Ask again.")
