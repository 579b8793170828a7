"""What a seed decides before anything happens: the sale, who comes, and how bad the weather is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from random import Random

from msgspec.structs import replace

from sale_api.domain import lot
from sale_api.domain.identifiers import home_lot, shopper_id
from sale_api.domain.order import Delivery
from sale_api.domain.plan import Line, Plan
from sale_api.domain.planning import Draft
from tests.sale_api.given import DELIVERY, OPENS, SALE, SECOND, a_plan, a_window, in_line
from tests.sales import wall
from tests.simulation.weather import Climate, climate_of

FAR_AWAY = OPENS * 2
POOLS: tuple[tuple[tuple[str, int], ...], ...] = (
    (("main", 8),),
    (("main", 10),),
    (("main", 14),),
    (("main", 6), ("far", 2)),
    (("main", 3), ("far", 5)),
    (("main", 4), ("far", 3), ("back", 2)),
    (("main", 4),),
)
TROUBLES = (0.0, 0.02, 0.04, 0.08, 0.14)
UNITS_PER_LOT = 3
OPENS_LATER = 60 * SECOND
"""A sale with a line opens later, so that there is time to join it before."""

IN_LINE = 0.12
"""So many worlds have a line."""

COUNTING_HOUSEHOLDS = 0.2
"""In so many worlds few shoppers of a household may order."""

LARGEST_HOUSEHOLD = 3

HALTING = 0.4
"""In so many worlds the sale is halted again and again, while callers are frozen."""


@contextmanager
def small_lots() -> Iterator[None]:
    """Cut lots of three units, so that a dozen shoppers empty several of them."""
    kept = lot.UNITS_PER_LOT, lot.LARGEST_SINGLE_LOT
    lot.UNITS_PER_LOT = lot.LARGEST_SINGLE_LOT = UNITS_PER_LOT
    try:
        yield
    finally:
        lot.UNITS_PER_LOT, lot.LARGEST_SINGLE_LOT = kept


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who comes to buy."""

    name: str
    shopper: str
    quantity: int
    pool: str
    home: int
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Setting:
    """A world before it begins."""

    plan: Plan
    visitors: tuple[Visitor, ...]
    marketers: int
    skews: tuple[int, ...]
    climate: Climate
    two_keepers: bool
    is_halting: bool
    is_beacon_down: bool


def setting_of(seed: int) -> Setting:
    """Return the world of a seed. Half of its shoppers have their home on one lot."""
    random = Random(f"{seed} setting")
    pools = random.choice(POOLS)
    line, is_beacon_down = _line_of(seed)
    window = a_window(OPENS + (OPENS_LATER if line else 0), FAR_AWAY)
    is_halting = random.random() < HALTING
    hold_seconds = random.choice([20, 20, 60] if is_halting else [20, 60, 60, 180])
    plan = a_plan(*pools, limit=2, windows=[window], hold_seconds=hold_seconds)
    plan = plan if line is None else in_line(plan, line)
    plan = replace(plan, household_limit=_household_limit_of(seed))
    hot = random.randrange(plan.lot_count)
    visitors = tuple(_visitor(nth, plan, hot, random) for nth in range(random.randint(8, 13)))
    trouble = random.choice(TROUBLES[-2:] if is_halting else TROUBLES)
    return Setting(
        plan=plan,
        visitors=visitors,
        marketers=random.choice([1, 2, 2] if is_halting else [0, 1, 1, 2]),
        skews=tuple(random.choice([-1_000, 0, 1_000]) for _ in range(16)),
        climate=climate_of(random, trouble, is_freezing=is_halting),
        two_keepers=random.random() < 0.5,
        is_halting=is_halting,
        is_beacon_down=is_beacon_down,
    )


def draft_of(plan: Plan, opens_at: int) -> Draft:
    """Return the draft of a plan that opens at another instant."""
    return Draft(
        title=plan.title,
        seller=plan.seller,
        zone=plan.zone,
        windows=[(wall(opens_at), wall(plan.windows[0].closes_at))],
        price=plan.price,
        pools=[(pool.pool, pool.units) for pool in plan.pools],
        limit=plan.limit,
        hold_seconds=plan.hold_seconds,
        line=plan.line,
        household_limit=plan.household_limit,
    )


def _household_limit_of(seed: int) -> int | None:
    # Dice of its own, as for a line.
    random = Random(f"{seed} household")
    limit = random.choice([1, 2])
    return limit if random.random() < COUNTING_HOUSEHOLDS else None


def _line_of(seed: int) -> tuple[Line | None, bool]:
    # Dice of its own: worlds without a line are what they were before there was one.
    random = Random(f"{seed} line")
    line = Line(10, random.choice([15, 60])) if random.random() < IN_LINE else None
    return line, random.random() < 0.2


def _visitor(nth: int, plan: Plan, hot: int, random: Random) -> Visitor:
    home = hot if nth % 2 else random.randrange(plan.lot_count)
    return Visitor(
        name=f"shopper{nth}",
        shopper=somebody_at(home, plan.lot_count, nth),
        quantity=random.choice([1, 1, 2]),
        pool=random.choice(plan.pools).pool,
        home=home,
        delivery=replace(DELIVERY, street=f"Hauptstr. {nth // LARGEST_HOUSEHOLD}"),
    )


def somebody_at(home: int, lots: int, nth: int) -> str:
    """Return the nth shopper whose home is this lot."""
    return _everybody(lots)[home][nth]


@cache
def _everybody(lots: int) -> list[list[str]]:
    at_home: list[list[str]] = [[] for _ in range(lots)]
    for number in range(lots * 100):
        shopper = shopper_id(f"shopper{number}@example.org", b"k" * 32)
        at_home[home_lot(SALE, shopper, lots)].append(shopper)
    return at_home
