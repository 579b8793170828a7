"""A story's pools: their parts of its units in every size, and the days that are promised."""

from datetime import date

import pytest

from infra.local.stories.line_play import lead_ms
from infra.local.stories.oneplus import NOVEMBER
from infra.local.stories.story import Stock, Story
from infra.local.stories.windows7 import WINDOWS7

STOCKS = (
    Stock("de", 3, "Hamburg"),
    Stock("es", 2, "Madrid"),
    Stock("later", 4, "Madrid", delivers_in=(28, 56), to_come=True, payment="prepayment"),
)
STORY = Story(
    name="pools",
    title="Pools",
    sale="pools",
    shoppers=100,
    units=900,
    registering=0,
    plan={"limit": 1},
    then={},
    chosen=(),
    stocks=STOCKS,
)


@pytest.mark.parametrize(
    ("units", "by_pool"),
    [(900, (300, 200, 400)), (90, (30, 20, 40)), (10, (3, 2, 5)), (3, (1, 1, 1)), (1, (1, 1, 1))],
)
def test_each_pool_has_its_part_of_the_units(units: int, by_pool: tuple[int, ...]) -> None:
    story = STORY.sized(None, units, 1.0)

    assert tuple(story.units_by_pool.values()) == by_pool
    assert sum(by_pool) == story.units


def test_a_small_story_has_the_shortest_times_that_a_plan_may_have_and_says_so() -> None:
    full, fifth = (NOVEMBER.sized(None, None, scale) for scale in (1.0, 0.2))

    assert full == NOVEMBER
    assert (full.is_small, fifth.is_small) == (False, True)
    assert (fifth.plan["hold_seconds"], WINDOWS7.sized(200, 9, 1.0).plan["hold_seconds"]) == (8, 5)
    assert fifth.plan["prepayment"]["pay_seconds"] == 10
    assert fifth.chosen[-1] == "this run is small, a line twice as fast, 10 seconds to pay"
    assert (lead_ms(full), lead_ms(fifth)) == (53_000, 8_000)


def test_a_pool_promises_days_that_follow_from_the_sales_own() -> None:
    first, *_, last = STORY.pools(date(2015, 2, 3))

    assert first == {
        "pool": "de",
        "units": 300,
        "place": "Hamburg",
        "to_come": False,
        "payment": "invoice",
    }
    assert last == {
        "pool": "later",
        "units": 400,
        "place": "Madrid",
        "delivers_from": "2015-03-03",
        "delivers_by": "2015-03-31",
        "to_come": True,
        "payment": "prepayment",
    }
