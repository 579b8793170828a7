"""What stands before a path begins: scenes, to be put one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sale_api.ports import Queue
from sale_api.usecases.hold import Hold
from tests.crashes import words
from tests.crashes.dooms import Doom, When
from tests.crashes.paths import LIMIT, Scene
from tests.crashes.runs import Rival, Work
from tests.crashes.stage import Stage
from tests.sale_api.given import HOUR, SECOND
from tests.simulation.books import hold as expect
from tests.simulation.plans import somebody_at


def in_order(*scenes: Scene) -> Scene:
    """Return the scene in which these happen one after the other."""

    def arrange(stage: Stage) -> None:
        for scene in scenes:
            scene(stage)

    return arrange


def somebody(stage: Stage, home: int = 0, nth: int = 0) -> str:
    """Return the nth shopper whose home is this lot."""
    return somebody_at(home, stage.plan.lot_count, nth)


def anna(stage: Stage) -> str:
    """Return the shopper that a path is about: the first at home on the first lot."""
    return somebody(stage)


def a_draft_stands(stage: Stage) -> None:
    stage.do(words.planning(words.draft_of(stage.plan, "Windows 7")))


def open_sale(stage: Stage) -> None:
    a_draft_stands(stage)
    stage.do(words.publishing)


def holds(quantity: int = 1) -> Scene:
    """Let Anna hold units; the token is the stage's."""

    def arrange(stage: Stage) -> None:
        stage.token = stage.do(words.reserving(anna(stage), quantity)).reservation

    return arrange


def taken(home: int, nth: int = 1, quantity: int = LIMIT) -> Scene:
    """Let somebody else order units at home."""

    def arrange(stage: Stage) -> None:
        hold = stage.do(words.reserving(somebody(stage, home, nth), quantity))
        stage.do(words.ordering(hold.reservation))

    return arrange


def orders(stage: Stage) -> None:
    """Let Anna order what she holds."""
    stage.order = stage.do(words.ordering(token_of(stage))).order


def dies(words_of: Callable[[Stage], Work], call: int) -> Scene:
    """Let somebody's request die after a call."""

    def arrange(stage: Stage) -> None:
        run = stage.run(words_of(stage), Doom(call, When.AFTER))
        assert run.is_dead, "it was to die half way"

    return arrange


def passes(milliseconds: int) -> Scene:
    """Let time pass."""

    def arrange(stage: Stage) -> None:
        stage.now += milliseconds

    return arrange


def is_relayed(stage: Stage) -> None:
    """Let the relay pass on all that has happened."""
    while stage.waiting.records:
        stage.hand_over()


def is_fulfilled(stage: Stage) -> None:
    """Let the relay and the queues do all that waits."""
    is_relayed(stage)
    for queue in (Queue.FULFILMENT, Queue.NOTICES):
        while stage.waiting.has_message(queue):
            stage.deliver(queue)
        is_relayed(stage)


def is_over(stage: Stage) -> None:
    """Let the sale be closed, and all holds run out."""
    stage.do(words.closing)
    stage.now += HOUR


def levels_are_published(stage: Stage) -> None:
    """Let some process see the same lease for two seconds, and publish levels."""
    stage.warm = stage.process()
    for _ in range(2):
        stage.do(words.visiting)
        stage.now += 2 * SECOND
    stage.warm = None


def a_process_is_warm(stage: Stage) -> None:
    """Let the next request come to a process that may publish levels."""
    stage.warm = stage.process()
    stage.do(words.visiting)
    stage.now += 2 * SECOND


def a_process_publishes(stage: Stage) -> None:
    """Let the next request come to the process that published levels last."""
    a_process_is_warm(stage)
    stage.do(words.visiting)
    stage.now += SECOND


def meanwhile(verb: str, request: str, comes: Scene, nth: int = 1) -> Scene:
    """Let somebody be faster, just before what is asked calls a verb of a port."""

    def arrange(stage: Stage) -> None:
        stage.rival = Rival(verb, request, comes, nth)

    return arrange


def token_of(stage: Stage) -> Any:
    assert stage.token is not None, "nobody has reserved"
    return stage.token


def order_of(stage: Stage) -> str:
    assert stage.order is not None, "nobody has ordered"
    return stage.order.order


def orders_it(stage: Stage, hold: Any) -> None:
    """Order what was held, so that the answer proves to be worth something."""
    expect("answer", isinstance(hold, Hold), "nothing is held:", hold)
    stage.token = hold.reservation
    if hold.order is None:
        orders(stage)
