"""Buy at once: with a prepared basket, one request reserves and orders.

It is `reserve`, then `place_order`, and nothing else decides: whoever stops in between leaves a
hold, which the same request, asked again, orders.
"""

from __future__ import annotations

from sale_api.domain.basket import Basket
from sale_api.domain.circles import UNKNOWN_ORIGIN, Origin
from sale_api.domain.errors import InvalidRequest, NotFound
from sale_api.domain.order import Contact, Order
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Ticket
from sale_api.ports import Baskets, Chance, Lots, Orders, Sales
from sale_api.usecases.basket import NO_BASKET
from sale_api.usecases.circles import Circles
from sale_api.usecases.hold import held
from sale_api.usecases.place_order import Placed, place_order
from sale_api.usecases.reserve import refuse_at_the_door, reserve, sold_out
from sale_api.usecases.watch import Watch


def buy(
    *,
    sale_id: str,
    shopper: str,
    contact: Contact,
    ticket: Ticket | None = None,
    origin: Origin = UNKNOWN_ORIGIN,
    now: int,
    watch: Watch,
    sales: Sales,
    lots: Lots,
    orders: Orders,
    baskets: Baskets,
    chance: Chance,
    circles: Circles,
    grace_ms: int,
) -> Placed:
    """Order what the shopper's basket says; asked again, it is the same order.

    Raises what `reserve` and `place_order` raise, `NotFound` without a basket, `InvalidRequest`
    for one that does not fit the sale any more. Costs one read, and what the two cost; nothing if
    the sale is not open or nothing of it is left.
    """
    sale = watch.sale(sale_id, now)
    refuse_at_the_door(sale, ticket, origin, now)
    _refuse_if_nothing_is_left(sale, shopper, now, watch)
    try:
        basket = _wanted(baskets.find(sale_id, shopper), sale)
    except (NotFound, InvalidRequest):
        # It may have been taken away, or have ceased to fit, after it was bought with.
        order = _ordered(
            sale_id=sale_id, shopper=shopper, now=now, watch=watch, lots=lots, orders=orders
        )
        if order is None:
            raise
        return Placed(order, new=False)
    hold = reserve(
        sale_id=sale_id,
        shopper=shopper,
        quantity=basket.quantity,
        pool=basket.pool,
        ticket=ticket,
        origin=origin,
        now=now,
        watch=watch,
        lots=lots,
        orders=orders,
        chance=chance,
        grace_ms=grace_ms,
    )
    if hold.order is not None:
        return Placed(hold.order, new=False)
    return place_order(
        reservation=hold.reservation,
        delivery=basket.delivery,
        contact=contact,
        now=now,
        watch=watch,
        sales=sales,
        orders=orders,
        lots=lots,
        circles=circles,
    )


def _refuse_if_nothing_is_left(sale: Sale, shopper: str, now: int, watch: Watch) -> None:
    # Whatever the basket says: so a crowd that comes too late costs no read each.
    stock = watch.stock(sale, now)
    if stock.is_sold_out and not stock.levels.holds(shopper):
        raise sold_out(stock, sale.plan.pool_named(None), watch.may_return_until(stock, now))


def _wanted(basket: Basket | None, sale: Sale) -> Basket:
    if basket is None:
        raise NotFound(NO_BASKET)
    faults = basket.faults(sale.plan)
    if faults:
        raise InvalidRequest({f"basket.{field}": problem for field, problem in faults.items()})
    return basket


def _ordered(
    *, sale_id: str, shopper: str, now: int, watch: Watch, lots: Lots, orders: Orders
) -> Order | None:
    try:
        hold = held(
            sale_id=sale_id, shopper=shopper, now=now, watch=watch, lots=lots, orders=orders
        )
    except NotFound:
        return None
    return hold.order
