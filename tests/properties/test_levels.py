"""Levels: whoever sells, raises and publishes in whatever order, they stay an upper bound."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from sale_api.domain.levels import Levels, held_until, mark_of
from tests.properties.strategies import BASE64, INSTANTS, LEVELS, SHOPPERS

LOTS = 3
NUMBERS = st.integers(0, 2 * LOTS - 1)
UNITS = st.integers(0, 16)
WORKERS = st.integers(0, 2)
READINGS = st.dictionaries(st.integers(0, 8), st.integers(0, 255))


@given(LEVELS, READINGS)
def test_what_was_read_lowers_the_lots_that_were_read_and_raises_none(
    levels: Levels, readings: dict[int, int]
) -> None:
    fresh = levels.lowered(readings)

    for number, (before, after) in enumerate(zip(levels.levels, fresh.levels, strict=True)):
        assert after == min(before, readings.get(number, before))
    assert replace(fresh, levels=levels.levels) == levels


@given(LEVELS, READINGS, READINGS)
def test_it_does_not_matter_in_which_order_lots_are_read(
    levels: Levels, one: dict[int, int], other: dict[int, int]
) -> None:
    assert levels.lowered(one).lowered(other) == levels.lowered(other).lowered(one)


@given(LEVELS, st.integers(0, 12), UNITS)
def test_a_rise_lifts_one_lot_lowers_none_and_outdates_who_read_before(
    levels: Levels, number: int, level: int
) -> None:
    raised = levels.raised(number, level)

    assert raised.level(number) == max(level, levels.level(number))
    assert all(raised.level(other) == levels.level(other) for other in range(20) if other != number)
    assert replace(raised, levels=levels.levels, generation=levels.generation) == levels
    assert raised.generation > levels.generation


@given(st.sets(SHOPPERS, min_size=1, max_size=9), st.integers(0, 3), st.sampled_from(BASE64))
def test_no_holder_is_taken_for_a_stranger_nor_most_strangers_for_a_holder(
    holders: set[str], place: int, letter: str
) -> None:
    levels = Levels("a-sale", (1,), holders=frozenset(mark_of(shopper) for shopper in holders))
    almost = {f"{shopper[:place]}{letter}{shopper[place + 1 :]}" for shopper in holders}

    assert all(levels.holds(shopper) for shopper in holders)
    for stranger in almost:
        assert levels.holds(stranger) == any(stranger[:4] == shopper[:4] for shopper in holders)


@given(st.lists(INSTANTS, min_size=1), st.integers(0, 3_600_000))
def test_units_lie_in_baskets_until_after_every_deadline_and_the_grace(
    deadlines: list[int], grace: int
) -> None:
    last = held_until(deadlines, grace)

    assert all(deadline + grace < last for deadline in deadlines)
    assert last == held_until(sorted(deadlines), grace) == held_until([max(deadlines)], grace)


@dataclass
class Worker:
    """What a publisher or keeper has read; it may be frozen between any two steps."""

    levels: Levels
    readings: dict[int, int] = field(default_factory=dict)


class Shelf(RuleBasedStateMachine):
    """Lots that are sold from, and workers that publish and promote from what they once read.

    Each write is conditional as the port says: on lease and generation, or on generation.
    """

    def __init__(self) -> None:
        super().__init__()
        self.left: list[int] = []
        self.standing = Levels("a-sale", ())
        self.workers: list[Worker] = []
        self.leases_taken = 0

    @initialize(left=st.lists(UNITS, min_size=LOTS, max_size=LOTS), above=UNITS)
    def lay_out(self, left: list[int], above: int) -> None:
        self.left = left
        self.standing = Levels("a-sale", tuple(units + above for units in left))
        self.workers = [Worker(self.standing) for _ in range(3)]

    @rule(number=NUMBERS, units=UNITS)
    def sell(self, number: int, units: int) -> None:
        number %= len(self.left)
        self.left[number] -= min(units, self.left[number])

    @rule(worker=WORKERS)
    def read_levels(self, worker: int) -> None:
        self.workers[worker] = Worker(self.standing)

    @rule(worker=WORKERS)
    def lease(self, worker: int) -> None:
        if self.standing.lease == self.workers[worker].levels.lease:
            self.workers[worker].levels = self.workers[worker].levels.leased()
            self.standing = self.standing.leased()
            self.leases_taken += 1

    @rule(worker=WORKERS, number=NUMBERS)
    def look(self, worker: int, number: int) -> None:
        number %= len(self.left)
        self.workers[worker].readings[number] = self.left[number]

    @rule(worker=WORKERS)
    def publish(self, worker: int) -> None:
        read = self.workers[worker]
        if (self.standing.lease, self.standing.generation) == (
            read.levels.lease,
            read.levels.generation,
        ):
            self.standing = read.levels.lowered(read.readings)

    @rule(worker=WORKERS, number=NUMBERS, units=UNITS)
    def promote(self, worker: int, number: int, units: int) -> None:
        number %= len(self.left)
        read = self.workers[worker].levels
        if self.standing.generation == read.generation:
            raised = read.raised(number, self.left[number] + units)
            self.standing = replace(
                self.standing, levels=raised.levels, generation=raised.generation
            )
            self.left[number] += units

    @rule()
    def add_a_lot(self) -> None:
        if len(self.left) < 2 * LOTS:
            self.left.append(0)

    @invariant()
    def no_level_is_below_what_its_lot_has(self) -> None:
        for number, left in enumerate(self.left):
            assert self.standing.level(number) >= left, "I11"

    @invariant()
    def nobody_takes_a_lease_a_second_time(self) -> None:
        assert self.standing.lease == self.leases_taken


TestShelf = Shelf.TestCase
TestShelf.settings = settings(max_examples=40, stateful_step_count=30)
