"""Buy at once: with a prepared basket, one request reserves and orders.

It is `reserve`, then `place_order`, and nothing else decides: whoever stops in between leaves a
hold, which the same request, asked again, orders.
"""

from __future__ import annotations

from typing import NamedTuple

from sale_api.domain.basket import Basket
from sale_api.domain.circles import UNKNOWN_ORIGIN, Origin
from sale_api.domain.contact import Contact
from sale_api.domain.errors import InvalidRequest, NotFound
from sale_api.domain.order import Order
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Ticket
from sale_api.ports import Baskets, Chance, Lots, Orders, Sales
from sale_api.usecases.basket import NO_BASKET
from sale_api.usecases.circles import Circles
from sale_api.usecases.hold import Hold, held
from sale_api.usecases.place_order import Placed, place_order
from sale_api.usecases.reserve import refuse_at_the_door, reserve
from sale_api.usecases.sold_out import sold_out
from sale_api.usecases.watch import Watch


class Buyer(NamedTuple):
    """Who buys, as the tokens say."""

    shopper: str
    contact: Contact
    ticket: Ticket | None = None
    origin: Origin = UNKNOWN_ORIGIN


class Counter(NamedTuple):
    """What reserving and ordering need, and the instant."""

    now: int
    watch: Watch
    sales: Sales
    lots: Lots
    orders: Orders
    chance: Chance
    circles: Circles
    grace_ms: int


def buy(*, sale_id: str, buyer: Buyer, counter: Counter, baskets: Baskets) -> Placed:
    """Order what the buyer's basket says; asked again, it is the same order.

    Raises what `reserve` and `place_order` raise, `NotFound` without a basket, `InvalidRequest`
    for one that does not fit the sale any more. Costs one read, and what the two cost; nothing if
    it is not the buyer's turn, or nothing of the sale is left.
    """
    sale = counter.watch.sale(sale_id, counter.now)
    refuse_at_the_door(sale, buyer.ticket, buyer.origin, counter.now)
    _refuse_if_nothing_is_left(sale, buyer, counter)
    try:
        basket = _wanted(baskets.find(sale_id, buyer.shopper), sale)
    except (NotFound, InvalidRequest):
        # It may have been taken away, or have ceased to fit, after it was bought with.
        order = _ordered(sale, buyer, counter)
        if order is None:
            raise
        return Placed(order, new=False)
    hold = _held(basket, buyer, counter)
    if hold.order is not None:
        return Placed(hold.order, new=False)
    return place_order(
        reservation=hold.reservation,
        delivery=basket.delivery,
        contact=buyer.contact,
        now=counter.now,
        watch=counter.watch,
        sales=counter.sales,
        orders=counter.orders,
        lots=counter.lots,
        circles=counter.circles,
    )


def _refuse_if_nothing_is_left(sale: Sale, buyer: Buyer, counter: Counter) -> None:
    # Whatever the basket says: so a crowd that comes too late costs no read each.
    stock = counter.watch.stock(sale, counter.now)
    if stock.is_sold_out and not stock.levels.holds(buyer.shopper):
        until = counter.watch.may_return_until(stock, counter.now)
        raise sold_out(stock, sale.plan.pool_named(None), 1, until)


def _wanted(basket: Basket | None, sale: Sale) -> Basket:
    if basket is None:
        raise NotFound(NO_BASKET)
    faults = basket.faults(sale.plan)
    if faults:
        raise InvalidRequest({f"basket.{field}": problem for field, problem in faults.items()})
    return basket


def _ordered(sale: Sale, buyer: Buyer, counter: Counter) -> Order | None:
    try:
        hold = held(
            sale_id=sale.sale,
            shopper=buyer.shopper,
            now=counter.now,
            watch=counter.watch,
            lots=counter.lots,
            orders=counter.orders,
        )
    except NotFound:
        return None
    return hold.order


def _held(basket: Basket, buyer: Buyer, counter: Counter) -> Hold:
    return reserve(
        sale_id=basket.sale,
        shopper=buyer.shopper,
        quantity=basket.quantity,
        pool=basket.pool,
        ticket=buyer.ticket,
        origin=buyer.origin,
        now=counter.now,
        watch=counter.watch,
        lots=counter.lots,
        orders=counter.orders,
        chance=counter.chance,
        grace_ms=counter.grace_ms,
    )
