"""Opening a line: digest, beacon and seed are shown in this order, each once and for good."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from sale_api.domain.contact import Contact
from sale_api.domain.draw import commitment, digest
from sale_api.domain.line import SETTLED_MS, WindowDraw, round_from
from sale_api.domain.plan import Plan
from sale_api.domain.sale import Pause, Sale
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.ports import Sales, Unknown, Unmet
from sale_api.usecases.open_line import AHEAD_MS, ASK_AGAIN_MS, open_line, windows_to_open
from tests.fakes import FakeBeacon, FakeEntrants, FakeSales, FakeSeeds
from tests.sale_api.given import (
    CLOSES,
    HOUR,
    OPENS,
    SALE,
    SECOND,
    a_change,
    a_plan,
    a_sale,
    a_window,
    in_line,
)

SEED = bytes(range(32))
CONTACT = Contact("anna@example.org", "de", "Europe/Berlin")
DRAWN_BY = OPENS + 10 * SECOND


@dataclass
class Line:
    """A published sale with a line, and what opens it."""

    plan: Plan = field(default_factory=lambda: in_line(a_plan()))
    now: int = OPENS

    def __post_init__(self) -> None:
        self.sales: FakeSales = FakeSales()
        self.entrants = FakeEntrants()
        self.seeds = FakeSeeds()
        self.beacon = FakeBeacon()
        draws = (WindowDraw(commitment=commitment(SEED)),) * len(self.plan.windows)
        self.seeds.keep(SEED)
        self.sales.create(replace(a_sale(self.plan), draws=draws))

    @property
    def sale(self) -> Sale:
        return self.sales.sales[SALE]

    @property
    def draw(self) -> WindowDraw:
        return self.sale.draws[0]

    @property
    def round(self) -> int:
        return self.beacon.rounds.first_from(round_from(self.sale.plan, 0))

    def join(self, shopper: str, joined_at: int) -> None:
        ticket = Ticket(sale=SALE, window=0, shopper=shopper, joined_at=joined_at)
        self.entrants.join(Entrant(ticket=ticket, contact=CONTACT))

    def step(self, sales: Sales | None = None) -> int | None:
        return open_line(
            sale_id=SALE,
            window=0,
            now=self.now,
            sales=sales or self.sales,
            entrants=self.entrants,
            seeds=self.seeds,
            beacon=self.beacon,
        )

    def open(self) -> list[WindowDraw]:
        """Take all steps, each at its instant; return what was shown after each."""
        shown: list[WindowDraw] = []
        while (due := self.step()) is not None:
            self.now = max(self.now, due)
            if not shown or shown[-1] != self.draw:
                shown.append(self.draw)
        return shown


def test_the_digest_comes_first_then_the_beacon_then_the_seed() -> None:
    line = Line()

    shown = line.open()

    assert [(d.digest is None, d.beacon is None, d.seed is None) for d in shown] == [
        (True, True, True),
        (False, True, True),
        (False, False, True),
        (False, False, False),
    ]
    assert shown[-1].seed == SEED.hex()


def test_the_digest_is_over_all_who_were_in_time() -> None:
    line = Line()
    line.join("anna", OPENS - 1)
    line.join("berta", OPENS - HOUR)
    line.join("late", OPENS)

    line.open()

    assert line.draw.digest == digest(SALE, 0, ["anna", "berta"])
    assert line.draw.entrants == 2


def test_it_is_not_taken_before_everybody_who_was_in_time_stands_there() -> None:
    line = Line(now=OPENS + SETTLED_MS - 1)

    assert line.step() == OPENS + SETTLED_MS
    assert line.draw.digest is None

    line.now = OPENS + SETTLED_MS
    line.join("anna", OPENS - 1)  # a write that took its time
    line.step()

    assert line.draw.entrants == 1
    assert line.draw.digested_at == line.now


def test_the_beacon_is_of_the_round_that_was_fixed_and_not_asked_before_it_is_out() -> None:
    line = Line(now=OPENS + SETTLED_MS)
    line.step()

    out_at = line.step()

    assert line.beacon.asked == []
    assert out_at == line.beacon.rounds.out_at(line.round)
    assert OPENS + SETTLED_MS < out_at < DRAWN_BY
    line.now = out_at
    line.step()
    assert line.beacon.asked == [line.round]
    value = line.beacon.value(line.round)
    assert value is not None
    assert line.draw.beacon == value.hex()


def test_a_late_beacon_is_waited_for_until_the_delay_is_over() -> None:
    line = Line(now=OPENS + SETTLED_MS)
    line.step()
    line.beacon.down = True
    line.now = DRAWN_BY - 1

    assert line.step() == line.now + ASK_AGAIN_MS
    assert line.draw.beacon is None

    line.beacon.down = False
    line.step()
    assert line.draw.beacon


def test_without_a_beacon_in_time_the_seed_alone_decides() -> None:
    line = Line(now=OPENS + SETTLED_MS)
    line.step()
    line.beacon.down = True
    line.now = DRAWN_BY

    line.step()
    line.beacon.down = False
    line.open()

    assert line.draw.beacon == ""
    assert line.draw.seed == SEED.hex()
    assert line.sale.drawn[0] is not None


def test_an_opening_that_comes_late_still_asks_for_the_beacon_once() -> None:
    line = Line(now=OPENS + HOUR // 2)

    line.open()

    assert line.beacon.asked == [line.round]
    assert line.draw.beacon


def test_what_was_shown_never_changes() -> None:
    line = Line()
    line.open()
    shown = line.sale

    line.join("smuggled", OPENS - 1)
    line.now += HOUR
    line.open()

    assert line.sale == shown


def test_two_at_once_show_the_same() -> None:
    line, other = Line(now=OPENS + SETTLED_MS), Line()

    class Overtaken:
        """Sales that somebody else writes to between every read and write of ours."""

        def find(self, sale: str) -> Sale | None:
            found = line.sales.find(sale)
            if line.draw.digest is None:
                line.step()
            return found

        def __getattr__(self, verb: str) -> object:
            return getattr(line.sales, verb)

    line.join("anna", OPENS - 1)
    line.step(Overtaken())  # type: ignore[arg-type]

    assert line.draw.entrants == 1
    assert [change.what for change in line.sale.history] == ["showed the digest of window 0"]
    assert other.draw.digest is None


@dataclass
class Stopping:
    """Sales whose first write has no answer, done or not."""

    sales: FakeSales
    done: bool
    stopped: bool = False

    def find(self, sale: str) -> Sale | None:
        return self.sales.find(sale)

    def replace(self, sale: Sale) -> None:
        if self.stopped or self.done:
            self.sales.replace(sale)
        if not self.stopped:
            self.stopped = True
            raise Unknown


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("steps", [0, 1, 2])
def test_whoever_stops_at_a_step_is_followed_by_one_who_goes_on(steps: int, done: bool) -> None:  # noqa: FBT001 - a case
    alone, line = Line(now=DRAWN_BY - 1), Line(now=DRAWN_BY - 1)
    alone.open()
    for _ in range(steps):
        line.step()

    with pytest.raises(Unknown):
        line.step(Stopping(line.sales, done))  # type: ignore[arg-type]
    line.open()

    assert line.draw == alone.draw


def test_an_opening_that_was_moved_meanwhile_is_waited_for_again() -> None:
    line = Line(now=OPENS + SETTLED_MS)

    class MovedMeanwhile:
        """Sales in which the opening moves while the entrants are read."""

        def find(self, sale: str) -> Sale | None:
            found = line.sales.find(sale)
            if line.sale.version == 1:
                later = replace(line.sale.plan, windows=(a_window(OPENS + HOUR, CLOSES + HOUR),))
                line.sales.replace(replace(line.sale.changed(a_change(OPENS - 1)), plan=later))
            return found

        def replace(self, _: Sale) -> None:
            raise Unmet

    line.step(MovedMeanwhile())  # type: ignore[arg-type]

    assert line.draw.digest is None
    assert line.step() == OPENS + HOUR + SETTLED_MS


def test_a_pause_does_not_hold_up_the_draw() -> None:
    line = Line()
    line.sales.sales[SALE] = replace(line.sale, pauses=(Pause(OPENS - 1),))

    line.open()

    assert line.draw.seed == SEED.hex()


def test_a_sale_that_was_closed_before_it_opened_is_not_drawn() -> None:
    line = Line()
    line.sales.sales[SALE] = replace(line.sale, closed_at=OPENS)

    assert line.open() == []
    assert windows_to_open(line.sale, OPENS) == []


def test_a_lost_seed_is_an_error_and_no_draw() -> None:
    line = Line()
    line.seeds.seeds.clear()

    with pytest.raises(AssertionError, match="is lost"):
        line.open()

    assert line.sale.drawn == (None,)


@pytest.mark.parametrize(
    ("now", "windows"),
    [
        (OPENS - AHEAD_MS - 1, []),
        (OPENS - AHEAD_MS, [0]),
        (OPENS + HOUR, [0]),
        (OPENS + 2 * HOUR, [0, 1]),
    ],
)
def test_a_line_is_opened_from_a_minute_before_on(now: int, windows: list[int]) -> None:
    plan = a_plan(windows=[a_window(), a_window(OPENS + 2 * HOUR, OPENS + 3 * HOUR)])
    line = Line(in_line(plan))

    assert list(windows_to_open(line.sale, now)) == windows


def test_a_draw_that_is_out_and_a_sale_without_one_are_left_alone() -> None:
    line = Line()
    line.open()

    assert list(windows_to_open(line.sale, line.now)) == []
    assert list(windows_to_open(a_sale(), OPENS)) == []
    assert list(windows_to_open(replace(line.sale, state=line.sale.state.DRAFT), OPENS)) == []
