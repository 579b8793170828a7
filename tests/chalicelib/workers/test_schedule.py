from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count
from typing import cast

import pytest
from msgspec.structs import replace
from msgspec.structs import replace as changed

from chalicelib import wiring
from chalicelib.workers import schedule
from sale_api.domain.levels import Levels
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.sale import State
from sale_api.ports import Lots, Unknown
from sale_api.usecases import expire
from sale_api.usecases.keep import KEPT_AFTER_CLOSING_MS
from tests.sales import HOUR_MS, published_sale
from tests.systems import World

SHOPPER = "c2hvcHBlci1pZC0x"


def lay_out(world: World, sale: str, lots: int = 1) -> None:
    claims = {SHOPPER: Claim(1, "claim-01", world.clock - 11_000)}
    world.lots.create([Lot(sale, number, "main", 2, 1, claims=claims) for number in range(lots)])
    world.published.create(Levels(sale, (1,) * lots))


def test_the_keeper_comes_to_every_sale_that_may_have_claims(world: World) -> None:
    for name in ("one", "two"):
        world.sales.create(published_sale(name, opens_at=world.clock - HOUR_MS))
        lay_out(world, name)

    schedule.keep_all()

    assert [lot.available for lot in world.lots.lots.values()] == [2, 2]


@pytest.mark.parametrize(
    ("run_ms", "available"), [(0, [2, 2, 2]), (schedule.LONGEST_RUN_MS // 2, [2, 2, 1])]
)
def test_the_keeper_comes_again_until_nothing_is_over_or_its_time_is(
    world: World, monkeypatch: pytest.MonkeyPatch, run_ms: int, available: list[int]
) -> None:
    monkeypatch.setattr(expire, "MOST", 1)
    world.sales.create(published_sale("one", opens_at=world.clock - HOUR_MS))
    lay_out(world, "one", lots=3)
    passed = count(0, run_ms // 2)
    wiring.install(changed(world.system, now=lambda: world.clock + next(passed)))

    schedule.keep_all()

    assert [lot.available for lot in world.lots.lots.values()] == available


def test_drafts_and_sales_long_over_are_left_alone(world: World) -> None:
    draft = published_sale("draft", opens_at=world.clock - HOUR_MS)
    world.sales.create(replace(draft, state=State.DRAFT))
    ended = world.clock - KEPT_AFTER_CLOSING_MS
    world.sales.create(published_sale("over", opens_at=ended - HOUR_MS, closes_at=ended))
    for name in ("draft", "over"):
        lay_out(world, name)

    schedule.keep_all()
    schedule.keep_one("draft", world.clock, world.system)
    schedule.keep_one("nowhere", world.clock, world.system)

    assert [lot.available for lot in world.lots.lots.values()] == [1, 1]


class Unreadable:
    """Lots of one sale that nobody can read: the first is broken, the rest unanswered."""

    def __init__(self, lots: Lots, broken: str, error: Exception) -> None:
        self._lots = lots
        self._broken = broken
        self._error = error

    def look(self, sale: str, numbers: Collection[int]) -> Sequence[Lot]:
        if sale == self._broken:
            raise self._error
        return self._lots.look(sale, numbers)

    def __getattr__(self, verb: str) -> object:
        return getattr(self._lots, verb)


@pytest.mark.parametrize("error", [Unknown(), KeyError("claims")])
def test_trouble_with_one_sale_leaves_the_others_alone(world: World, error: Exception) -> None:
    for name in ("one", "two"):
        world.sales.create(published_sale(name, opens_at=world.clock - HOUR_MS))
        lay_out(world, name)
    wiring.install(changed(world.system, lots=cast("Lots", Unreadable(world.lots, "one", error))))

    with pytest.raises(type(error)):
        schedule.keep_all()

    assert [lot.available for lot in world.lots.lots.values()] == [1, 2]
    assert any('"sale":"one"' in line for line in world.lines)
