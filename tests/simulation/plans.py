"""What a seed decides before anything happens: the sale, who comes, and how bad the weather is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from random import Random

from msgspec.structs import replace

from sale_api.domain import lot, waiting
from sale_api.domain.access import Admitted
from sale_api.domain.contact import Delivery
from sale_api.domain.identifiers import home_lot, shopper_id
from sale_api.domain.payment import Payment
from sale_api.domain.plan import Plan, Window
from sale_api.domain.planning import Draft
from sale_api.domain.waiting import Waitlist
from sale_api.usecases.invite import Asked
from tests.sale_api.given import (
    DELIVERY,
    MINUTE,
    OPENS,
    PREPAYMENT,
    SALE,
    a_plan,
    a_window,
    in_line,
)
from tests.sales import wall
from tests.simulation.lines import FAR_AWAY, batches_of, domain_limit_of, line_of, windows_of
from tests.simulation.weather import Climate, climate_of

SHOPPER_KEY = b"k" * 32
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
COUNTING_HOUSEHOLDS = 0.2
"""In so many worlds few shoppers of a household may order."""

LARGEST_HOUSEHOLD = 3

OF_A_FIRM, LARGEST_FIRM = 6, 3
"""So many shoppers have their mailboxes at firms, so many at each; others where strangers have."""

HALTING = 0.4
"""In so many worlds the sale is halted again and again, while callers are frozen."""


WITH_A_LIST = 0.3
"""So many worlds have a waiting list."""

ENDING = 0.4
"""In so many of these the sale ends while people still come; a third of the lists end with it."""

PREPAID = 0.25
"""In so many worlds units of some pool, or of all, are paid first."""

TO_COME = 0.2
"""In so many worlds the goods of a pool are to come."""

PARTS = 3
"""Into so many parts it is cut, so that a dozen shoppers stand in each of them."""


@contextmanager
def small_lots() -> Iterator[None]:
    """Cut lots of three units, so that a dozen shoppers empty several of them, and lists alike."""
    kept = lot.UNITS_PER_LOT, lot.LARGEST_SINGLE_LOT, waiting.PARTS
    lot.UNITS_PER_LOT = lot.LARGEST_SINGLE_LOT = UNITS_PER_LOT
    waiting.PARTS = PARTS
    try:
        yield
    finally:
        lot.UNITS_PER_LOT, lot.LARGEST_SINGLE_LOT, waiting.PARTS = kept


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who comes to buy."""

    name: str
    shopper: str
    quantity: int
    pool: str
    home: int
    delivery: Delivery
    email: str
    domain: str


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
    batches: tuple[Asked, ...]


def setting_of(seed: int) -> Setting:
    """Return the world of a seed. Half of its shoppers have their home on one lot."""
    random = Random(f"{seed} setting")
    pools = random.choice(POOLS)
    line, is_beacon_down = line_of(seed)
    windows = _ending(seed, windows_of(seed) if line else [a_window(OPENS, FAR_AWAY)])
    is_halting = random.random() < HALTING
    hold_seconds = random.choice([20, 20, 60] if is_halting else [20, 60, 60, 180])
    plan = a_plan(*pools, limit=2, windows=windows, hold_seconds=hold_seconds)
    if line is not None:
        plan = replace(in_line(plan, line), domain_limit=domain_limit_of(seed))
    plan = replace(plan, household_limit=_household_limit_of(seed))
    plan = _paid_first(seed, replace(plan, waitlist=_waitlist_of(seed)))
    plan = _goods_to_come(seed, plan)
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
        batches=batches_of(windows, [visitor.email for visitor in visitors]),
    )


