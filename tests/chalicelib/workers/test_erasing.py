from __future__ import annotations

from typing import Any

import pytest

from chalicelib.workers.erasing import erase_all
from sale_api.domain.plan import DAY_MS
from sale_api.ports import Unknown
from tests.sales import published_sale
from tests.systems import World

A_YEAR = 365 * DAY_MS


def a_world(world: World, *sales: str) -> None:
    for sale in sales:
        world.sales.create(published_sale(sale, opens_at=world.clock))


def test_only_what_is_due_is_erased(world: World) -> None:
    a_world(world, "old")
    world.clock += A_YEAR
    a_world(world, "new")

    erase_all()

    assert world.sales.sales["old"].erased_at == world.clock
    assert world.sales.sales["new"].erased_at is None


@pytest.mark.parametrize("fault", [Unknown(), ValueError("broken")])
def test_trouble_with_one_sale_leaves_the_others_alone(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    a_world(world, "first", "second")
    world.clock += A_YEAR
    truly = world.entrants.known

    def known(sale: str, window: int) -> Any:
        if sale == "first":
            raise fault
        return truly(sale, window)

    monkeypatch.setattr(world.entrants, "known", known)

    with pytest.raises(type(fault)):
        erase_all()

    assert world.sales.sales["first"].erased_at is None
    assert world.sales.sales["second"].erased_at is not None
    assert len(world.lines) == 1
