"""The paths of a line: to publish one, to join it, to open it, and to be served in it."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from sale_api.domain.plan import Line
from sale_api.domain.planning import Draft
from tests.crashes import words
from tests.crashes.paths import TWO_LOTS, Path, Scene, asking, saying
from tests.crashes.scenes import (
    a_draft_stands,
    anna,
    holds,
    in_order,
    is_fulfilled,
    is_over,
    meanwhile,
    open_sale,
    orders,
    somebody,
)
from tests.crashes.stage import Stage
from tests.sale_api.given import CLOSES, HOUR, MINUTE
from tests.sales import wall

LINED = replace(TWO_LOTS, line=Line(10, 20))
ONE_OF_A_DOMAIN = replace(LINED, domain_limit=1)
PUBLISHED = 3
"""The version of a sale that was planned, frozen and published."""


def twice() -> Draft:
    """Return the draft with a further window."""
    draft = words.draft_of(LINED, "Windows 7")
    further = (wall(CLOSES + HOUR), wall(CLOSES + 2 * HOUR))
    return replace(draft, windows=[*draft.windows, further], admitted=())


def beacon_is(*, down: bool) -> Scene:
    def arrange(stage: Stage) -> None:
        # The stub, not the port: that has no such switch.
        stub: Any = stage.database.stores.beacon
        stub.down = down

    return arrange


def joins(stage: Stage) -> None:
    """Let Anna join, and somebody else."""
    stage.do(words.joining(anna(stage)))
    stage.do(words.joining(somebody(stage, 1)))


def joins_from(stage: Stage, home: int) -> None:
    """Let somebody else of the same mail domain join."""
    stage.do(words.joining(somebody(stage, home)))


def opens(stage: Stage) -> None:
    stage.open_lines()


def everybody_is_served(stage: Stage) -> None:
    stage.now += MINUTE


IN_LINE = in_order(beacon_is(down=False), open_sale, joins)

PATHS = (
    Path(name="publish a line", arrange=a_draft_stands, act=saying(words.publishing), plan=LINED),
    Path(
        name="add a window to a line",
        arrange=in_order(beacon_is(down=False), open_sale),
        act=saying(words.changing(twice(), PUBLISHED)),
        plan=LINED,
    ),
    Path(
        name="join a line",
        arrange=in_order(beacon_is(down=False), open_sale),
        act=asking(lambda stage: words.joining(anna(stage))),
        plan=LINED,
        once=frozenset({"PutItem"}),
    ),
    Path(
        name="join a line again",
        arrange=IN_LINE,
        act=asking(lambda stage: words.joining(anna(stage))),
        plan=LINED,
        once=frozenset({"PutItem"}),
    ),
    Path(
        name="join a line that counts domains",
        arrange=in_order(beacon_is(down=False), open_sale),
        act=asking(lambda stage: words.joining(anna(stage))),
        plan=ONE_OF_A_DOMAIN,
        once=frozenset({"PutItem"}),
    ),
    Path(
        name="join a line from a domain that is full meanwhile",
        arrange=in_order(
            beacon_is(down=False),
            open_sale,
            meanwhile("domains.enter", "UpdateItem", lambda stage: joins_from(stage, 1)),
        ),
        act=asking(lambda stage: words.joining(anna(stage))),
        plan=ONE_OF_A_DOMAIN,
        once=frozenset({"PutItem"}),
    ),
    Path(name="open a line", arrange=IN_LINE, act=Stage.open_lines, plan=LINED),
    Path(
        name="open a line without a beacon",
        arrange=in_order(IN_LINE, beacon_is(down=True)),
        act=Stage.open_lines,
        plan=LINED,
    ),
    Path(
        name="open a line beside another opener",
        arrange=in_order(IN_LINE, meanwhile("sales.replace", "PutItem", opens)),
        act=Stage.open_lines,
        plan=LINED,
    ),
    Path(
        name="reserve in line",
        arrange=in_order(IN_LINE, opens, everybody_is_served),
        act=asking(lambda stage: words.reserving(anna(stage))),
        plan=LINED,
    ),
    Path(
        name="audit",
        arrange=in_order(
            IN_LINE, opens, everybody_is_served, holds(1), orders, is_fulfilled, is_over
        ),
        act=saying(words.auditing),
        plan=LINED,
    ),
)
