"""A hold: what a shopper has in a sale, reservation or order; and looking at it."""

from __future__ import annotations

from typing import NamedTuple

from sale_api.domain.errors import NotFound
from sale_api.domain.lot import Claim
from sale_api.domain.order import Order
from sale_api.domain.reservation import Reservation
from sale_api.domain.sale import Sale
from sale_api.ports import Lots, Orders
from sale_api.usecases.watch import Watch


class Hold(NamedTuple):
    """A reservation, until an instant (wall time), or the order that came of it."""

    reservation: Reservation
    deadline_at: int
    order: Order | None = None
    new: bool = False


def hold_of(
    sale: Sale, home: int, shopper: str, claim: Claim, now: int, *, new: bool = False
) -> Hold:
    """Return the hold that a claim in its home lot stands for, while no order came of it."""
    reservation = Reservation(
        sale=sale.sale,
        shopper=shopper,
        pool=sale.layout.pool_of(claim.source(home)),
        claim=claim,
        price=sale.plan.price,
    )
    return Hold(reservation, sale.wall(claim.deadline, now), new=new)


def held(*, sale_id: str, shopper: str, now: int, watch: Watch, lots: Lots, orders: Orders) -> Hold:
    """Return what a shopper holds in a sale, in any phase; `NotFound` if nothing.

    Two reads. A claim that has run out holds nothing any more, though it may still stand.
    """
    sale = watch.sale(sale_id, now)
    home = sale.home_of(shopper)
    (lot,) = lots.look(sale_id, [home])
    claim = lot.claims.get(shopper)
    if claim is not None:
        sale = watch.sale_with(sale, claim.source(home), now)
        hold = hold_of(sale, home, shopper, claim, now)
        standing = orders.find(hold.reservation.order)
        if isinstance(standing, Order) and standing.is_in_force:
            return Hold(hold.reservation, hold.deadline_at, standing)
        if standing is None and sale.clock(now) <= claim.deadline:
            return hold
    raise NotFound("You hold nothing in this sale.")
