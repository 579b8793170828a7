"""The paths of money: to book it, to say that it came, to remind of it, to end what is unpaid."""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.payment import Payment, Prepayment
from sale_api.domain.plan import Plan
from sale_api.ports import Queue
from tests.crashes import words
from tests.crashes.paths import LEASE, TWO_LOTS, Path, asking
from tests.crashes.runs import Work
from tests.crashes.scenes import (
    holds,
    in_order,
    is_relayed,
    meanwhile,
    open_sale,
    order_of,
    orders,
    passes,
    taken,
)
from tests.crashes.stage import Stage
from tests.sale_api.given import MINUTE, PREPAYMENT, SECOND

REMIND_SECONDS, PAY_SECONDS = 30, 60


def paid_first(prepayment: Prepayment) -> Plan:
    """Return a plan whose units are paid first."""
    pools = tuple(replace(pool, payment=Payment.PREPAYMENT) for pool in TWO_LOTS.pools)
    return replace(TWO_LOTS, pools=pools, prepayment=prepayment)


SOON = paid_first(
    replace(PREPAYMENT, remind_seconds=REMIND_SECONDS, pay_seconds=PAY_SECONDS),
)
LATER = paid_first(PREPAYMENT)

OWED = in_order(open_sale, holds(2), orders, is_relayed)
OWED_LENT = in_order(open_sale, taken(0), holds(2), orders, is_relayed)
LATE = in_order(passes(REMIND_SECONDS * SECOND), Stage.keep, is_relayed)
TOO_LATE = in_order(LATE, passes((PAY_SECONDS - REMIND_SECONDS) * SECOND))


def books(stage: Stage) -> Work:
    return words.booking(order_of(stage))


def is_booked(stage: Stage) -> None:
    stage.do(books(stage))


PATHS = (
    Path(name="book", arrange=OWED, act=asking(books), plan=LATER),
    Path(
        name="book what is cancelled meanwhile",
        arrange=in_order(
            OWED,
            meanwhile(
                "orders.move",
                "UpdateItem",
                lambda stage: stage.do(words.cancelling(order_of(stage))),
            ),
        ),
        act=asking(books),
        plan=LATER,
    ),
    Path(
        name="book what expires meanwhile",
        arrange=in_order(OWED, TOO_LATE, meanwhile("orders.move", "UpdateItem", Stage.keep)),
        act=asking(books),
        plan=SOON,
    ),
    Path(
        name="pay by hand",
        arrange=OWED,
        act=asking(lambda stage: words.paying(order_of(stage))),
        plan=LATER,
    ),
    Path(
        name="fulfil what is paid",
        arrange=in_order(OWED, is_booked, is_relayed),
        act=lambda stage, doom: stage.deliver(Queue.FULFILMENT, doom),
        again_after=LEASE,
        plan=LATER,
    ),
    Path(
        name="remind",
        arrange=in_order(OWED, passes(REMIND_SECONDS * SECOND)),
        act=Stage.keep,
        again_after=MINUTE,
        plan=SOON,
    ),
    Path(
        name="expire",
        arrange=in_order(OWED, TOO_LATE),
        act=Stage.keep,
        again_after=MINUTE,
        sells=True,
        plan=SOON,
    ),
    Path(
        name="expire, lent",
        arrange=in_order(OWED_LENT, TOO_LATE),
        act=Stage.keep,
        again_after=MINUTE,
        plan=SOON,
    ),
    Path(
        name="expire beside a booking",
        arrange=in_order(OWED, TOO_LATE, meanwhile("orders.move", "UpdateItem", is_booked)),
        act=Stage.keep,
        again_after=MINUTE,
        plan=SOON,
    ),
)
