"""Bringing a stage to rest: all who work go on until nothing waits, then what is left is sold."""

from __future__ import annotations

from sale_api.domain.errors import SoldOut, TryAgain
from sale_api.domain.order import Order
from sale_api.domain.sale import Phase
from tests.crashes import words
from tests.crashes.paths import (
    HOLD_SECONDS,
)
from tests.crashes.stage import Stage
from tests.sale_api.given import MINUTE, SECOND
from tests.simulation.books import hold
from tests.simulation.plans import somebody_at

MINUTES = HOLD_SECONDS * SECOND // MINUTE + 3
"""Until the last hold has run out, its grace has passed, and every lease has ended."""

MINUTES_OF_LISTS = 2
"""Until what is offered then has run out, too, for each of the two who wait."""

MOST_RUNS = 60


def come_to_rest(stage: Stage) -> None:
    """Let the marketer finish, keeper, relay and queues work until quiet, and judge what stands."""
    stage.warm = stage.rival = None
    if not stage.has_sale:
        return
    sale = stage.database.sale()
    if not sale.is_public:
        stage.do(words.publishing)
    if sale.is_paused:
        stage.do(words.resuming)
    for _ in range(MINUTES + (MINUTES_OF_LISTS if sale.plan.waitlist else 0)):
        _do_what_waits(stage)
        stage.keep()
        if sale.plan.is_drawn:
            stage.open_lines()
        stage.now += MINUTE
    hold("rest", not stage.waiting.records, "records wait:", stage.waiting.records)
    hold("rest", not stage.waiting.post, "messages wait:", stage.waiting.post)
    stage.books.check_rest(stage.now)
    shown = [draw.seed is not None for draw in stage.database.sale().draws]
    hold("rest", all(shown[:1]), "the draw is not out", stage.database.sale().draws)
    _check_lists(stage)


def _do_what_waits(stage: Stage) -> None:
    """Hand over and deliver; a message that is not done waits for the next minute."""
    for _ in range(MOST_RUNS):
        if not stage.waiting.records:
            break
        stage.hand_over()
    for queue, _ in list(stage.waiting.post):
        stage.deliver(queue)
    if stage.waiting.records:
        _do_what_waits(stage)


def _check_lists(stage: Stage) -> None:
    for order in stage.database.standing().values():
        if isinstance(order, Order):
            listed = stage.database.stores.views.of_shopper(order.shopper)
            shown = {each.order: each.version for each in listed}
            hold("lists", shown.get(order.order) == order.version, order, "is listed as", shown)


def sell_what_is_left(stage: Stage) -> None:
    """Hold that no unit is stranded: somebody new gets each that is left."""
    if not stage.has_sale or stage.database.sale().phase(stage.now) is not Phase.OPEN:
        return
    lots = stage.plan.lot_count
    stage.warm = stage.process()
    newcomer = 0
    while _sold(stage, somebody_at(newcomer % lots, lots, 20 + newcomer // lots)):
        newcomer += 1
    left = {lot.number: lot.available for lot in stage.database.lots().values()}
    hold("I7", not any(left.values()), f"nobody can have what is left: {left}")


def _sold(stage: Stage, shopper: str) -> bool:
    for _ in range(MOST_RUNS):
        try:
            stage.do(words.reserving(shopper))
        except SoldOut:
            return False
        except TryAgain:
            stage.now += SECOND + SECOND // 5
        else:
            return True
    raise AssertionError(f"{shopper} gets no answer")
