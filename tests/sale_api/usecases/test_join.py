"""Joining a line: the first time counts."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from sale_api.domain.errors import Closed, NotFound
from sale_api.domain.plan import Plan
from sale_api.domain.sale import Pause
from sale_api.domain.ticket import Ticket
from sale_api.usecases.join import Joined, join
from tests.fakes import FakeEntrants
from tests.sale_api.given import (
    CLOSES,
    CONTACT,
    HOUR,
    MINUTE,
    OPENS,
    SALE,
    a_plan,
    a_window,
    in_line,
)
from tests.sale_api.shop import Shop

TWO = (a_window(), a_window(OPENS + 2 * HOUR, OPENS + 3 * HOUR))


@dataclass
class Door:
    """The door of a shop: where one joins."""

    plan: Plan = field(default_factory=lambda: in_line(a_plan(windows=TWO)))

    def __post_init__(self) -> None:
        self.shop = Shop(self.plan)
        self.entrants = FakeEntrants()

    def join(self, at: int, shopper: str = "anna") -> Joined:
        return join(
            sale_id=SALE,
            shopper=shopper,
            contact=CONTACT,
            clock=lambda: at,
            watch=self.shop.another_process(),
            entrants=self.entrants,
            circles=self.shop.circles,
        )


def test_whoever_joins_gets_a_ticket_of_the_next_window() -> None:
    joined = Door().join(OPENS - HOUR)

    ticket = Ticket(sale=SALE, window=0, shopper="anna", joined_at=OPENS - HOUR)
    assert joined == (ticket, True)


def test_joining_again_is_the_same_ticket() -> None:
    door = Door()
    first = door.join(OPENS - HOUR)

    again = door.join(OPENS + MINUTE)

    assert again == (first.ticket, False)


@pytest.mark.parametrize(
    ("at", "window"),
    [(OPENS - 1, 0), (OPENS, 0), (CLOSES - 1, 0), (CLOSES, 1), (OPENS + 2 * HOUR, 1)],
)
def test_the_line_is_of_the_window_that_is_open_or_comes_next(at: int, window: int) -> None:
    assert Door().join(at).ticket.window == window


def test_a_second_window_has_a_line_of_its_own() -> None:
    door = Door()
    door.join(OPENS)

    assert door.join(CLOSES).new
    assert len(door.entrants.entrants) == 2


def test_while_the_sale_is_halted_one_can_join() -> None:
    door = Door()
    door.shop.sales.sales[SALE] = replace(door.shop.sale, pauses=(Pause(OPENS - HOUR),))

    assert door.join(OPENS).new


def test_after_the_last_window_nobody_joins() -> None:
    with pytest.raises(Closed):
        Door().join(OPENS + 3 * HOUR)


def test_a_sale_that_was_closed_is_not_joined() -> None:
    door = Door()
    door.shop.sales.sales[SALE] = replace(door.shop.sale, closed_at=OPENS - HOUR)

    with pytest.raises(Closed):
        door.join(OPENS - HOUR)


def test_a_sale_without_a_line_is_not_joined() -> None:
    with pytest.raises(NotFound):
        Door(a_plan()).join(OPENS)