def draft_of(plan: Plan, opens_at: Sequence[int]) -> Draft:
    """Return the draft of a plan whose windows open at other instants."""
    return Draft(
        title=plan.title,
        seller=plan.seller,
        zone=plan.zone,
        windows=[
            (wall(at), wall(window.closes_at))
            for at, window in zip(opens_at, plan.windows, strict=True)
        ],
        admitted=[Admitted(window.access) for window in plan.windows],
        price=plan.price,
        pools=plan.pools,
        limit=plan.limit,
        hold_seconds=plan.hold_seconds,
        line=plan.line,
        domain_limit=plan.domain_limit,
        household_limit=plan.household_limit,
        prepayment=plan.prepayment,
        waitlist=plan.waitlist,
    )


def _household_limit_of(seed: int) -> int | None:
    # Dice of its own, as for a line.
    random = Random(f"{seed} household")
    limit = random.choice([1, 2])
    return limit if random.random() < COUNTING_HOUSEHOLDS else None


def _waitlist_of(seed: int) -> Waitlist | None:
    # Dice of its own, as for a line.
    random = Random(f"{seed} list")
    offer_seconds = random.choice([10, 20, 60])
    days = Random(f"{seed} days").choice([0, 1, 1])
    return Waitlist(offer_seconds, days) if random.random() < WITH_A_LIST else None


def _ending(seed: int, windows: Sequence[Window]) -> Sequence[Window]:
    # Dice of its own, as for a line.
    random = Random(f"{seed} end")
    minutes = random.choice([4, 8, 12])
    if _waitlist_of(seed) is None or random.random() >= ENDING:
        return windows
    *before, last = windows
    return [*before, replace(last, closes_at=last.opens_at + minutes * MINUTE)]


def _paid_first(seed: int, plan: Plan) -> Plan:
    # Dice of its own, as for a line.
    random = Random(f"{seed} payment")
    pay_seconds = random.choice([40, 100, 170])
    prepayment = replace(PREPAYMENT, pay_seconds=pay_seconds, remind_seconds=pay_seconds // 2)
    prepaid = random.sample(plan.pools, random.randint(1, len(plan.pools)))
    if random.random() >= PREPAID:
        return plan
    pools = (
        replace(each, payment=Payment.PREPAYMENT) if each in prepaid else each
        for each in plan.pools
    )
    return replace(plan, pools=tuple(pools), prepayment=prepayment)


def _goods_to_come(seed: int, plan: Plan) -> Plan:
    # Dice of its own, as for a line.
    random = Random(f"{seed} goods")
    if random.random() >= TO_COME:
        return plan
    largest = max(plan.pools, key=lambda pool: pool.units)
    later = replace(largest, delivers_by="2027-03-01", to_come=True, payment=Payment.PREPAYMENT)
    pools = (later if each is largest else each for each in plan.pools)
    return replace(plan, pools=tuple(pools), prepayment=plan.prepayment or PREPAYMENT)


def _visitor(nth: int, plan: Plan, hot: int, random: Random) -> Visitor:
    home = hot if nth % 2 else random.randrange(plan.lot_count)
    email = _everybody(plan.lot_count)[home][nth]
    return Visitor(
        name=f"shopper{nth}",
        shopper=_shopper_of(email),
        quantity=random.choice([1, 1, 2]),
        pool=random.choice(plan.pools).pool,
        home=home,
        delivery=replace(DELIVERY, street=f"Hauptstr. {nth // LARGEST_HOUSEHOLD}"),
        email=email,
        domain=f"firm{nth // LARGEST_FIRM}.example" if nth < OF_A_FIRM else "",
    )


def somebody_at(home: int, lots: int, nth: int) -> str:
    """Return the nth shopper whose home is this lot."""
    return _shopper_of(_everybody(lots)[home][nth])


@cache
def _everybody(lots: int) -> list[list[str]]:
    at_home: list[list[str]] = [[] for _ in range(lots)]
    for number in range(lots * 100):
        email = f"shopper{number}@example.org"
        at_home[home_lot(SALE, _shopper_of(email), lots)].append(email)
    return at_home


@cache
def _shopper_of(email: str) -> str:
    return shopper_id(email, SHOPPER_KEY)
