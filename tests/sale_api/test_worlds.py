"""Worlds in which everything goes wrong that may, and nothing that must not."""

from collections import Counter

import pytest

from tests.sale_api.world import World

STOCKS: list[tuple[list[tuple[str, int]], list[int]]] = [
    ([("main", 4)], [4]),
    ([("main", 48)], [2, 2, 1]),
    ([("main", 48)], [0, 0, 3]),
    ([("de", 3), ("es", 2)], [3, 2]),
    ([("de", 40), ("es", 2)], [1, 0, 1, 2]),
]
WORLDS = 300
RARE = (
    "lent",
    "sold out",
    "sold out for good",
    "expired",
    "the same order",
    "given back",
    "cancelled",
    "halted",
    "added",
    "lent from added stock",
    "applied late",
    "killed after",
    "conflict",
    "frozen",
)


def after(seed: int) -> World:
    pools, stock = STOCKS[seed % len(STOCKS)]
    world = World(seed, pools, stock)
    world.play(60)
    world.come_to_rest()
    world.ledger.check_rest()
    return world


def test_every_invariant_holds_whatever_is_lost_late_repeated_frozen_or_killed() -> None:
    sometimes: Counter[str] = Counter()

    for seed in range(WORLDS):
        try:
            sometimes += after(seed).weather.sometimes
        except AssertionError as broken:
            pytest.fail(f"seed {seed}: {broken!r}")

    assert {place: sometimes[place] for place in RARE if sometimes[place] < 10} == {}
