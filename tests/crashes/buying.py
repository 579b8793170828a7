"""The paths of those who buy: to reserve, look, give back, order, cancel, and buy at once.

Over 200 lines because the list is one table, to be read from top to bottom.
"""

from __future__ import annotations

from msgspec.structs import replace

from tests.crashes import words
from tests.crashes.paths import (
    LIMIT,
    PAST_GRACE,
    TWO_LOTS,
    Act,
    Path,
    asking,
)
from tests.crashes.runs import Work
from tests.crashes.scenes import (
    a_process_is_warm,
    a_process_publishes,
    anna,
    dies,
    holds,
    in_order,
    is_fulfilled,
    levels_are_published,
    meanwhile,
    open_sale,
    order_of,
    orders,
    orders_it,
    passes,
    somebody,
    taken,
    token_of,
)
from tests.crashes.stage import Stage
from tests.sale_api.given import a_plan

THREE_LOTS = a_plan(("main", 7), limit=LIMIT, hold_seconds=TWO_LOTS.hold_seconds)
ONE_OF_A_HOUSEHOLD = replace(TWO_LOTS, household_limit=1)

HELD = in_order(open_sale, holds(2))
HELD_LENT = in_order(open_sale, taken(0), holds(2))
ALL_HELD = in_order(open_sale, holds(2), taken(1), levels_are_published)


def leaves(stage: Stage) -> Work:
    return words.leaving(token_of(stage))


def buys(stage: Stage) -> Work:
    return words.ordering(token_of(stage))


def regrets(stage: Stage) -> Work:
    return words.cancelling(order_of(stage), anna(stage))


def reserves(quantity: int) -> Act:
    return asking(lambda stage: words.reserving(anna(stage), quantity))


def withdraws(*, resell: bool) -> Act:
    return asking(lambda stage: words.cancelling(order_of(stage), resell=resell))


def ships(stage: Stage) -> None:
    stage.do(words.shipping(order_of(stage)))


def looks_and_leaves(stage: Stage) -> None:
    """Look what is held after all, and give it back in place of asking again."""
    hold = stage.run(words.looking(anna(stage)))
    if hold.value is not None and hold.value.order is None:
        stage.token = hold.value.reservation
        stage.do(leaves(stage))


def lent_from_stock_that_one_process_does_not_know(stage: Stage) -> None:
    """Let stock be added and lent to Anna, and the next request come to an older process."""
    older = stage.process()
    stage.warm = older
    stage.do(words.visiting)
    stage.warm = None
    stage.do(words.adding(2))
    stage.do(words.reserving(anna(stage), 2))
    stage.warm = older


def buys_instead(stage: Stage) -> None:
    """Order with the old token: it is an order, or it is told to have run out."""
    stage.run(buys(stage))


def leaves_instead(stage: Stage) -> None:
    """Give back what was to be ordered: it is given back, or told to be an order."""
    stage.run(leaves(stage))


