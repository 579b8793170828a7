"""What an answer promises to whoever asked (P3, I12), held against the books."""

from __future__ import annotations

from sale_api.domain.errors import ReservationExpired, SoldOut
from sale_api.domain.order import Order
from sale_api.usecases.hold import Hold
from sale_api.usecases.join import Joined
from sale_api.usecases.wait import Listed
from tests.crashes.runs import Run
from tests.crashes.stage import Stage
from tests.simulation.books import hold

POOL = "main"


def check_kept(stage: Stage, run: Run) -> None:
    """Hold that an answer is true of what stands: units are held, none are left, it is too late."""
    answer = run.answer
    if isinstance(answer, Hold) and answer.order is None:
        stage.books.check_held(answer.reservation.order, run.begun)
    if isinstance(answer, ReservationExpired):
        assert stage.token is not None, "nobody has reserved"
        stands = stage.database.standing().get(stage.token.order)
        hold("I12", not isinstance(stands, Order), "told 410, and it stands:", stands)
    if isinstance(answer, Joined):
        tickets = [entrant.ticket for entrant in stage.database.entrants()]
        hold("P4", answer.ticket in tickets, "a ticket of nobody in line:", answer)
    if isinstance(answer, Listed):
        entry = stage.database.entries().get(answer.entry.shopper)
        hold("P4", entry and entry.history[: answer.entry.version] == answer.entry.history, entry)
    if isinstance(answer, SoldOut):
        more_than_left = int(str(answer.data["largest"])) + 1
        stage.books.check_sold_out(POOL, more_than_left, run.begun)
