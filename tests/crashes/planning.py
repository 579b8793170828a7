"""The paths of those who sell: to plan, publish, steer, add stock, ship; and of all who look."""

from __future__ import annotations

from tests.crashes import words
from tests.crashes.paths import (
    TWO_LOTS,
    Path,
    Scene,
    asking,
    saying,
)
from tests.crashes.scenes import (
    a_draft_stands,
    anna,
    holds,
    in_order,
    is_fulfilled,
    is_over,
    meanwhile,
    open_sale,
    order_of,
    orders,
    taken,
)
from tests.crashes.stage import Stage
from tests.sale_api.given import CONTACT, SALE

BOUGHT = in_order(open_sale, holds(1), orders, is_fulfilled)
SHIPPED = in_order(BOUGHT, lambda stage: stage.do(words.shipping(order_of(stage))))
DRAFT = words.draft_of(TWO_LOTS, "Windows 7")
THIRD = words.draft_of(TWO_LOTS, "Windows 9")
OTHER = words.draft_of(TWO_LOTS, "Windows 8")


def nothing_stands(_: Stage) -> None:
    """Let nobody have planned anything."""


def adds(units: int) -> Scene:
    return lambda stage: stage.do(words.adding(units))


def is_paused(stage: Stage) -> None:
    stage.do(words.pausing)


STEERING = (
    Path(name="plan a sale", arrange=nothing_stands, act=saying(words.planning(DRAFT))),
    Path(name="change a plan", arrange=a_draft_stands, act=saying(words.changing(OTHER, 1))),
    Path(
        name="change a plan that changes meanwhile",
        arrange=in_order(
            a_draft_stands,
            meanwhile("sales.replace", "PutItem", lambda stage: stage.do(words.changing(THIRD, 1))),
        ),
        act=saying(words.changing(OTHER, 1)),
    ),
    Path(name="publish", arrange=a_draft_stands, act=saying(words.publishing)),
    Path(name="pause", arrange=in_order(open_sale, holds(1)), act=saying(words.pausing)),
    Path(
        name="pause while stock is added",
        arrange=in_order(
            open_sale,
            meanwhile("sales.replace", "PutItem", lambda stage: stage.do(words.adding(2))),
        ),
        act=saying(words.pausing),
    ),
    Path(
        name="resume", arrange=in_order(open_sale, holds(1), is_paused), act=saying(words.resuming)
    ),
    Path(name="close", arrange=in_order(open_sale, holds(1)), act=saying(words.closing)),
    Path(name="add stock", arrange=open_sale, act=saying(words.adding(4))),
    Path(
        name="add stock again, once it is held",
        arrange=in_order(open_sale, taken(0), taken(1), adds(2), holds(2)),
        act=saying(words.adding(2)),
    ),
    Path(name="ship", arrange=BOUGHT, act=asking(lambda stage: words.shipping(order_of(stage)))),
    Path(name="gift", arrange=BOUGHT, act=asking(lambda stage: words.giving(order_of(stage)))),
    Path(
        name="take back a parcel",
        arrange=SHIPPED,
        act=asking(lambda stage: words.taking_back(order_of(stage), resell=True)),
    ),
    Path(
        name="write a lost parcel off, withdrawn from before",
        arrange=in_order(SHIPPED, lambda stage: stage.do(words.withdrawing(order_of(stage)))),
        act=asking(lambda stage: words.taking_back(order_of(stage), resell=False)),
    ),
    Path(
        name="refund",
        arrange=in_order(BOUGHT, lambda stage: stage.do(words.cancelling(order_of(stage)))),
        act=asking(lambda stage: words.refunding(order_of(stage))),
    ),
    Path(
        name="deliver", arrange=SHIPPED, act=asking(lambda stage: words.delivering(order_of(stage)))
    ),
)

LOOKING = (
    Path(name="look at a plan", arrange=open_sale, act=saying(words.seeing_the_plan)),
    Path(name="count", arrange=BOUGHT, act=saying(words.counting)),
    Path(name="report", arrange=in_order(BOUGHT, is_over), act=saying(words.reporting)),
    Path(name="look at a sale", arrange=open_sale, act=saying(words.visiting)),
    Path(name="look at all sales", arrange=open_sale, act=saying(words.browsing)),
    Path(
        name="look at an order",
        arrange=BOUGHT,
        act=asking(lambda stage: words.reading(order_of(stage))),
    ),
    Path(
        name="look at one's orders",
        arrange=BOUGHT,
        act=asking(lambda stage: words.own_orders(anna(stage))),
    ),
    Path(
        name="search by order",
        arrange=BOUGHT,
        act=asking(lambda stage: words.searching(order=order_of(stage))),
    ),
    Path(
        name="search by shopper",
        arrange=BOUGHT,
        act=asking(lambda stage: words.searching(shopper=anna(stage))),
    ),
    Path(name="search by sale", arrange=BOUGHT, act=saying(words.searching(sale=SALE))),
)

PEOPLE = (
    Path(name="register", arrange=open_sale, act=saying(words.registering(CONTACT))),
    Path(
        name="recall a delivery",
        arrange=open_sale,
        act=asking(lambda stage: words.recalling(anna(stage))),
    ),
    Path(
        name="remember a delivery",
        arrange=open_sale,
        act=asking(lambda stage: words.remembering(anna(stage))),
    ),
    Path(
        name="forget a delivery and a basket",
        arrange=in_order(
            open_sale,
            lambda stage: stage.do(words.remembering(anna(stage))),
            lambda stage: stage.do(words.preparing(anna(stage))),
        ),
        act=asking(lambda stage: words.forgetting(anna(stage))),
    ),
)

PATHS = (*STEERING, *LOOKING, *PEOPLE)
