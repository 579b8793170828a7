"""Faults planted here, to see that they are found, and by the invariant that they break."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.wiring import system
from chalicelib.workers import messages, stream
from chalicelib.workers.batches import failures
from sale_api.domain.moves import Actor, OrderState
from sale_api.ports import Queue, Unknown
from sale_api.usecases.move_order import give_back_ended
from sale_api.usecases.order_page import read_order
from sale_api.usecases.relay import relay
from tests.crashes import words
from tests.crashes.catalogue import PATHS
from tests.crashes.grounds import Memory
from tests.crashes.halves import HalvedMemory
from tests.crashes.many import at_calls, at_pairs
from tests.crashes.paths import (
    Path,
    Scene,
    asking,
)
from tests.crashes.runs import Work
from tests.crashes.scenes import (
    anna,
    in_order,
    order_of,
)
from tests.crashes.stage import Handler, Stage
from tests.simulation.books import Broken
from tests.simulation.invocations import Process

DONE = "1-fulfilment"


def invariants(path: Path, ground: Any = None) -> set[str]:
    """Return the names of all that breaks when a path is ended at its calls."""
    try:
        tally = at_calls(path, ground or Memory())
    except Broken as broken:
        return {broken.invariant}
    return {sentence.partition(":")[0] for _, sentence in tally.failures}


@pytest.mark.parametrize("name", ["give back at home", "give back, lent", "keep: expire at home"])
def test_units_given_back_in_two_writes_break_i1(name: str) -> None:
    found = invariants(PATHS[name], HalvedMemory())

    assert found == {"I1"}


def gives_back_and_then_cancels(stage: Stage) -> Callable[[Process], object]:
    def cancel(process: Process) -> object:
        orders, lots = process.stores.orders, process.stores.lots
        order = read_order(order_id=order_of(stage), shopper=None, orders=orders)
        if order.is_in_force:
            order = order.moved(
                OrderState.CANCELLED, at=process.now(), by=Actor.MARKETER, reason="regretted"
            )
            give_back_ended(order=order, lots=lots)
            orders.move(order)
        return order

    return cancel


def test_a_cancellation_that_gives_back_before_it_moves_breaks_i4() -> None:
    path = replace(PATHS["cancel, to be sold again"], act=asking(gives_back_and_then_cancels))

    found = invariants(path)

    assert found == {"I4"}


class QueuesThatSwallow:
    """Queues for a relay that does not mind when no answer comes."""

    def __init__(self, queues: Any) -> None:
        self._queues = queues

    def send(self, queue: Queue, bodies: Iterable[Mapping[str, object]]) -> None:
        try:
            self._queues.send(queue, bodies)
        except Unknown:
            return


def passed_on_whatever_comes(event: Mapping[str, Any]) -> Any:
    running = system()
    queues: Any = QueuesThatSwallow(running.queues)
    batch = [stream._altered(record["dynamodb"], running) for record in event["Records"]]
    relay(
        batch=batch,
        views=running.views,
        queues=queues,
        lots=running.lots,
        waiting=running.waiting,
    )
    return failures([])


def test_a_relay_that_swallows_unknown_breaks_i8() -> None:
    path = PATHS["relay: a new order"]

    def swallows(stage: Stage) -> None:
        stage.relay = passed_on_whatever_comes

    found = invariants(replace(path, arrange=in_order(path.arrange, swallows)))

    assert found == {"I8"}


def marks_before_it_acts(event: Mapping[str, Any]) -> Any:
    running = system()
    order = json.loads(event["Records"][0]["body"])["order"]
    standing = read_order(order_id=order, shopper=None, orders=running.orders)
    if DONE not in standing.done:
        now = running.now()
        running.orders.finish(order, DONE, now)
        running.orders.move(standing.moved(OrderState.IN_FULFILMENT, at=now, by=Actor.SYSTEM))
    return failures([])


def is_consumed_by(handler: Handler) -> Scene:
    def arrange(stage: Stage) -> None:
        stage.handlers[Queue.FULFILMENT] = handler

    return arrange


@pytest.mark.parametrize("points", [at_calls, at_pairs])
def test_a_consumer_that_marks_before_it_acts_breaks_i8(points: Any) -> None:
    path = PATHS["fulfil"]
    broken = replace(path, arrange=in_order(path.arrange, is_consumed_by(marks_before_it_acts)))

    tally = points(broken, Memory())

    assert {sentence.partition(":")[0] for _, sentence in tally.failures} == {"I8"}
    # Undisturbed it does what it should: only who dies between the two finds out.
    assert 0 < tally.recovered < tally.points


def outlives_everything(event: Mapping[str, Any]) -> Any:
    try:
        return messages.fulfilment(event)
    except BaseException:  # noqa: BLE001 - this is the fault
        return failures([])


def test_a_worker_that_goes_on_after_its_death_is_found() -> None:
    path = PATHS["fulfil"]
    broken = replace(path, arrange=in_order(path.arrange, is_consumed_by(outlives_everything)))

    found = invariants(broken)

    assert found == {"death"}


def test_another_answer_than_without_the_crash_is_found() -> None:
    path = PATHS["reserve again"]
    asked = iter([1, *[2] * 1_000])

    def reserves_what_comes_to_mind(stage: Stage) -> Work:
        return words.reserving(anna(stage), 2 if next(asked) == 1 else 1)

    found = invariants(replace(path, act=asking(reserves_what_comes_to_mind)))

    assert found == {"answer"}


def test_a_sentence_tells_where_a_run_ended_and_who_went_on() -> None:
    path = PATHS["fulfil"]
    broken = replace(path, arrange=in_order(path.arrange, is_consumed_by(marks_before_it_acts)))

    (first, *_) = at_calls(broken, Memory()).failures

    assert str(first[0]) == "at call 2 it dies after it; then whoever asked asks again"
