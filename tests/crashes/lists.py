"""The paths of a waiting list: to join and leave it, to be offered units, and to be told of it.

Over 200 lines because the list is one table, to be read from top to bottom.
"""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.waiting import Waitlist
from sale_api.ports import Queue
from tests.crashes import words
from tests.crashes.buying import EXPIRED, buys, leaves_instead, regrets
from tests.crashes.paths import LEASE, LIMIT, TWO_LOTS, Path, Scene, asking, saying
from tests.crashes.runs import Work
from tests.crashes.scenes import (
    anna,
    dies,
    holds,
    in_order,
    is_over,
    is_relayed,
    levels_are_published,
    meanwhile,
    open_sale,
    orders,
    passes,
    somebody,
    taken,
)
from tests.crashes.stage import Stage
from tests.crashes.working import delivering
from tests.sale_api.given import MINUTE, PREPAYMENT, SECOND

OFFER_SECONDS = 20
PAST_OFFER = (OFFER_SECONDS + 11) * SECOND
"""So long after an offer was made it is over, by more than the grace."""

LISTED = replace(TWO_LOTS, waitlist=Waitlist(OFFER_SECONDS, 0))


def joins(home: int = 0, quantity: int = LIMIT) -> Scene:
    """Let somebody join the list: Anna, or the first whose home is another lot."""
    return lambda stage: stage.do(words.joining_list(somebody(stage, home), quantity))


def joins_it(stage: Stage) -> Work:
    return words.joining_list(anna(stage), LIMIT)


def leaves_it(stage: Stage) -> Work:
    return words.leaving_list(anna(stage))


def leaves(stage: Stage) -> None:
    stage.do(leaves_it(stage))


def looks_at_it(stage: Stage) -> Work:
    return words.looking_at_list(anna(stage))


def reserves(stage: Stage) -> None:
    stage.do(words.reserving(anna(stage)))


def is_held(home: int, quantity: int = LIMIT) -> Scene:
    """Let somebody else hold units at home."""
    return lambda stage: stage.do(words.reserving(somebody(stage, home, 1), quantity))


def is_let_go(home: int) -> Scene:
    """Let them give back what they hold."""

    def arrange(stage: Stage) -> None:
        hold = stage.do(words.looking(somebody(stage, home, 1)))
        stage.do(words.leaving(hold.reservation))

    return arrange


def is_shown(stage: Stage) -> None:
    """Let Anna see what is offered to her; the token is the stage's."""
    stage.token = stage.do(looks_at_it(stage)).hold.reservation


def somebody_joins_while_units_go_on_sale(stage: Stage) -> None:
    """Let units come back, and Anna join at a process that does not know yet that they did."""
    older = stage.process()
    stage.warm = older
    stage.do(words.visiting)
    stage.warm = None
    is_let_go(0)(stage)
    stage.keep()
    stage.warm = older
    joins()(stage)
    stage.warm = None


SOLD_OUT = in_order(open_sale, is_held(0), taken(1), levels_are_published)
WAITS = in_order(SOLD_OUT, joins())
FREE = in_order(WAITS, is_relayed, is_let_go(0))
OFFERED = in_order(FREE, Stage.keep)
ON_SALE = in_order(SOLD_OUT, somebody_joins_while_units_go_on_sale)

JOINING = (
    Path(name="join a list", arrange=SOLD_OUT, act=asking(joins_it), instead=leaves, plan=LISTED),
    Path(name="join a list again", arrange=WAITS, act=asking(joins_it), plan=LISTED),
    Path(
        name="join a list anew",
        arrange=in_order(WAITS, leaves),
        act=asking(joins_it),
        instead=leaves,
        plan=LISTED,
    ),
    Path(
        name="join a list anew, from two pages",
        arrange=in_order(
            WAITS,
            leaves,
            meanwhile("waiting.join_again", "UpdateItem", in_order(passes(SECOND), joins())),
        ),
        act=asking(joins_it),
        plan=LISTED,
    ),
    Path(
        name="join a list while units are offered",
        arrange=OFFERED,
        act=asking(joins_it),
        plan=LISTED,
    ),
    Path(
        name="join a list anew, before it is noted that the offer was declined",
        arrange=in_order(OFFERED, leaves),
        act=asking(joins_it),
        plan=LISTED,
    ),
)

LEAVING = (
    Path(name="leave a list", arrange=WAITS, act=asking(leaves_it), instead=joins(), plan=LISTED),
    Path(
        name="leave a list again",
        arrange=in_order(WAITS, leaves),
        act=asking(leaves_it),
        plan=LISTED,
    ),
    Path(
        name="leave a list, beside an offer",
        arrange=in_order(FREE, meanwhile("waiting.leave", "UpdateItem", Stage.keep)),
        act=asking(leaves_it),
        plan=LISTED,
    ),
    Path(name="leave what is offered", arrange=OFFERED, act=asking(leaves_it), plan=LISTED),
    Path(name="look at a list", arrange=WAITS, act=asking(looks_at_it), plan=LISTED),
    Path(
        name="look how many wait before one",
        arrange=in_order(SOLD_OUT, joins(1), joins()),
        act=asking(lambda stage: words.looking_ahead(anna(stage))),
        plan=replace(LISTED, prepayment=PREPAYMENT),
    ),
    Path(name="look at what is offered", arrange=OFFERED, act=asking(looks_at_it), plan=LISTED),
)

