"""Place an order: one conditional write under the key that the reservation fixes."""

from __future__ import annotations

from typing import NamedTuple

from sale_api.domain.contact import Contact, Delivery
from sale_api.domain.delays import pool_of
from sale_api.domain.errors import Paused, RequestReused, ReservationExpired
from sale_api.domain.lot import Returned
from sale_api.domain.order import Bar, Order, Standing, placed
from sale_api.domain.payment import Payment
from sale_api.domain.promise import Promise
from sale_api.domain.reservation import Reservation
from sale_api.domain.sale import Sale
from sale_api.ports import Lots, Orders, Sales, Unmet
from sale_api.usecases.circles import Circles
from sale_api.usecases.watch import Watch


class Placed(NamedTuple):
    """The order, and whether this request made it."""

    order: Order
    new: bool


def place_order(
    *,
    reservation: Reservation,
    delivery: Delivery,
    contact: Contact,
    now: int,
    watch: Watch,
    sales: Sales,
    orders: Orders,
    lots: Lots,
    circles: Circles,
) -> Placed:
    """Order what a verified reservation holds; asked again, it is the same order.

    In any phase but a pause, up to its deadline. Raises `Paused`, `ReservationExpired`,
    `LimitReached` for a household that has enough, and `RequestReused` if it stands with another
    delivery. One write, two if households count; past the deadline two reads.
    """
    sale = watch.sale(reservation.sale, now)
    if sale.clock(now) > reservation.claim.deadline:
        # A pause that this process has not seen yet may have prolonged the hold; and a page
        # reloaded ten minutes after a purchase must not say that it failed.
        sale = sales.find(reservation.sale) or sale
        if sale.clock(now) > reservation.claim.deadline:
            return _late(orders.find(reservation.order), delivery)
    if sale.is_paused:
        raise Paused("The seller has halted the sale; your units stay held meanwhile.")
    circles.let_in_by_household(sale, reservation.shopper, delivery, now)
    order = _order_of(sale, reservation, delivery, contact, now)
    standing = orders.place(order)
    if standing == order:
        return Placed(order, new=True)
    if isinstance(standing, Bar):
        _finish_give_back(order, lots)
    return _late(standing, delivery)


def _order_of(
    sale: Sale, reservation: Reservation, delivery: Delivery, contact: Contact, now: int
) -> Order:
    pool = pool_of(sale, reservation.pool)
    asked = sale.plan.prepayment if pool.payment is Payment.PREPAYMENT else None
    return placed(
        reservation,
        title=sale.plan.title,
        seller=sale.plan.seller,
        seller_contact=sale.plan.contact,
        home=sale.home_of(reservation.shopper),
        delivery=delivery,
        contact=contact,
        at=now,
        prepaid=None if asked is None else asked.asked(now),
        promise=None if pool.promise == Promise() else pool.promise,
    )


def _finish_give_back(order: Order, lots: Lots) -> None:
    # Who barred the key may have stopped before the units were given back.
    try:
        lots.give_back(order.sale, order.home, order.shopper, order.claim, Returned.RETURNED)
    except Unmet:
        return  # somebody else is at it


def _late(standing: Standing | None, delivery: Delivery) -> Placed:
    if standing is None or isinstance(standing, Bar):
        raise ReservationExpired("Your reservation has run out; reserve anew.")
    if standing.delivery != delivery:
        detail = "You have ordered this already, with another delivery; see that order."
        raise RequestReused(detail, standing=standing)
    return Placed(standing, new=False)
