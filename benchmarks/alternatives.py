"""The same crowd on what people build instead, side by side.

On dynoxide: one conditional counter and then the order; counter and order in one transaction;
sixteen sharded counters. As many shoppers as units, each for one and its order, and then as many
again for nothing, from four processes. Ours is the whole handler with token, body and log line;
the rivals are bare botocore calls (`rivals.py`). CPU is that of the application and of the engine.

In the model (`model/limits.py`): the same designs under DynamoDB's limits for one key and its
conflicts, which no local engine has. Ours is the product's own use cases in virtual time.

PostgreSQL and pretix are figures that were given, measured elsewhere (psycopg2 behind gunicorn, a
row with a unique order; pretix 2026.8): they were not measured here, nor on this machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import rivals
from benchmarks.model.designs import CounterThenOrder, CounterWithOrder, ShardedCounters
from benchmarks.model.ours import Ours
from benchmarks.model.rush import Builder, Outcome, rush
from benchmarks.results import Result
from benchmarks.side_by_side import LayOut, on_the_engine, ours, rival

GIVEN: Final = (
    ("a row in PostgreSQL (given: app 0.64 + database 0.45; refused 0.60 + 0.32)", 1.09, 0.92),
    ("pretix 2026.8 (given: 69 + 31; refused 73 + 31)", 100.0, 104.0),
)
"""Milliseconds of CPU for an accepted and for a refused shopper."""

RUSHES: Final = (
    ("1,000 units, 10,000 shoppers in 2 s", 1_000, 10_000, 2.0),
    ("20 units, 10,000 shoppers in 1 s", 20, 10_000, 1.0),
)


@dataclass(frozen=True, slots=True)
class Design:
    """A way to sell: on the engine, and in the model."""

    name: str
    lay_out: LayOut
    model: Builder


OURS: Final = Design("ours", ours, Ours)
RIVALS: Final = (
    Design("one counter, then the order", rival(rivals.counter_then_order), CounterThenOrder),
    Design(
        "counter and order in one transaction", rival(rivals.counter_with_order), CounterWithOrder
    ),
    Design(
        "sixteen counters, then the order",
        rival(rivals.sharded_counters, rivals.SHARDS),
        ShardedCounters,
    ),
)


def run() -> Iterator[Result]:
    """Measure on the engine, then play the model."""
    with Path(os.devnull).open("w", encoding="utf-8") as log, redirect_stdout(log):
        taken = {design.name: on_the_engine(design.lay_out) for design in (OURS, *RIVALS)}
    for place, kind in enumerate(("accepted", "refused")):
        mine = taken[OURS.name][place]
        for other in RIVALS:
            theirs = taken[other.name][place]
            name = f"{kind}, against {other.name}"
            yield _side(name, "write units", mine.write_units, theirs.write_units)
            yield _side(name, "ms of CPU", mine.milliseconds, theirs.milliseconds)
        for name, *given in GIVEN:
            yield _side(f"{kind}, against {name}", "ms of CPU", mine.milliseconds, given[place])
    for crowd, units, shoppers, seconds in RUSHES:
        yield from _modelled(crowd, units, shoppers, seconds)


def _side(name: str, unit: str, ours: float, reference: float) -> Result:
    return Result(name=f"{name}: {unit}", unit=unit, ours=ours, reference=reference)


def _modelled(crowd: str, units: int, shoppers: int, seconds: float) -> Iterator[Result]:
    def played(design: Design) -> Outcome:
        return rush(design.model, units=units, shoppers=shoppers, seconds=seconds)

    mine = played(OURS)
    assert mine.sold == units, f"{mine.sold} of {units} sold in the model"
    for other in RIVALS:
        theirs = played(other)
        for what, unit in MEASURES.items():
            name = f"model, {crowd}, against {other.name}: {what.replace('_', ' ')}"
            yield Result(
                name=name, unit=unit, ours=getattr(mine, what), reference=getattr(theirs, what)
            )
    yield Result(
        name=f"model, {crowd}: told sold out while units were left",
        unit="shoppers",
        ours=mine.false_sold_out,
        reference=0,
        bar=1.0,
    )


MEASURES: Final = {
    "sold": "units",
    "sold_out_at": "s",
    "answered_at": "s",
    "write_units": "write units",
    "asked_again": "times",
    "gave_up": "shoppers",
    "false_sold_out": "shoppers",
}
"""What is shown of an outcome, with its unit."""
