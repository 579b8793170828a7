"""The draw of a million: how long it takes to check, and whether it is as by dice.

Seconds are of CPU, on one core. Verified means that the seed fits the commitment, and each place
that was told is the one that follows from the seed. The digest's memory is the peak of a process of
its own, which gets the ids one by one, as from a table, and does nothing else.

Places are drawn with two fixed seeds and a random one, for ids that look as ours do. They are as by
dice if they fill 1,000 bins as evenly as chance does, and tell nothing of who joined when. The
busiest second is the most that are served of 200,000 in any second of ten minutes, whenever it
begins: chance alone exceeds the planned rate somewhere by four times its square root.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from base64 import urlsafe_b64encode
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from math import sqrt
from statistics import correlation
from typing import Any, Final

from benchmarks import MEGABYTE
from benchmarks.results import Result
from sale_api.domain.draw import PLACE_BITS, SEED_BYTES, Draw, Turns, commitment, digest
from tests.properties.chi_square import p_value

MANY: Final = 1_000_000
BINS: Final = 1_000
LEAST_P: Final = 1e-6
MOST_CORRELATION: Final = 0.005
VERIFIED_SECONDS: Final = 5
DIGEST_SECONDS: Final = 30
DIGEST_MEGABYTES: Final = 200
IN_LINE: Final = 200_000
SPREAD_SECONDS: Final = 600
SIGMAS: Final = 5

SALE: Final = "oneplus-october"
OPENING: Final = 1_790_848_800_000
SEEDS: Final = {
    "a seed of noughts": bytes(SEED_BYTES),
    "a fixed seed": sha256(b"a fixed seed").digest(),
    "a random seed": os.urandom(SEED_BYTES),
}


def run() -> Iterator[Result]:
    """Measure the digest, then the places."""
    yield from _digested()
    shoppers = list(_shoppers())
    for name, seed in SEEDS.items():
        places = list(map(_draw(seed).place, shoppers))
        yield from _as_by_dice(f"{MANY:,} places, {name}", places)
        yield _verified(f"{MANY:,} places verified, {name}", seed, shoppers, places)
    yield _busiest_second(list(map(_draw(SEEDS["a fixed seed"]).place, shoppers[:IN_LINE])))


def _digested() -> Iterator[Result]:
    context = multiprocessing.get_context("fork")
    told = context.SimpleQueue()
    child = context.Process(target=_digest, args=(told,))
    child.start()
    seconds, megabytes = told.get()
    child.join()
    yield _within(f"digest of {MANY:,} entrants", "s of CPU", seconds, DIGEST_SECONDS)
    yield _within(f"digest of {MANY:,} entrants: peak memory", "MB", megabytes, DIGEST_MEGABYTES)


def _digest(told: Any) -> None:
    begun = time.process_time()
    digest(SALE, 0, _shoppers())
    seconds = time.process_time() - begun
    told.put((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE))


def _as_by_dice(name: str, places: Sequence[int]) -> Iterator[Result]:
    bins = Counter(place * BINS >> PLACE_BITS for place in places)
    p = p_value([bins[number] for number in range(BINS)])
    yield Result(
        name=f"{name}: p of chi-square over {BINS:,} bins",
        unit="millionths",
        ours=p / LEAST_P,
        reference=1,
        bar=1.0,
        at_least=True,
    )
    joined = abs(correlation(range(len(places)), places))
    yield _within(
        f"{name}: correlation with joining",
        "thousandths",
        joined * 1000,
        MOST_CORRELATION * 1000,
    )


def _verified(name: str, seed: bytes, shoppers: Sequence[str], places: Sequence[int]) -> Result:
    promised = commitment(seed)
    begun = time.process_time()
    assert commitment(seed) == promised
    draw = _draw(seed)
    wrong = sum(draw.place(who) != place for who, place in zip(shoppers, places, strict=True))
    seconds = time.process_time() - begun
    assert not wrong
    return _within(name, "s of CPU", seconds, VERIFIED_SECONDS)


def _busiest_second(places: Sequence[int]) -> Result:
    line = Turns(OPENING, delay_ms=10_000, spread_ms=SPREAD_SECONDS * 1000)
    served = sorted(line.served_at(OPENING - 1, place) for place in places)
    busiest = max(bisect_left(served, at + 1000) - before for before, at in enumerate(served))
    rate = IN_LINE / SPREAD_SECONDS
    name = f"busiest second of {IN_LINE:,} in {SPREAD_SECONDS} s"
    return _within(name, "shoppers", busiest, rate * (1 + SIGMAS / sqrt(rate)))


def _draw(seed: bytes) -> Draw:
    return Draw(seed=seed, beacon=bytes(range(32)), sale=SALE, window=0)


def _shoppers() -> Iterator[str]:
    """Give ids in the order of joining."""
    for number in range(MANY):
        yield urlsafe_b64encode(sha256(b"%d" % number).digest()[:12]).decode()


def _within(name: str, unit: str, ours: float, most: float) -> Result:
    return Result(name=name, unit=unit, ours=ours, reference=most, bar=1.0)
