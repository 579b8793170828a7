"""The opener waits for each step, to the instant, and leaves nothing undone that can be done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib import wiring
from chalicelib.workers import opening
from chalicelib.workers.opening import LONGEST_RUN_MS, NotOpenedError
from sale_api.domain.draw import commitment
from sale_api.domain.line import SETTLED_MS, WindowDraw
from sale_api.domain.plan import Line
from sale_api.domain.sale import Sale
from sale_api.ports import Unknown
from tests.sales import published_sale
from tests.systems import World

SEED = bytes(range(32))
MINUTE = 60_000


def plan_line(world: World, name: str = "one", *, opens_in: int = MINUTE, delay: int = 10) -> int:
    """Put a sale with a line into the world; return when it opens."""
    opens_at = world.clock + opens_in
    sale = published_sale(name, opens_at=opens_at)
    world.seeds.keep(SEED)
    draws = (WindowDraw(commitment=commitment(SEED)),)
    world.sales.create(replace(sale, plan=replace(sale.plan, line=Line(delay, 60)), draws=draws))
    return opens_at


def shown(world: World, name: str = "one") -> bool:
    return world.sales.sales[name].draws[0].seed is not None


def test_it_waits_for_the_opening_and_shows_the_draw_within_the_delay(world: World) -> None:
    opens_at = plan_line(world)

    opening.open_all()

    draw = world.sales.sales["one"].draws[0]
    assert draw.digested_at == opens_at + SETTLED_MS
    assert draw.beacon
    assert shown(world)
    assert opens_at + SETTLED_MS < world.clock < opens_at + 10_000


def test_without_a_line_that_opens_soon_it_waits_for_nothing(world: World) -> None:
    world.sales.create(published_sale("plain", opens_at=world.clock))
    plan_line(world, opens_in=2 * MINUTE)
    begun = world.clock

    opening.open_all()

    assert world.clock == begun
    assert not shown(world)


def test_several_lines_are_opened_side_by_side(world: World) -> None:
    for name, opens_in in (("one", 30_000), ("two", 31_000), ("three", 50_000)):
        plan_line(world, name, opens_in=opens_in)

    opening.open_all()

    assert [shown(world, name) for name in ("one", "two", "three")] == [True] * 3


def test_a_line_that_is_published_while_it_waits_is_opened_too(world: World) -> None:
    plan_line(world, opens_in=MINUTE)
    truly = world.system.wait_until

    def wait_until(at: int) -> None:
        truly(at)
        if "two" not in world.sales.sales:
            plan_line(world, "two", opens_in=10_000)

    wiring.install(replace(world.system, wait_until=wait_until))

    opening.open_all()

    assert shown(world, "two")


class Unreadable:
    """Entrants of one sale that cannot be read, so many times."""

    def __init__(self, world: World, broken: str, error: Exception, times: int) -> None:
        self._entrants = world.entrants
        self._broken = broken
        self._error = error
        self._times = times

    def in_time(self, sale: str, window: int, before: int) -> Iterator[str]:
        if sale == self._broken and self._times:
            self._times -= 1
            raise self._error
        return self._entrants.in_time(sale, window, before)


def with_entrants(world: World, entrants: Any) -> None:
    wiring.install(replace(world.system, entrants=entrants))


def test_what_had_no_answer_is_asked_again(world: World) -> None:
    opens_at = plan_line(world)
    with_entrants(world, Unreadable(world, "one", Unknown(), 3))

    opening.open_all()

    assert shown(world)
    assert world.clock < opens_at + 10_000
    assert any("not_opened_yet" in line for line in world.lines)


def test_trouble_with_one_line_leaves_the_others_alone_and_is_an_alarm(world: World) -> None:
    for name in ("one", "two"):
        plan_line(world, name)
    with_entrants(world, Unreadable(world, "one", KeyError("shopper"), 99))

    with pytest.raises(NotOpenedError):
        opening.open_all()

    assert not shown(world, "one")
    assert shown(world, "two")
    assert any('"sale":"one"' in line for line in world.lines)


def test_nobody_waits_for_ever(world: World) -> None:
    plan_line(world)
    with_entrants(world, Unreadable(world, "one", Unknown(), 10**6))
    begun = world.clock

    opening.open_all()

    assert LONGEST_RUN_MS <= world.clock - begun <= LONGEST_RUN_MS + 5_000


def test_a_seed_is_never_logged(world: World) -> None:
    plan_line(world)

    opening.open_all()

    assert SEED.hex() not in "".join(world.lines)


def test_what_one_run_began_the_next_ends(world: World) -> None:
    opens_at = plan_line(world)
    sales: dict[str, Sale] = world.sales.sales
    digested = WindowDraw(commitment=commitment(SEED), digest="d" * 64, digested_at=1, entrants=0)
    sales["one"] = replace(sales["one"], draws=(digested,))
    world.clock = opens_at + MINUTE

    opening.open_all()

    assert shown(world)
    assert sales["one"].draws[0].digest == "d" * 64