RESERVING = (
    Path(
        name="reserve at home",
        arrange=open_sale,
        act=reserves(1),
        then=orders_it,
        instead=looks_and_leaves,
        sells=True,
    ),
    Path(
        name="reserve, and publish levels",
        arrange=in_order(open_sale, a_process_is_warm),
        act=reserves(2),
        then=orders_it,
        instead=looks_and_leaves,
        sells=True,
    ),
    Path(
        name="reserve, and publish levels again",
        arrange=in_order(open_sale, a_process_publishes),
        act=reserves(2),
        then=orders_it,
        instead=looks_and_leaves,
        sells=True,
    ),
    Path(
        name="reserve, and publish levels and holders",
        arrange=in_order(open_sale, taken(0, quantity=1), taken(1, quantity=1), a_process_is_warm),
        act=reserves(1),
        then=orders_it,
        instead=looks_and_leaves,
    ),
    Path(
        name="reserve, lent",
        arrange=in_order(open_sale, taken(0)),
        act=reserves(1),
        then=orders_it,
        instead=looks_and_leaves,
        sells=True,
    ),
    Path(
        name="reserve, lent at the second look",
        arrange=in_order(open_sale, taken(0), taken(1)),
        act=reserves(2),
        then=orders_it,
        instead=looks_and_leaves,
        plan=THREE_LOTS,
    ),
    Path(
        name="reserve, clicked twice",
        arrange=in_order(open_sale, meanwhile("lots.claim", "UpdateItem", holds(2))),
        act=reserves(2),
        then=orders_it,
        instead=looks_and_leaves,
    ),
    Path(
        name="reserve, lent, others are faster",
        arrange=in_order(
            open_sale, taken(0), meanwhile("lots.lend", "TransactWriteItems", taken(1))
        ),
        act=reserves(2),
        then=orders_it,
        instead=looks_and_leaves,
        plan=THREE_LOTS,
        sells=True,
    ),
    Path(
        name="reserve, and publish levels that rise",
        arrange=in_order(
            HELD,
            lambda stage: stage.do(leaves(stage)),
            a_process_is_warm,
            meanwhile("published.publish", "UpdateItem", Stage.keep, nth=2),
        ),
        act=reserves(2),
        then=orders_it,
        instead=looks_and_leaves,
    ),
    Path(
        name="reserve again",
        arrange=HELD,
        act=reserves(2),
        then=orders_it,
        instead=looks_and_leaves,
    ),
    Path(
        name="reserve again, lent from stock just added",
        arrange=in_order(
            open_sale,
            taken(0),
            taken(1),
            lent_from_stock_that_one_process_does_not_know,
        ),
        act=reserves(2),
        then=orders_it,
        instead=looks_and_leaves,
    ),
    Path(name="reserve what was ordered", arrange=in_order(HELD, orders), act=reserves(2)),
    Path(
        name="reserve over a claim that ran out",
        arrange=in_order(HELD, passes(PAST_GRACE)),
        act=reserves(1),
        then=orders_it,
        instead=looks_and_leaves,
        sells=True,
    ),
    Path(
        name="reserve over a lent claim that ran out",
        arrange=in_order(HELD_LENT, passes(PAST_GRACE)),
        act=reserves(2),
        then=orders_it,
        instead=looks_and_leaves,
        sells=True,
        plan=THREE_LOTS,
    ),
    Path(
        name="reserve over a claim that was let go by halves",
        arrange=in_order(HELD, dies(leaves, 3)),
        act=reserves(1),
        then=orders_it,
        instead=looks_and_leaves,
        sells=True,
    ),
    Path(
        name="reserve over an order that was cancelled by halves",
        arrange=in_order(HELD, orders, dies(regrets, 2)),
        act=reserves(1),
        then=orders_it,
        instead=looks_and_leaves,
    ),
    Path(name="sold out, to a holder", arrange=ALL_HELD, act=reserves(2), then=orders_it),
    Path(
        name="sold out, to one who held",
        arrange=in_order(ALL_HELD, lambda stage: stage.do(leaves(stage))),
        act=reserves(2),
    ),
    Path(
        name="sold out, to a stranger",
        arrange=ALL_HELD,
        act=asking(lambda stage: words.reserving(somebody(stage, 1, 7), 2)),
    ),
)

HOLDING = (
    Path(
        name="look at what is held",
        arrange=HELD,
        act=asking(lambda stage: words.looking(anna(stage))),
        then=orders_it,
    ),
    Path(
        name="look at what is held, and ordered",
        arrange=in_order(HELD, orders),
        act=asking(lambda stage: words.looking(anna(stage))),
    ),
    Path(
        name="look at what was let go by halves",
        arrange=in_order(HELD, dies(leaves, 3)),
        act=asking(lambda stage: words.looking(anna(stage))),
    ),
    Path(
        name="give back at home",
        arrange=HELD,
        act=asking(leaves),
        instead=buys_instead,
        sells=True,
    ),
    Path(
        name="give back, lent",
        arrange=HELD_LENT,
        act=asking(leaves),
        instead=buys_instead,
        sells=True,
    ),
    Path(
        name="give back what was ordered",
        arrange=in_order(HELD, orders),
        act=asking(leaves),
        instead=buys_instead,
    ),
)

EXPIRED = frozenset({"reservation_expired"})

ORDERING = (
    Path(
        name="order",
        arrange=HELD,
        act=asking(buys),
        instead=leaves_instead,
        sells=True,
        late=EXPIRED,
    ),
    Path(
        name="order, lent",
        arrange=HELD_LENT,
        act=asking(buys),
        instead=leaves_instead,
        sells=True,
        late=EXPIRED,
    ),
    Path(
        name="order what is let go meanwhile",
        arrange=in_order(
            HELD, meanwhile("orders.place", "PutItem", lambda stage: stage.do(leaves(stage)))
        ),
        act=asking(buys),
        sells=True,
    ),
    Path(
        name="order, and enter a household",
        arrange=HELD,
        act=asking(buys),
        instead=leaves_instead,
        sells=True,
        late=EXPIRED,
        plan=ONE_OF_A_HOUSEHOLD,
    ),
    Path(
        name="order for a household that is full meanwhile",
        arrange=in_order(HELD, meanwhile("households.enter", "UpdateItem", taken(1))),
        act=asking(buys),
        instead=leaves_instead,
        late=EXPIRED,
        plan=ONE_OF_A_HOUSEHOLD,
    ),
    Path(name="order again", arrange=in_order(HELD, orders), act=asking(buys)),
    Path(
        name="order again, long after",
        arrange=in_order(HELD, orders, passes(PAST_GRACE)),
        act=asking(buys),
    ),
    Path(name="order too late", arrange=in_order(HELD, passes(PAST_GRACE)), act=asking(buys)),
    Path(
        name="order onto a bar",
        arrange=in_order(HELD, dies(leaves, 3)),
        act=asking(buys),
        instead=leaves_instead,
        sells=True,
    ),
    Path(
        name="order onto a bar, lent",
        arrange=in_order(HELD_LENT, dies(leaves, 3)),
        act=asking(buys),
        instead=leaves_instead,
        sells=True,
    ),
)

