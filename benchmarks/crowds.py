"""What simulated processes ask of DynamoDB while they refuse and publish, against the ceiling."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Final

from benchmarks.bench import bench, crowd
from benchmarks.meter import Counts
from benchmarks.results import Result
from benchmarks.shop import SALE
from sale_api.domain.levels import HOLDER_BYTES

PROCESSES: Final = (1, 100, 1_000)
SECONDS: Final = 2
TAKEN_OVER: Final = 4
"""After so many seconds one of the processes publishes."""
OTHER_BYTES: Final = 256
"""At most: what the item of the levels has beside its holders, in a sale of 1,000 units."""


def ceilings(
    path: str, counts: Counts, requests: int, units: int, times: int = 1
) -> Iterator[Result]:
    """Return both measures of a path against their ceilings."""
    for unit, ours, ceiling in (
        ("requests", counts.requests / times, requests),
        ("write units", counts.write_units / times, units),
    ):
        yield Result(name=f"{path}: {unit}", unit=unit, ours=ours, reference=ceiling, bar=1.0)


def many_processes(url: str) -> Iterator[Result]:
    """A sale that is sold out, and ever more processes that say so; then one that just began."""
    with bench(url, units=32, limit=32) as ours:
        ours.reserve(0, 32)
        ours.publish_levels()
        for processes in PROCESSES:
            counts = crowd(ours, processes, SECONDS)
            name = f"sold out, refused by {processes:,} processes"
            yield Result(
                name=f"{name}: reads a second and process",
                unit="requests",
                ours=counts.reads / processes / SECONDS,
                reference=2,
                bar=1.0,
            )
            yield Result(
                name=f"{name}: write units",
                unit="write units",
                ours=counts.write_units,
                reference=0,
                bar=1.0,
            )
        ours.shop.restarted()
        with ours.meter.counting() as cold:
            ours.told(ours.shop.reserving(1), "sold_out")
        yield from ceilings("refused by a process that has just begun", cold, 2, 0)


def publishing(url: str) -> Iterator[Result]:
    """Each second one of a hundred processes publishes for all, once one of them has begun to.

    With the marks of holders that takes as many write units as decision 0003 says.
    """
    for name, units, taken in (
        ("", 1_000, 0),
        (", once some are refused", 64, 15),
        (", once some are refused, 1,000 units", 1_000, 15),
    ):
        with bench(url, units=units, limit=2) as ours:
            ours.fill(taken)
            counts = crowd(ours, 100, SECONDS, quantity=2 if taken else None, before=TAKEN_OVER)
            levels = ours.stores.published.find(SALE)
            assert levels is not None
            kilobytes = (OTHER_BYTES + HOLDER_BYTES * len(levels.holders)) / 1024
        for unit, taken_a_second, ceiling in (
            ("requests", counts.writes / SECONDS, 1),
            ("write units", counts.write_units / SECONDS, ceil(kilobytes)),
        ):
            what = "writes" if unit == "requests" else unit
            yield Result(
                name=f"levels published{name}: {what} a second",
                unit=unit,
                ours=taken_a_second,
                reference=ceiling,
                bar=1.0,
            )
