"""The paths of the workers: what the schedule, the stream and the queues call.

Over 200 lines because the list is one table, to be read from top to bottom.
"""

from __future__ import annotations

from typing import Any

from sale_api.ports import Dead, Queue
from tests.crashes import words
from tests.crashes.buying import HELD, HELD_LENT, leaves, regrets
from tests.crashes.dooms import Doom, When
from tests.crashes.paths import (
    HOLD_SECONDS,
    LEASE,
    PAST_GRACE,
    Act,
    Path,
    Scene,
    asking,
)
from tests.crashes.runs import Work
from tests.crashes.scenes import (
    dies,
    in_order,
    is_fulfilled,
    is_relayed,
    levels_are_published,
    meanwhile,
    open_sale,
    order_of,
    orders,
    passes,
    somebody,
)
from tests.crashes.stage import Stage
from tests.sale_api.given import CONTACT, MINUTE, SECOND, a_plan

SHARD = "shard"
CROWD = 11
A_CROWD = a_plan(("main", CROWD), limit=1, hold_seconds=HOLD_SECONDS)
"""More orders than a queue takes messages in one request."""

MAILED = frozenset({"SendEmail"})
"""A mail is not sent again unseen."""

ORDERED = in_order(HELD, orders)
LENT_ORDERED = in_order(HELD_LENT, orders)


def the_relay_gives_up(stage: Stage) -> None:
    """Let the batch that waits be named in a dead letter, which is sent again."""
    changes: Any = stage.database.stores.changes
    batch = stage.waiting.next_batch()
    changes.records = {SHARD: batch}
    stage.waiting.give_up(batch, SHARD)


def withdraws(*, resell: bool) -> Scene:
    """Let a marketer's cancellation die after the order's move: its units are not given back."""

    def words_of(stage: Stage) -> Work:
        return words.cancelling(order_of(stage), resell=resell)

    return dies(words_of, 2)


def delivering(queue: Queue | Dead) -> Act:
    """Return the attempt to deliver a queue's next message."""
    return lambda stage, doom: stage.deliver(queue, doom)


def a_mail_goes_without_its_mark(stage: Stage) -> None:
    """Let whoever mails a notice die right after; their lease runs out."""
    stage.deliver(Queue.NOTICES, Doom(3, When.BEFORE))
    stage.now += LEASE


def hears_of_it(stage: Stage) -> None:
    """Let it be told that the order's first mail bounced."""
    stage.do(words.hearing_of_a_bounce(order_of(stage)))


