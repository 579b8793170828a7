"""The model of DynamoDB's limits, each at, below and above."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.model.designs import CounterThenOrder, CounterWithOrder, ShardedCounters
from benchmarks.model.limits import UNITS_A_SECOND, Conflict, Database, Throttled, Timeline
from benchmarks.model.ours import Ours
from benchmarks.model.rush import rush


def played(work: Callable[[Timeline, Database], None]) -> tuple[Timeline, Database]:
    timeline = Timeline(seed=1)
    database = Database(timeline)
    timeline.start(0, lambda: work(timeline, database))
    timeline.run()
    return timeline, database


def crowd(writes: int, key: str = "hot") -> tuple[int, Database]:
    """Return how many of so many writes at once were throttled."""
    timeline = Timeline(seed=1)
    database = Database(timeline)
    throttled = []

    def write() -> None:
        try:
            database.write(key, lambda: None)
        except Throttled:
            throttled.append(timeline.now)

    for _ in range(writes):
        timeline.start(0, write)
    timeline.run()
    return len(throttled), database


def test_a_key_takes_a_thousand_writes_at_once_and_no_more() -> None:
    _, below = crowd(UNITS_A_SECOND)
    _, above = crowd(UNITS_A_SECOND + 100)

    assert below.requests["throttled"] == 0
    assert above.requests["throttled"] > 0


def test_more_than_a_key_takes_in_the_time_of_all_attempts_is_throttled() -> None:
    throttled, database = crowd(10 * UNITS_A_SECOND)

    assert throttled > 5 * UNITS_A_SECOND
    assert database.write_units == 10 * UNITS_A_SECOND - throttled


def test_a_refused_write_costs_what_a_write_costs() -> None:
    def refuse() -> None:
        raise KeyError

    def work(_: Timeline, database: Database) -> None:
        with pytest.raises(KeyError):
            database.write("item", refuse)

    _, database = played(work)

    assert database.write_units == 1


def test_a_transaction_costs_twice_for_each_item() -> None:
    _, database = played(lambda _, database: database.transact(["a", "b"], lambda: None))

    assert database.write_units == 4


def test_a_write_meets_a_prepared_transaction_as_a_conflict_and_another_item_does_not() -> None:
    met: list[str] = []
    timeline = Timeline(seed=1)
    database = Database(timeline)

    def write(key: str) -> None:
        try:
            database.write(key, lambda: None)
        except Conflict:
            met.append(key)

    timeline.start(0, lambda: database.transact(["a", "b"], lambda: None))
    timeline.start(0.0026, lambda: write("a"))
    timeline.start(0.0026, lambda: write("c"))
    timeline.start(1, lambda: write("b"))
    timeline.run()

    assert met == ["a"]


def test_transactions_that_overlap_cancel_each_other_and_the_cancelled_one_is_paid() -> None:
    conflicts = []
    timeline = Timeline(seed=1)
    database = Database(timeline)

    def transact(order: str) -> None:
        try:
            database.transact(["counter", order], lambda: None)
        except Conflict:
            conflicts.append(order)

    for order in ("one", "two"):
        timeline.start(0, lambda order=order: transact(order))  # type: ignore[misc]
    timeline.run()

    assert len(conflicts) == 1
    assert database.write_units == 8


@pytest.mark.parametrize("build", [Ours, CounterThenOrder, CounterWithOrder, ShardedCounters])
def test_every_design_sells_a_small_stock_and_answers_everybody(
    build: Callable[..., CounterThenOrder],
) -> None:
    outcome = rush(build, units=20, shoppers=100, seconds=2)

    assert outcome.sold == 20
    assert outcome.gave_up == 0
    assert 0 < outcome.sold_out_at <= outcome.answered_at


def test_ours_tells_nobody_that_it_is_sold_out_while_units_are_left() -> None:
    assert rush(Ours, units=100, shoppers=1_000, seconds=1).false_sold_out == 0


def test_sharded_counters_tell_somebody_so() -> None:
    assert rush(ShardedCounters, units=100, shoppers=1_000, seconds=1).false_sold_out > 0


def test_the_same_seed_plays_the_same_crowd() -> None:
    first, second = (rush(Ours, units=20, shoppers=200, seconds=1, seed=7) for _ in range(2))

    assert first == second
