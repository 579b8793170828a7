"""Resident memory of one process that answers ever more requests of ever new shoppers."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Iterator
from typing import Any, Final

from app import app
from benchmarks import MEGABYTE
from benchmarks.results import Result
from benchmarks.shop import Shop, event, looking
from benchmarks.stubbed import StubbedLots
from infra.local.proxy_event import Event

LEVELLED: Final = 1.05
REQUESTS: Final = (1_000, 10_000, 100_000)


def memory() -> Iterator[Result]:
    """Let a process of its own answer, and give its peaks."""
    context = multiprocessing.get_context("fork")
    peaks = context.SimpleQueue()
    child = context.Process(target=_answer_many, args=(peaks,))
    child.start()
    found = {requests: peaks.get() for requests in REQUESTS}
    child.join()
    for before, after, bar in zip(REQUESTS, REQUESTS[1:], (None, LEVELLED), strict=False):
        yield Result(
            name=f"resident memory after {after:,} requests, against {before:,}",
            unit="MB",
            ours=found[after],
            reference=found[before],
            bar=bar,
        )


def _answer_many(peaks: Any) -> None:
    shop = Shop(units=1_000, limit=2)
    shop.restarted(lots=StubbedLots(shop.world.lots))
    shop.open_for_requests()
    for number in range(REQUESTS[-1]):
        app(_some_request(shop, number), None)
        if number + 1 in REQUESTS:
            peaks.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE)


def _some_request(shop: Shop, number: int) -> Event:
    match number % 5:
        case 0:
            return shop.reserving(number)
        case 1:
            return shop.reserving(number, 99)
        case 2:
            return shop.reserving(number, f"made up {number}")
        case 3:
            return event("GET", "/v1/sales/{sale}", sale=f"made-up-{number}")
    return looking()
