"""The paths of goods to come: published, paid, arrived, and allotted."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from sale_api.domain.payment import Booking, Payment, reference_of
from sale_api.domain.plan import Pool
from sale_api.usecases.arrive import arrive
from sale_api.usecases.book import book
from tests.crashes import words
from tests.crashes.buying import HELD, regrets
from tests.crashes.paths import TWO_LOTS, Path, saying
from tests.crashes.runs import Work
from tests.crashes.scenes import (
    a_draft_stands,
    in_order,
    is_fulfilled,
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
    stage.do(lambda process: book(booking=booking, now=process.now(), orders=process.stores.orders))


def arrives(stage: Stage) -> None:
    """Let as many units arrive as Anna has ordered."""
    stage.do(arriving(2))


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
