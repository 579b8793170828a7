"""What people ask of the shop, as works for a run: the same words each time they are sent.

Over 200 lines because each use case stands here once, with all that it is given.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from chalicelib.seals import tags_of
from chalicelib.workers import heeding
from sale_api.domain.access import Admitted
from sale_api.domain.circles import Origin
from sale_api.domain.contact import Contact
from sale_api.domain.history import Shipment
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.payment import Booking, Payment, reference_of
from sale_api.domain.plan import Plan
from sale_api.domain.planning import Draft
from sale_api.domain.reservation import Reservation
from sale_api.domain.ticket import Ticket
from sale_api.usecases import basket, find_orders, report, steer
from sale_api.usecases.add_gift import add_gift
from sale_api.usecases.add_stock import add_stock
from sale_api.usecases.audit import audit
from sale_api.usecases.book import book
from sale_api.usecases.buy import Buyer, Counter, buy
from sale_api.usecases.cancel import cancel
from sale_api.usecases.deliver import deliver
from sale_api.usecases.forget import forget
from sale_api.usecases.give_back import give_back
from sale_api.usecases.hold import held
from sale_api.usecases.join import join
from sale_api.usecases.join_list import join_list
from sale_api.usecases.live import live
from sale_api.usecases.order_page import read_order
from sale_api.usecases.outlook import Outlooks
from sale_api.usecases.pay import pay
from sale_api.usecases.place_order import place_order
from sale_api.usecases.plan_sale import change_plan, plan_sale
from sale_api.usecases.publish import publish
from sale_api.usecases.refund import refund
from sale_api.usecases.register import register
from sale_api.usecases.reserve import reserve
from sale_api.usecases.ship import ship
from sale_api.usecases.status import coming, status
from sale_api.usecases.take_back import take_back
from sale_api.usecases.wait import leave_list, look_at_list
from sale_api.usecases.withdraw import withdraw
from tests.crashes.runs import Work
from tests.sale_api.given import CLOSES, CONTACT, DELIVERY, OPENS, PRICE, SALE
from tests.sales import ZONE, wall
from tests.simulation.invocations import Process
from tests.systems import TOKENS

MARKETER = "marketer"
ADDITION = "more"
OF_A_FIRM = Origin(domain="example.org")


def ticket_of(shopper: str, plan: Plan) -> Ticket | None:
    """Return the ticket of somebody who was in time, where there is a line."""
    if plan.line is None:
        return None
    return Ticket(sale=SALE, window=0, shopper=shopper, joined_at=OPENS - 1)


def joining(shopper: str) -> Work:
    return lambda process: join(
        sale_id=SALE,
        shopper=shopper,
        contact=CONTACT,
        origin=OF_A_FIRM,
        clock=process.now,
        watch=process.watch,
        entrants=process.stores.entrants,
        circles=process.circles,
    )


def reserving(shopper: str, quantity: int = 1) -> Work:
    return lambda process: reserve(
        sale_id=SALE,
        shopper=shopper,
        quantity=quantity,
        ticket=ticket_of(shopper, process.watch.sale(SALE, process.now()).plan),
        now=process.now(),
        watch=process.watch,
        lots=process.stores.lots,
        orders=process.stores.orders,
        chance=process.chance,
        grace_ms=process.system.grace_ms,
    )


def looking(shopper: str) -> Work:
    return lambda process: held(
        sale_id=SALE,
        shopper=shopper,
        now=process.now(),
        watch=process.watch,
        lots=process.stores.lots,
        orders=process.stores.orders,
    )


def leaving(token: Reservation) -> Work:
    return lambda process: give_back(
        sale_id=SALE,
        shopper=token.shopper,
        only=token.claim.claim,
        now=process.now(),
        watch=process.watch,
        lots=process.stores.lots,
        orders=process.stores.orders,
    )


def ordering(token: Reservation) -> Work:
    return lambda process: place_order(
        reservation=token,
        delivery=DELIVERY,
        contact=CONTACT,
        now=process.now(),
        watch=process.watch,
        sales=process.stores.sales,
        orders=process.stores.orders,
        lots=process.stores.lots,
        circles=process.circles,
    )


def cancelling(order: str, shopper: str | None = None, *, resell: bool = True) -> Work:
    return lambda process: cancel(
        order_id=order,
        by=Actor.SHOPPER if shopper else Actor.MARKETER,
        shopper=shopper,
        reason="regretted",
        resell=resell,
        now=process.now(),
        orders=process.stores.orders,
        lots=process.stores.lots,
    )


def shipping(order: str) -> Work:
    shipment = Shipment("DHL", "1")
    return lambda process: ship(
        order_id=order, shipment=shipment, now=process.now(), orders=process.stores.orders
    )


def delivering(order: str) -> Work:
    return lambda process: deliver(order_id=order, now=process.now(), orders=process.stores.orders)


def withdrawing(order: str) -> Work:
    return lambda process: withdraw(
        order_id=order,
        shopper=None,
        name="Anna Muster",
        now=process.now(),
        orders=process.stores.orders,
        lots=process.stores.lots,
    )


def taking_back(order: str, *, resell: bool) -> Work:
    return lambda process: take_back(
        order_id=order,
        reason="came back unopened",
        resell=resell,
        now=process.now(),
        orders=process.stores.orders,
        lots=process.stores.lots,
    )


def refunding(order: str) -> Work:
    return lambda process: refund(
        order_id=order,
        amount=PRICE,
        now=process.now(),
        orders=process.stores.orders,
        payments=process.system.payments,
    )


def paying(order: str) -> Work:
    return lambda process: pay(
        order_id=order, by=MARKETER, now=process.now(), orders=process.stores.orders
    )


def booking(order: str) -> Work:
    came = Booking("booking-1", PRICE.times(2), reference_of(order))
    return lambda process: book(
        booking=came,
        now=process.now(),
        orders=process.stores.orders,
        payments=process.system.payments,
    )


def giving(order: str) -> Work:
    return lambda process: add_gift(
        order_id=order,
        gift_id="sorry-1",
        words="a voucher",
        now=process.now(),
        orders=process.stores.orders,
    )


def reading(order: str) -> Work:
    return lambda process: read_order(order_id=order, shopper=None, orders=process.stores.orders)


def searching(
    *,
    sale: str | None = None,
    state: OrderState | None = None,
    shopper: str | None = None,
    order: str | None = None,
) -> Work:
    return lambda process: find_orders.search(
        sale=sale,
        state=state,
        shopper=shopper,
        order=order,
        cursor=None,
        views=process.stores.views,
        orders=process.stores.orders,
    )


def own_orders(shopper: str) -> Work:
    return lambda process: find_orders.of_shopper(shopper=shopper, views=process.stores.views)


def joining_list(shopper: str, quantity: int) -> Work:
    return lambda process: join_list(
        sale_id=SALE,
        shopper=shopper,
        contact=CONTACT,
        quantity=quantity,
        now=process.now(),
        watch=process.watch,
        waiting=process.stores.waiting,
        lots=process.stores.lots,
        orders=process.stores.orders,
    )


def _on_list(step: Any, shopper: str) -> Work:
    return lambda process: step(
        sale_id=SALE,
        shopper=shopper,
        now=process.now(),
        watch=process.watch,
        waiting=process.stores.waiting,
        lots=process.stores.lots,
        orders=process.stores.orders,
    )


looking_at_list: Callable[[str], Work] = partial(_on_list, look_at_list)
leaving_list: Callable[[str], Work] = partial(_on_list, leave_list)


def looking_ahead(shopper: str) -> Work:
    def look(process: Process) -> Any:
        stores = process.stores
        listed = looking_at_list(shopper)(process)
        outlooks = Outlooks(waiting=stores.waiting, lots=stores.lots, views=stores.views)
        sale, now = process.watch.sale(SALE, process.now()), process.now()
        outlook = outlooks.of(listed.entry, sale, now)
        return outlook and outlook.before

    return look


def draft_of(plan: Plan, title: str) -> Draft:
    """Return the draft that a plan was made from, under another title."""
    return Draft(
        title=title,
        zone=ZONE,
        windows=[(wall(OPENS), wall(CLOSES))],
        price=PRICE,
        pools=plan.pools,
        limit=plan.limit,
        hold_seconds=plan.hold_seconds,
        line=plan.line,
        admitted=[Admitted(window.access, window.until) for window in plan.windows],
        domain_limit=plan.domain_limit,
        household_limit=plan.household_limit,
        prepayment=plan.prepayment,
        waitlist=plan.waitlist,
    )


def planning(draft: Draft) -> Work:
    return lambda process: plan_sale(
        sale_id=SALE, draft=draft, by=MARKETER, now=process.now(), sales=process.stores.sales
    )


def changing(draft: Draft, version: int) -> Work:
    return lambda process: change_plan(
        sale_id=SALE,
        version=version,
        draft=draft,
        by=MARKETER,
        now=process.now(),
        sales=process.stores.sales,
        seeds=process.stores.seeds,
        chance=process.chance,
    )


def publishing(process: Process) -> Any:
    return publish(
        sale_id=SALE,
        by=MARKETER,
        now=process.now(),
        sales=process.stores.sales,
        lots=process.stores.lots,
        published=process.stores.published,
        goods=process.stores.goods,
        seeds=process.stores.seeds,
        chance=process.chance,
    )


def adding(units: int) -> Work:
    return lambda process: add_stock(
        sale_id=SALE,
        addition_id=ADDITION,
        units=units,
        by=MARKETER,
        now=process.now(),
        sales=process.stores.sales,
        lots=process.stores.lots,
        published=process.stores.published,
    )


def _steering(step: Any, process: Process) -> Any:
    return step(
        sale_id=SALE, by=MARKETER, reason="a check", now=process.now(), sales=process.stores.sales
    )


pausing: Work = partial(_steering, steer.pause)
resuming: Work = partial(_steering, steer.resume)
closing: Work = partial(_steering, steer.close)


def seeing_the_plan(process: Process) -> Any:
    return steer.read_sale(sale_id=SALE, sales=process.stores.sales)


def counting(process: Process) -> Any:
    stores = process.stores
    return live(
        sale_id=SALE, sales=stores.sales, lots=stores.lots, views=stores.views, queues=stores.queues
    )


def reporting(process: Process) -> Any:
    stores, now, grace_ms = process.stores, process.now(), process.system.grace_ms
    sale = report.finished(sale_id=SALE, now=now, watch=process.watch, grace_ms=grace_ms)
    units = report.where_units_went(sale, stores.lots)
    counted = report.by_state(sale, stores.views), report.who_waited(sale, stores.waiting)
    return units, *counted, report.served(sale=SALE, start=0, views=stores.views)


def auditing(process: Process) -> Any:
    stores = process.stores
    return audit(
        sale_id=SALE,
        now=process.now(),
        sales=stores.sales,
        lots=stores.lots,
        orders=stores.orders,
        views=stores.views,
        entrants=stores.entrants,
        waiting=stores.waiting,
        goods=stores.goods,
        grace_ms=process.system.grace_ms,
    )


def visiting(process: Process) -> Any:
    rounds = process.stores.beacon.rounds
    return status(sale_id=SALE, now=process.now(), watch=process.watch, rounds=rounds)


def browsing(process: Process) -> Any:
    return coming(now=process.now(), watch=process.watch)


def hearing_of_a_bounce(order: str) -> Work:
    """Return what the mail system's queue calls when an order's first mail bounced."""
    tags = tags_of(order, 1, TOKENS.keys)
    told = {
        "eventType": "Bounce",
        "mail": {"messageId": "mail", "tags": {name: [value] for name, value in tags.items()}},
        "bounce": {"bounceType": "Permanent", "timestamp": "2027-01-15T08:00:01.000Z"},
    }
    record = {"messageId": "bounce", "body": json.dumps(told)}
    return lambda _: heeding.heard({"Records": [record]})


def registering(contact: Contact, *, orders: bool = False) -> Work:
    return lambda process: register(
        contact=contact,
        shopper="anna",
        orders=orders,
        now=process.now(),
        shoppers=process.stores.shoppers,
        queues=process.stores.queues,
        chance=process.chance,
    )


def remembering(shopper: str) -> Work:
    return lambda process: process.stores.shoppers.remember(shopper, DELIVERY)


def recalling(shopper: str) -> Work:
    return lambda process: process.stores.shoppers.delivery(shopper)


def forgetting(shopper: str) -> Work:
    return lambda process: forget(
        shopper=shopper, shoppers=process.stores.shoppers, baskets=process.stores.baskets
    )


def preparing(shopper: str, quantity: int = 1) -> Work:
    return lambda process: basket.prepare(
        sale_id=SALE,
        shopper=shopper,
        quantity=quantity,
        pool=None,
        delivery=DELIVERY,
        payment=Payment.INVOICE,
        now=process.now(),
        watch=process.watch,
        baskets=process.stores.baskets,
    )


def _with_basket(step: Any, shopper: str) -> Work:
    return lambda process: step(
        sale_id=SALE,
        shopper=shopper,
        now=process.now(),
        watch=process.watch,
        baskets=process.stores.baskets,
    )


looking_into: Callable[[str], Work] = partial(_with_basket, basket.prepared)
emptying: Callable[[str], Work] = partial(_with_basket, basket.drop)


def buying(shopper: str) -> Work:
    return lambda process: buy(
        sale_id=SALE,
        buyer=Buyer(shopper, CONTACT),
        counter=Counter(
            now=process.now(),
            watch=process.watch,
            sales=process.stores.sales,
            lots=process.stores.lots,
            orders=process.stores.orders,
            chance=process.chance,
            circles=process.circles,
            grace_ms=process.system.grace_ms,
        ),
        baskets=process.stores.baskets,
    )