PREPARED = in_order(open_sale, lambda stage: stage.do(words.preparing(anna(stage), 2)))
BOUGHT = in_order(PREPARED, lambda stage: stage.do(buys_at_once(stage)))


def buys_at_once(stage: Stage) -> Work:
    return words.buying(anna(stage))


def empties_it(stage: Stage) -> None:
    stage.do(words.emptying(anna(stage)))


BASKETS = (
    Path(
        name="prepare a basket",
        arrange=open_sale,
        act=asking(lambda stage: words.preparing(anna(stage))),
    ),
    Path(
        name="prepare another basket",
        arrange=PREPARED,
        act=asking(lambda stage: words.preparing(anna(stage))),
    ),
    Path(
        name="look into a basket",
        arrange=PREPARED,
        act=asking(lambda stage: words.looking_into(anna(stage))),
    ),
    Path(
        name="take a basket away",
        arrange=PREPARED,
        act=asking(lambda stage: words.emptying(anna(stage))),
    ),
    Path(
        name="buy at once",
        arrange=PREPARED,
        act=asking(buys_at_once),
        instead=looks_and_leaves,
        sells=True,
    ),
    Path(
        name="buy at once, lent",
        arrange=in_order(PREPARED, taken(0)),
        act=asking(buys_at_once),
        instead=looks_and_leaves,
        sells=True,
    ),
    Path(
        name="buy at once, clicked twice",
        arrange=in_order(
            PREPARED,
            meanwhile("orders.place", "PutItem", lambda stage: stage.do(buys_at_once(stage))),
        ),
        act=asking(buys_at_once),
        instead=looks_and_leaves,
        sells=True,
    ),
    Path(name="buy at once again", arrange=BOUGHT, act=asking(buys_at_once)),
    Path(
        name="buy at once again, without the basket",
        arrange=in_order(BOUGHT, empties_it),
        act=asking(buys_at_once),
    ),
    Path(
        name="buy at once what was held",
        arrange=in_order(PREPARED, holds(2)),
        act=asking(buys_at_once),
        instead=looks_and_leaves,
    ),
    Path(
        name="buy at once, without a basket",
        arrange=in_order(open_sale, holds(2)),
        act=asking(buys_at_once),
        instead=looks_and_leaves,
    ),
    Path(
        name="buy at once, sold out",
        arrange=in_order(PREPARED, taken(0), taken(1), levels_are_published),
        act=asking(buys_at_once),
    ),
)

CANCELLING = (
    Path(
        name="cancel one's own order",
        arrange=in_order(HELD, orders),
        act=asking(regrets),
        instead=buys_instead,
        sells=True,
    ),
    Path(
        name="cancel, to be sold again",
        arrange=in_order(HELD_LENT, orders),
        act=withdraws(resell=True),
        instead=buys_instead,
        sells=True,
    ),
    Path(
        name="cancel, written off",
        arrange=in_order(HELD, orders),
        act=withdraws(resell=False),
        instead=buys_instead,
        sells=True,
    ),
    Path(
        name="cancel, lent, written off",
        arrange=in_order(HELD_LENT, orders),
        act=withdraws(resell=False),
        instead=buys_instead,
        sells=True,
    ),
    Path(
        name="cancel what is taken into fulfilment meanwhile",
        arrange=in_order(HELD, orders, meanwhile("orders.move", "UpdateItem", is_fulfilled)),
        act=asking(regrets),
        instead=buys_instead,
    ),
    Path(
        name="withdraw before it ships",
        arrange=in_order(HELD_LENT, orders),
        act=asking(lambda stage: words.withdrawing(order_of(stage))),
        instead=buys_instead,
        sells=True,
    ),
    Path(
        name="withdraw after it shipped",
        arrange=in_order(HELD, orders, is_fulfilled, ships),
        act=asking(lambda stage: words.withdrawing(order_of(stage))),
    ),
    Path(
        name="cancel again",
        arrange=in_order(HELD, orders, lambda stage: stage.do(regrets(stage))),
        act=asking(regrets),
    ),
)

PATHS = (*RESERVING, *HOLDING, *ORDERING, *BASKETS, *CANCELLING)
