"""Expire: claims that have run out are let go; those that became orders are settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sale_api.domain.lot import Claim, Lot
from sale_api.domain.moves import Actor
from sale_api.ports import Lots, Orders, Unknown, Unmet
from sale_api.usecases.barring import let_go

MOST = 500
"""After so many claims a run goes no further: first what came back is offered, and sold."""


class Expired(NamedTuple):
    """Which lots got units back, until when others are held, and whether there is more to do.

    Until when is by the sale's clock. More to do is where claims are over and were not come to.
    """

    freed: set[int]
    held: list[int]
    goes_on: bool


def expire(
    seen: Sequence[Lot], *, at: int, now: int, lots: Lots, orders: Orders, grace_ms: int
) -> Expired:
    """Expire what is over at an instant of the sale's clock, `MOST` claims or some more.

    Two writes for each claim that is let go, one for each lot with claims to settle.
    """
    freed: set[int] = set()
    held: list[int] = []
    done = 0
    goes_on = False
    for lot in seen:
        over = {s: c for s, c in lot.claims.items() if c.is_over(at, grace_ms)}
        held.extend(c.deadline for s, c in lot.claims.items() if not c.settled and s not in over)
        left = len(over)
        if done < MOST:
            left, given_back = _expired(lot, over, now=now, lots=lots, orders=orders)
            done += len(over) - left
            freed |= given_back
        else:
            goes_on = goes_on or bool(over)
        if left:  # comes back the next time
            held.append(at)
    return Expired(freed, held, goes_on)


def _expired(
    lot: Lot, over: Mapping[str, Claim], *, now: int, lots: Lots, orders: Orders
) -> tuple[int, set[int]]:
    """Let claims go, settle those that are orders.

    Return how many could not be let go, or settled, just now, and the lots that got units back.
    """
    left = 0
    given_back: set[int] = set()
    ordered: dict[str, Claim] = {}
    for shopper, claim in over.items():
        try:
            order = let_go(
                sale=lot.sale,
                home=lot.number,
                shopper=shopper,
                claim=claim,
                by=Actor.SYSTEM,
                now=now,
                orders=orders,
                lots=lots,
            )
        except (Unmet, Unknown):
            left += 1
            continue
        if order is None:
            given_back.add(claim.source(lot.number))
        else:
            ordered[shopper] = claim
    if ordered:
        try:
            lots.settle(lot.sale, lot.number, ordered)
        except (Unmet, Unknown):
            # One of the orders ended in between, and its claim is gone: next time.
            left += len(ordered)
    return left, given_back
