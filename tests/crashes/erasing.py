"""The paths of erasure: how people are reached who got nothing goes some time after the sale."""

from __future__ import annotations

from chalicelib.workers.erasing import erase_all
from sale_api.domain.contact import FORGOTTEN
from sale_api.domain.plan import DAY_MS
from tests.crashes.dooms import Doom
from tests.crashes.lines import IN_LINE, LINED, opens
from tests.crashes.lists import LISTED, WAITS
from tests.crashes.paths import Path
from tests.crashes.runs import Run
from tests.crashes.scenes import in_order, is_over, is_relayed, passes
from tests.crashes.stage import Stage
from tests.sale_api.given import HOUR
from tests.simulation.books import hold

A_MONTH = 31 * DAY_MS


IS_OVER = in_order(is_over, Stage.keep, is_relayed)


def erases(stage: Stage, doom: Doom | None) -> Run:
    """Return the attempt of the schedule to erase what is due."""
    return stage.run(lambda _: erase_all(), doom, "eraser")


def nobody_is_known(stage: Stage, _answer: object) -> None:
    """Hold that nobody can be reached any more."""
    reached = [
        *(entrant.contact for entrant in stage.database.entrants()),
        *(entry.contact for entry in stage.database.entries().values()),
    ]
    hold("erasure", reached and set(reached) == {FORGOTTEN}, "is known:", reached)


PATHS = (
    Path(
        name="erase who stood in line",
        arrange=in_order(IN_LINE, opens, IS_OVER, passes(A_MONTH)),
        act=erases,
        then=nobody_is_known,
        again_after=HOUR,
        plan=LINED,
    ),
    Path(
        name="erase who waited",
        arrange=in_order(WAITS, IS_OVER, passes(A_MONTH)),
        act=erases,
        then=nobody_is_known,
        again_after=HOUR,
        plan=LISTED,
    ),
)
