"""A crowd on the engine, for each design: what an accepted and what a refused shopper took."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from app import app
from benchmarks import rivals
from benchmarks.fleet import PROCESSES, Done, Prepared, at_once
from benchmarks.meter import Meter
from benchmarks.shop import DELIVERY, SALE, Shop, event
from chalicelib import wiring
from chalicelib.aws import session
from infra.local.engines import engine
from tests.cloud import Stores, on_engine

SHOPPERS: Final = 960
ASKS: Final = 200
ACCEPTED, SOLD_OUT, AGAIN = 201, 409, 503

Calls = Callable[[range], Prepared]
"""Makes the calls of some shoppers, in the process that will make them."""

LayOut = Callable[[Stores, int], Calls]
"""Lays out so many units."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one shopper took: milliseconds of CPU in application and engine, and write units."""

    milliseconds: float
    write_units: float


def on_the_engine(lay_out: LayOut) -> tuple[Taken, Taken]:
    """Return what an accepted and what a refused shopper took."""
    _, idle = _children_cpu(lambda: _crowd(lay_out, SHOPPERS, 0))
    accepted, accepted_cpu = _children_cpu(lambda: _crowd(lay_out, SHOPPERS, SHOPPERS))
    refused, refused_cpu = _children_cpu(lambda: _crowd(lay_out, 0, SHOPPERS))
    assert all(said == rivals.SOLD_OUT for said, _ in refused.said), refused.said
    return _taken(accepted, accepted_cpu - idle), _taken(refused, refused_cpu - idle)


def _taken(done: Done, children_cpu: float) -> Taken:
    """Return what each took; the engine's CPU is what all children took without the processes."""
    engine_cpu = max(0.0, children_cpu - done.whole_cpu_seconds)
    accepted = sum(times for (said, _), times in done.said.items() if said == rivals.ORDERED)
    units = sum(units * times for (_, units), times in done.said.items())
    shoppers = accepted or done.calls
    return Taken((done.cpu_seconds + engine_cpu) / shoppers * 1_000, units / shoppers)


def _children_cpu(work: Callable[[], Done]) -> tuple[Done, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _crowd(lay_out: LayOut, units: int, shoppers: int) -> Done:
    each = shoppers // PROCESSES
    with engine("dynoxide") as url, on_engine(url, "bench-") as stores:
        calls = lay_out(stores, units)

        def prepare(process: int) -> Prepared:
            session.client.cache_clear()  # no connection of the parent's is shared
            session._session.cache_clear()
            return calls(range(process * each, (process + 1) * each))

        return at_once(prepare)


def rival(sell: Callable[[Any, Mapping[str, Any]], str], shards: int = 1) -> LayOut:
    """Return how a rival is laid out: its counters, and a table for orders."""

    def lay_out(_stores: Stores, units: int) -> Calls:
        rivals.tables(session.client("dynamodb"), units, shards)
        return partial(rivals.prepared, sell)

    return lay_out


def ours(stores: Stores, units: int) -> Calls:
    """Lay out a sale; without units its levels say that it is sold out."""
    used = ("sales", "lots", "published", "orders")
    shop = Shop(units=SHOPPERS, limit=1, stores={name: getattr(stores, name) for name in used})
    if not units:
        levels = stores.published.find(SALE)
        assert levels is not None
        gone = levels.lowered(dict.fromkeys(range(len(levels.levels)), 0))
        stores.published.publish(gone)

    def prepare(shoppers: range) -> Prepared:
        meter = Meter(session.client("dynamodb"))
        shop.restarted()
        wiring.install(shop.system)
        return [partial(_buy, meter, shop.reserving(number)) for number in shoppers]

    return prepare


def _buy(meter: Meter, reserving: Any) -> rivals.Said:
    """Reserve, asking again when told to, and order."""
    with meter.counting() as counts:
        answer = app(reserving, None)
        for _ in range(ASKS):
            if answer["statusCode"] != AGAIN:
                break
            answer = app(reserving, None)
        if answer["statusCode"] == SOLD_OUT:
            return rivals.SOLD_OUT, counts.write_units
        body = {"reservation": json.loads(answer["body"])["reservation"], "delivery": DELIVERY}
        token = reserving["headers"]["authorization"].removeprefix("Bearer ")
        order = event("POST", "/v1/sales/{sale}/order", token=token, body=body, sale=SALE)
        assert app(order, None)["statusCode"] == ACCEPTED
    return rivals.ORDERED, counts.write_units
