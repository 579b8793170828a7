"""Reserve: hold units for a shopper, with one conditional write on the shopper's home lot.

See `docs/explanation/protocol.md`. Order of things: refuse without a request if that is known to
be right; else write at home; a claim of the shopper's own that stands there is the answer; not
enough at home: borrow from another lot of the pool.
"""

from __future__ import annotations

from typing import NamedTuple

from sale_api.domain.admission import refuse_anothers, refuse_unless_admitted
from sale_api.domain.circles import UNKNOWN_ORIGIN, Origin, refuse_throwaway
from sale_api.domain.errors import LimitReached, RequestReused, TryAgain
from sale_api.domain.lot import Claim
from sale_api.domain.moves import Actor
from sale_api.domain.order import Order
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Ticket
from sale_api.ports import Chance, Lots, Orders, Unmet
from sale_api.usecases.barring import let_go
from sale_api.usecases.hold import Hold, hold_of
from sale_api.usecases.lend import lend
from sale_api.usecases.sold_out import sold_out
from sale_api.usecases.stock import Stock
from sale_api.usecases.watch import Watch

FRESH_STARTS = 3
"""How often one request may start again after a claim that had run out was let go."""


class _Asked(NamedTuple):
    sale: Sale
    shopper: str
    pool: str
    home: int
    quantity: int
    now: int


def reserve(
    *,
    sale_id: str,
    shopper: str,
    quantity: int,
    pool: str | None = None,
    ticket: Ticket | None = None,
    origin: Origin = UNKNOWN_ORIGIN,
    now: int,
    watch: Watch,
    lots: Lots,
    orders: Orders,
    chance: Chance,
    grace_ms: int,
) -> Hold:
    """Hold `quantity` units of a pool until the plan's hold has passed.

    Asked again, it gives the same answer. Raises the refusals of a sale that is not open, and of a
    line in which it is not the shopper's turn; `LimitReached`, `SoldOut`, `RequestReused`, and
    `TryAgain`. Cost: none if refused from memory; one request if the home lot has the units;
    three as a rule if they are lent, nine at worst.
    """
    sale = watch.sale(sale_id, now)
    refuse_anothers(ticket, sale_id, shopper)
    refuse_at_the_door(sale, ticket, origin, now)
    _refuse_above_limit(sale, quantity)
    home = sale.home_of(shopper)
    asked = _Asked(sale, shopper, sale.plan.pool_named(pool), home, quantity, now)
    for _ in range(FRESH_STARTS):
        fresh = _claim_for(asked, chance)
        claim = _take(asked, fresh, watch, lots, chance)
        sale = watch.sale_with(sale, claim.source(asked.home), now)
        if claim.claim == fresh.claim:
            return hold_of(sale, asked.home, shopper, claim, now, new=True)
        hold = _standing(asked._replace(sale=sale), claim, lots, orders, grace_ms)
        if hold is not None:
            return _same_or_refused(hold, asked)
    raise TryAgain("Your earlier reservation is being given back; ask again.")


def refuse_at_the_door(sale: Sale, ticket: Ticket | None, origin: Origin, now: int) -> None:
    """Raise the refusal of whoever may not reserve at `now`, whatever they want."""
    sale.refuse_unless_open(now)
    refuse_throwaway(origin, refused=sale.plan.refuse_throwaway)
    refuse_unless_admitted(sale, ticket, now)


def _refuse_above_limit(sale: Sale, quantity: int) -> None:
    limit = sale.plan.limit
    if quantity > limit:
        raise LimitReached(f"Ask for at most {limit}: that is the limit.", limit=limit)


def _claim_for(asked: _Asked, chance: Chance) -> Claim:
    deadline = asked.sale.clock(asked.now) + asked.sale.plan.hold_seconds * 1_000
    return Claim(asked.quantity, chance.claim_id(), deadline)


def _take(asked: _Asked, fresh: Claim, watch: Watch, lots: Lots, chance: Chance) -> Claim:
    """Write the fresh claim and return it, or return the shopper's own that stands there."""
    sale, shopper, home = asked.sale, asked.shopper, asked.home
    stock = watch.stock(sale, asked.now)
    if stock.largest(asked.pool) < asked.quantity:
        return _own_or_sold_out(asked, stock, lots, watch)
    if sale.layout.pool_of(home) == asked.pool and stock.left(home) >= asked.quantity:
        try:
            stock.observe(home, lots.claim(sale.sale, home, shopper, fresh))
        except Unmet as unmet:
            for lot in unmet.lots:
                stock.observe(home, lot.available)
                if shopper in lot.claims:
                    return lot.claims[shopper]
        else:
            return fresh
    return lend(
        stock=stock,
        pool=asked.pool,
        home=home,
        shopper=shopper,
        fresh=fresh,
        lots=lots,
        chance=chance,
    )


def _own_or_sold_out(asked: _Asked, stock: Stock, lots: Lots, watch: Watch) -> Claim:
    # Who took one of the last units and lost the answer must not be told that none is left.
    if stock.levels.holds(asked.shopper):
        (lot,) = lots.look(asked.sale.sale, [asked.home])
        if asked.shopper in lot.claims:
            return lot.claims[asked.shopper]
    until = watch.may_return_until(stock, asked.now)
    raise sold_out(stock, asked.pool, asked.quantity, until)


def _standing(
    asked: _Asked, claim: Claim, lots: Lots, orders: Orders, grace_ms: int
) -> Hold | None:
    """Return what the shopper's own claim stands for, or let it go and return None."""
    sale, shopper = asked.sale, asked.shopper
    hold = hold_of(sale, asked.home, shopper, claim, asked.now)
    standing = orders.find(hold.reservation.order)
    if isinstance(standing, Order) and standing.is_in_force:
        return Hold(hold.reservation, hold.deadline_at, standing)
    clock = sale.clock(asked.now)
    if standing is None and clock <= claim.deadline:
        return hold
    if standing is None and not claim.is_over(clock, grace_ms):
        wait = (claim.deadline + grace_ms - clock) // 1_000 + 1
        detail = "Your reservation has run out and is being given back; ask again."
        raise TryAgain(detail, retry_after_seconds=wait)
    try:
        order = let_go(
            sale=sale.sale,
            home=asked.home,
            shopper=shopper,
            claim=claim,
            by=Actor.SYSTEM,
            now=asked.now,
            orders=orders,
            lots=lots,
        )
    except Unmet:
        detail = "Your earlier reservation is being given back; ask again."
        raise TryAgain(detail) from None
    return Hold(hold.reservation, hold.deadline_at, order) if order else None


def _same_or_refused(hold: Hold, asked: _Asked) -> Hold:
    if hold.order is not None:
        return hold
    reservation = hold.reservation
    if (reservation.claim.quantity, reservation.pool) != (asked.quantity, asked.pool):
        detail = "You hold other units already; delete that reservation to change it."
        raise RequestReused(detail, standing=hold)
    return hold
