"""A shop on an engine, its clock in hand, and a meter at its client."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, Final

from msgspec.structs import replace

from app import app
from benchmarks.meter import Counts, Meter
from benchmarks.shop import SALE, Shop, looking
from chalicelib import wiring
from chalicelib.aws import session
from chalicelib.aws.lots import DynamoLots
from chalicelib.system import now
from sale_api.domain.lot import Claim, Lot
from sale_api.usecases.circles import Circles
from tests.cloud import Stores, on_engine

REFUSED_A_SECOND: Final = 4
"""By each simulated process."""

_numbers = count()


@dataclass
class Bench:
    """A shop whose clock stands still between calls of `later`."""

    shop: Shop
    stores: Stores
    meter: Meter
    clock: int

    def __post_init__(self) -> None:
        """Stop the clock."""
        self.shop.restarted(now=lambda: self.clock)

    def ask(self, request: Any) -> Any:
        """Send a request to the handlers of this shop, and return the answer's body."""
        return json.loads(self.send(request))

    def send(self, request: Any) -> str:
        """Send a request to the handlers of this shop, and return the answer's body as it came."""
        self.shop.open_for_requests()
        return str(app(request, None)["body"])

    def told(self, request: Any, code: str) -> None:
        """Send a request that must be refused with a code."""
        answer = self.ask(request)
        assert answer.get("code") == code, f"not {code}: {answer}"

    def reserve(self, number: int, quantity: int = 1) -> str:
        """Reserve, and return the signed reservation."""
        answer = self.ask(self.shop.reserving(number, quantity))
        assert answer.get("state") == "held", answer
        return str(answer["reservation"])

    def warm(self) -> Meter:
        """Let the memory read what it needs at this instant, and return the meter."""
        self.ask(looking())
        return self.meter

    def later(self, milliseconds: int) -> None:
        """Move the clock on."""
        self.clock += milliseconds

    def lots(self) -> Sequence[Lot]:
        """Read all lots, in their order."""
        numbers = range(self.shop.plan.lot_count)
        return sorted(self.stores.lots.look(SALE, numbers), key=lambda lot: lot.number)

    def at_home(self, lot: Lot, shoppers: int) -> Sequence[int]:
        """Return so many shoppers whose home lot this is."""
        sale = self.stores.sales.find(SALE)
        assert sale is not None
        home = (n for n in count() if sale.home_of(self.shop.id_of(n)) == lot.number)
        return list(islice(home, shoppers))

    def fill(self, claims: int) -> None:
        """Let shoppers claim a unit each in every lot, and publish what is left."""
        for lot in self.lots():
            for number in range(claims):
                shopper = self.shop.id_of(lot.number * 100 + number)
                claim = Claim(1, "abcdefgh", self.clock + 600_000)
                self.stores.lots.claim(SALE, lot.number, shopper, claim)
        self.publish_levels()

    def publish_levels(self) -> None:
        """Let the published levels be what the lots have."""
        levels = self.stores.published.find(SALE)
        assert levels is not None
        available = {lot.number: lot.available for lot in self.lots()}
        self.stores.published.publish(levels.lowered(available))
        self.later(1_000)

    def drained_home(self) -> int:
        """Sell the first lot out, in a process of the past; return one who is at home there."""
        first = self.lots()[0]
        *others, shopper = self.at_home(first, first.available + 1)
        for other in others:
            self.reserve(other)
        self.shop.restarted()
        return shopper

    def contest_lenders(self) -> None:
        """Let another process be faster from now on whenever units are to be lent."""
        self.shop.restarted(lots=_Contested(self.meter))


class _Contested(DynamoLots):
    """Between the look at a lender and the try, somebody else takes all that it has."""

    def __init__(self, meter: Meter) -> None:
        """Take the meter, which shall not count what others do."""
        self._meter = meter

    def lend(self, sale: str, pool: str, home: int, shopper: str, claim: Claim) -> None:
        """Try as usual, too late."""
        with self._meter.counting():
            (lender,) = self.look(sale, [claim.source(home)])
            taking = Claim(lender.available, "abcdefgh", claim.deadline)
            self.claim(sale, lender.number, f"faster-{lender.number}", taking)
        super().lend(sale, pool, home, shopper, claim)


@contextmanager
def bench(url: str, **plan: Any) -> Iterator[Bench]:
    """Give a shop with tables of its own on the engine at `url`."""
    with on_engine(url, f"bench-{next(_numbers)}-") as stores:
        meter = Meter(session.client("dynamodb"), session.client("dynamodb", once=True))
        used = ("sales", "lots", "published", "orders", "baskets", "waiting")
        in_line = ("entrants", "invitations", "seeds")
        circles = Circles(domains=stores.domains, households=stores.households, key=bytes(32))
        asked = {"circles": circles, **{name: getattr(stores, name) for name in (*used, *in_line)}}
        shop = Shop(stores=asked, **plan)
        yield Bench(shop, stores, meter, now())


def crowd(
    ours: Bench, processes: int, seconds: int, *, quantity: int | None = 1, before: int = 1
) -> Counts:
    """Let simulated processes refuse for some seconds, staggered; count after those `before`.

    Each has a memory of its own. Without a quantity the crowd only looks.
    """
    running = [replace(ours.shop.restarted().system) for _ in range(processes)]
    request = looking() if quantity is None else ours.shop.reserving(10**6, quantity)
    begun, step = ours.clock, 1_000 // REFUSED_A_SECOND

    def play(steps: range) -> None:
        for turn in steps:
            for place, system in enumerate(running):
                ours.clock = begun + turn * step + place * step // processes
                wiring.install(system)
                status = app(request, None)["statusCode"]
                assert status == (200 if quantity is None else 409), status

    warm = range(before * REFUSED_A_SECOND)
    play(warm)
    with ours.meter.counting() as counts:
        play(range(warm.stop, warm.stop + seconds * REFUSED_A_SECOND))
    return counts
