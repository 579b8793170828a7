"""A crowd before a design: who was told what, when, and what it wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from benchmarks.model.designs import Design, Said
from benchmarks.model.limits import Database, Timeline, spread

ASKS_AGAIN_AFTER: Final = (1.0, 2.0)
"""Seconds, at random, before a shopper who was told to come again does."""

MOST_ASKS: Final = 15

Builder = Callable[[int, Timeline, Database], Design]


@dataclass
class Outcome:
    """What became of a crowd; instants in seconds after the opening."""

    sold: int = 0
    sold_out_at: float = 0.0
    answered_at: float = 0.0
    false_sold_out: int = 0
    asked_again: int = 0
    gave_up: int = 0
    write_units: int = 0


def rush(build: Builder, *, units: int, shoppers: int, seconds: float, seed: int = 1) -> Outcome:
    """Let shoppers come within some seconds, each for one unit; return what became of them."""
    timeline = Timeline(seed)
    database = Database(timeline)
    design = build(units, timeline, database)
    outcome = Outcome()

    def shop(shopper: int) -> None:
        for _ in range(MOST_ASKS):
            said = design.buy(shopper)
            if said is not Said.AGAIN:
                break
            outcome.asked_again += 1
            timeline.wait(timeline.dice.uniform(*ASKS_AGAIN_AFTER))
        else:
            outcome.gave_up += 1
            return
        outcome.answered_at = timeline.now
        if said is Said.ORDERED:
            outcome.sold += 1
            outcome.sold_out_at = timeline.now
        elif design.left:
            outcome.false_sold_out += 1

    for shopper, at in enumerate(spread(seconds, shoppers, timeline.dice)):
        timeline.start(at, lambda shopper=shopper: shop(shopper))  # type: ignore[misc]
    timeline.run()
    outcome.write_units = database.write_units
    return outcome