OFFERING = (
    Path(
        name="offer at home",
        arrange=FREE,
        act=Stage.keep,
        again_after=MINUTE,
        sells=True,
        plan=LISTED,
    ),
    Path(
        name="offer, lent",
        arrange=in_order(
            open_sale, taken(0), is_held(1), levels_are_published, joins(), is_let_go(1)
        ),
        act=Stage.keep,
        again_after=MINUTE,
        plan=LISTED,
    ),
    Path(
        name="offer fewer than asked for",
        arrange=in_order(
            open_sale,
            is_held(0, quantity=1),
            taken(0, nth=2, quantity=1),
            taken(1),
            levels_are_published,
            joins(),
            is_let_go(0),
        ),
        act=Stage.keep,
        again_after=MINUTE,
        plan=LISTED,
    ),
    Path(
        name="offer what went on sale",
        arrange=ON_SALE,
        act=Stage.keep,
        again_after=MINUTE,
        plan=LISTED,
    ),
    Path(
        name="offer over what was cancelled by halves",
        arrange=in_order(
            open_sale,
            holds(1),
            orders,
            dies(regrets, 2),
            is_held(0, quantity=1),
            taken(1),
            levels_are_published,
            joins(),
            is_let_go(0),
        ),
        act=Stage.keep,
        again_after=MINUTE,
        plan=LISTED,
    ),
    Path(
        name="offer beside another keeper",
        arrange=in_order(FREE, meanwhile("waiting.offer", "TransactWriteItems", Stage.keep)),
        act=Stage.keep,
        again_after=MINUTE,
        plan=LISTED,
    ),
    Path(
        name="offer to who leaves meanwhile",
        arrange=in_order(FREE, meanwhile("waiting.offer", "TransactWriteItems", leaves)),
        act=Stage.keep,
        again_after=MINUTE,
        plan=LISTED,
    ),
    Path(
        name="offer to who reserves meanwhile",
        arrange=in_order(ON_SALE, meanwhile("waiting.offer", "TransactWriteItems", reserves)),
        act=Stage.keep,
        again_after=MINUTE,
        plan=LISTED,
    ),
    Path(
        name="serve who holds units",
        arrange=in_order(ON_SALE, reserves),
        act=Stage.keep,
        again_after=MINUTE,
        plan=LISTED,
    ),
    Path(
        name="let an offer lapse, and offer to the next",
        arrange=in_order(WAITS, joins(1), is_let_go(0), Stage.keep, passes(PAST_OFFER)),
        act=Stage.keep,
        again_after=MINUTE,
        sells=True,
        plan=LISTED,
    ),
    Path(
        name="promote while somebody joins a list",
        arrange=in_order(
            SOLD_OUT, is_let_go(0), meanwhile("lots.promote", "TransactWriteItems", joins())
        ),
        act=Stage.keep,
        again_after=MINUTE,
        plan=LISTED,
    ),
    Path(name="add stock past a list", arrange=WAITS, act=saying(words.adding(2)), plan=LISTED),
    Path(
        name="order an offer",
        arrange=in_order(OFFERED, is_shown),
        act=asking(buys),
        instead=leaves_instead,
        late=EXPIRED,
        plan=LISTED,
    ),
)

LOOKING = (
    Path(
        name="report who waited",
        arrange=in_order(OFFERED, is_relayed, is_over),
        act=saying(words.reporting),
        plan=LISTED,
    ),
    Path(
        name="audit a list",
        arrange=in_order(OFFERED, is_relayed, is_over),
        act=saying(words.auditing),
        plan=LISTED,
    ),
)

TELLING = (
    Path(
        name="relay: an offer that was taken",
        arrange=in_order(OFFERED, is_relayed, is_shown, orders),
        act=Stage.hand_over,
        plan=LISTED,
    ),
    Path(
        name="relay: an offer that lapsed",
        arrange=in_order(OFFERED, is_relayed, passes(PAST_OFFER), Stage.keep),
        act=Stage.hand_over,
        plan=LISTED,
    ),
    Path(
        name="relay: a list",
        arrange=in_order(OFFERED, Stage.hand_over),
        act=Stage.hand_over,
        plan=LISTED,
    ),
    Path(
        name="mail an offer",
        arrange=in_order(OFFERED, is_relayed),
        act=delivering(Queue.SIGN_IN),
        again_after=LEASE,
        once=frozenset({"SendEmail"}),
        plan=LISTED,
    ),
)

PATHS = (*JOINING, *LEAVING, *OFFERING, *LOOKING, *TELLING)
