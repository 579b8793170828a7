"""The paths of goods to come: published, paid, arrived, and allotted."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from sale_api.domain.payment import Booking, Payment, reference_of
from sale_api.domain.plan import Pool
from sale_api.usecases.arrive import arrive
from sale_api.usecases.book import book
from sale_api.usecases.delay import SEEN_MS, delay_goods
from tests.crashes import words
from tests.crashes.buying import HELD, regrets
from tests.crashes.paths import TWO_LOTS, Path, saying
from tests.crashes.runs import Work
from tests.crashes.scenes import (
    a_draft_stands,
    in_order,
    is_fulfilled,
    is_over,
    is_relayed,
    meanwhile,
    open_sale,
    orders,
)
from tests.crashes.stage import Stage
from tests.sale_api.given import MINUTE, PREPAYMENT, SALE
from tests.simulation.invocations import Process

POOL = Pool("main", 4, delivers_by="2027-03-01", to_come=True, payment=Payment.PREPAYMENT)
TO_COME = replace(TWO_LOTS, pools=(POOL,), prepayment=PREPAYMENT)


def arriving(units: int) -> Work:
    def note(process: Process) -> Any:
        stores = process.stores
        return arrive(
            sale_id=SALE,
            pool=POOL.pool,
            arrival="container-1",
            units=units,
            sales=stores.sales,
            goods=stores.goods,
        )

    return note


def pays(stage: Stage) -> None:
    """Let the money for Anna's order come."""
    order = stage.order
    assert order is not None, "nobody has ordered"
    booking = Booking("b1", order.total, reference_of(order.order))
    stage.do(
        lambda process: book(
            booking=booking,
            now=process.now(),
            orders=process.stores.orders,
            payments=process.system.payments,
        )
    )


def arrives(stage: Stage) -> None:
    """Let as many units arrive as Anna has ordered."""
    stage.do(arriving(2))


def delaying(process: Process) -> Any:
    return delay_goods(
        sale_id=SALE,
        pool=POOL.pool,
        delivers_by="2027-04-30",
        reason="The ship waits.",
        by=words.MARKETER,
        now=process.now(),
        sales=process.stores.sales,
    )


def is_late(stage: Stage) -> None:
    """Let the goods be said to come later, and everybody know of it."""
    stage.do(delaying)
    stage.now += SEEN_MS


WAITS = in_order(HELD, orders, pays, is_fulfilled)
THERE = in_order(WAITS, arrives)

PATHS = (
    Path(
        name="publish, with goods to come",
        arrange=a_draft_stands,
        act=saying(words.publishing),
        plan=TO_COME,
    ),
    Path(name="goods arrive", arrange=open_sale, act=saying(arriving(4)), plan=TO_COME),
    Path(
        name="audit goods to come",
        arrange=in_order(THERE, Stage.keep, is_relayed, is_over),
        act=saying(words.auditing),
        plan=TO_COME,
    ),
    Path(name="say a later date", arrange=WAITS, act=saying(delaying), plan=TO_COME),
    Path(
        name="keep: tell a later date",
        arrange=in_order(WAITS, is_late),
        act=Stage.keep,
        again_after=MINUTE,
        plan=TO_COME,
    ),
    Path(
        name="keep: tell a later date, beside another keeper",
        arrange=in_order(WAITS, is_late, meanwhile("orders.move", "UpdateItem", Stage.keep)),
        act=Stage.keep,
        again_after=MINUTE,
        plan=TO_COME,
    ),
    Path(
        name="keep: tell a later date of what is cancelled meanwhile",
        arrange=in_order(
            WAITS,
            is_late,
            meanwhile("orders.move", "UpdateItem", lambda stage: stage.do(regrets(stage))),
        ),
        act=Stage.keep,
        again_after=MINUTE,
        plan=TO_COME,
    ),
    Path(name="keep: allot", arrange=THERE, act=Stage.keep, again_after=MINUTE, plan=TO_COME),
    Path(
        name="keep: allot, beside another keeper",
        arrange=in_order(THERE, meanwhile("goods.allot", "TransactWriteItems", Stage.keep)),
        act=Stage.keep,
        again_after=MINUTE,
        plan=TO_COME,
    ),
    Path(
        name="keep: allot what is cancelled meanwhile",
        arrange=in_order(
            THERE,
            meanwhile("goods.allot", "TransactWriteItems", lambda stage: stage.do(regrets(stage))),
        ),
        act=Stage.keep,
        again_after=MINUTE,
        plan=TO_COME,
    ),
)