def everybody_orders(stage: Stage) -> None:
    """Let a crowd order one unit each, every one at home."""
    for nth in range(CROWD):
        lots = stage.plan.lot_count
        hold = stage.do(words.reserving(somebody(stage, nth % lots, nth // lots)))
        stage.do(words.ordering(hold.reservation))


def one_of_two_holds_ends(stage: Stage) -> None:
    """Let all units be held, levels tell so, and the hold that lasts longer become an order."""
    for home in (0, 1):
        stage.token = stage.do(words.reserving(somebody(stage, home), 2)).reservation
        stage.now += 10 * SECOND
    levels_are_published(stage)
    orders(stage)
    is_relayed(stage)


KEEPING = (
    Path(
        name="keep: expire at home",
        arrange=in_order(HELD, passes(PAST_GRACE)),
        act=Stage.keep,
        again_after=MINUTE,
        sells=True,
    ),
    Path(
        name="keep: expire, lent",
        arrange=in_order(HELD_LENT, is_relayed, passes(PAST_GRACE)),
        act=Stage.keep,
        again_after=MINUTE,
        sells=True,
    ),
    Path(
        name="keep: finish what was let go by halves",
        arrange=in_order(HELD_LENT, dies(leaves, 3), passes(PAST_GRACE)),
        act=Stage.keep,
        again_after=MINUTE,
        sells=True,
    ),
    Path(
        name="keep: settle",
        arrange=in_order(ORDERED, passes(PAST_GRACE)),
        act=Stage.keep,
        again_after=MINUTE,
        sells=True,
    ),
    Path(
        name="keep: promote",
        arrange=in_order(HELD_LENT, lambda stage: stage.do(leaves(stage))),
        act=Stage.keep,
        again_after=MINUTE,
        sells=True,
    ),
    Path(
        name="keep: promote, beside another keeper",
        arrange=in_order(
            HELD_LENT,
            lambda stage: stage.do(leaves(stage)),
            meanwhile("lots.promote", "TransactWriteItems", Stage.keep),
        ),
        act=Stage.keep,
        again_after=MINUTE,
    ),
    Path(
        name="keep: tell until when",
        arrange=in_order(open_sale, one_of_two_holds_ends),
        act=Stage.keep,
        again_after=MINUTE,
    ),
    Path(
        name="keep: lay out what was added by halves",
        arrange=in_order(open_sale, dies(lambda _: words.adding(4), 2)),
        act=Stage.keep,
        again_after=MINUTE,
    ),
)

RELAYING = (
    Path(name="relay: a new order", arrange=ORDERED, act=Stage.hand_over, sells=True),
    Path(
        name="relay: a new order that ends meanwhile",
        arrange=in_order(
            ORDERED,
            meanwhile("lots.settle", "UpdateItem", lambda stage: stage.do(regrets(stage))),
        ),
        act=Stage.hand_over,
    ),
    Path(
        name="relay: many new orders",
        arrange=in_order(open_sale, everybody_orders),
        act=Stage.hand_over,
        plan=A_CROWD,
    ),
    Path(
        name="relay: an order that ended",
        arrange=in_order(ORDERED, is_relayed, dies(regrets, 2)),
        act=Stage.hand_over,
        sells=True,
    ),
    Path(
        name="relay: an order that ended, lent",
        arrange=in_order(LENT_ORDERED, is_relayed, withdraws(resell=True)),
        act=Stage.hand_over,
        sells=True,
    ),
    Path(
        name="relay: an order that ended, lent, written off",
        arrange=in_order(LENT_ORDERED, is_relayed, withdraws(resell=False)),
        act=Stage.hand_over,
        sells=True,
    ),
    Path(
        name="relay: an order and its end at once",
        arrange=in_order(ORDERED, dies(regrets, 2)),
        act=Stage.hand_over,
    ),
    Path(
        name="relay: a bar",
        arrange=in_order(HELD, lambda stage: stage.do(leaves(stage))),
        act=Stage.hand_over,
        sells=True,
    ),
    Path(
        name="relay again what was given up: an order and its end",
        arrange=in_order(ORDERED, dies(regrets, 2), the_relay_gives_up),
        act=delivering(Dead.RELAY),
        sells=True,
    ),
    Path(
        name="relay again what was given up: an order whose end was relayed",
        arrange=in_order(ORDERED, the_relay_gives_up, dies(regrets, 2), is_relayed),
        act=delivering(Dead.RELAY),
        sells=True,
    ),
)

CONSUMING = (
    Path(
        name="fulfil",
        arrange=in_order(ORDERED, is_relayed),
        act=delivering(Queue.FULFILMENT),
        again_after=LEASE,
    ),
    Path(
        name="fulfil what is cancelled meanwhile",
        arrange=in_order(
            ORDERED,
            is_relayed,
            meanwhile("orders.move", "UpdateItem", lambda stage: stage.do(regrets(stage)), nth=2),
        ),
        act=delivering(Queue.FULFILMENT),
        again_after=LEASE,
    ),
    Path(
        name="fulfil what was cancelled",
        arrange=in_order(ORDERED, is_relayed, lambda stage: stage.do(regrets(stage))),
        act=delivering(Queue.FULFILMENT),
        again_after=LEASE,
    ),
    Path(
        name="tell the warehouse what ended",
        arrange=in_order(ORDERED, is_fulfilled, lambda stage: stage.do(regrets(stage)), is_relayed),
        act=delivering(Queue.FULFILMENT),
        again_after=LEASE,
    ),
    Path(
        name="notify",
        arrange=in_order(ORDERED, is_relayed),
        act=delivering(Queue.NOTICES),
        again_after=LEASE,
        once=MAILED,
    ),
    Path(
        name="notify of what went without its mark, and bounced",
        arrange=in_order(ORDERED, is_relayed, a_mail_goes_without_its_mark, hears_of_it),
        act=delivering(Queue.NOTICES),
        again_after=LEASE,
        once=MAILED,
    ),
    Path(
        name="heed that a mail bounced",
        arrange=in_order(ORDERED, is_relayed, lambda stage: stage.deliver(Queue.NOTICES)),
        act=asking(lambda stage: words.hearing_of_a_bounce(order_of(stage))),
    ),
    Path(
        name="mail a sign-in link",
        arrange=in_order(open_sale, lambda stage: stage.do(words.registering(CONTACT))),
        act=delivering(Queue.SIGN_IN),
        once=MAILED,
    ),
    Path(
        name="mail the links to orders",
        arrange=in_order(
            open_sale, lambda stage: stage.do(words.registering(CONTACT, orders=True))
        ),
        act=delivering(Queue.SIGN_IN),
        once=MAILED,
    ),
)

PATHS = (*KEEPING, *RELAYING, *CONSUMING)
