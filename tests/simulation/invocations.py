"""Processes and invocations: what Lambda runs, interrupted at every request to the database."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from chalicelib import wiring
from chalicelib.bank import Bank
from chalicelib.logs import Log
from sale_api.domain.errors import Refusal
from sale_api.ports import Taken, Unknown, Unmet
from sale_api.usecases.circles import Circles
from sale_api.usecases.watch import Watch
from tests.cloud import Stores
from tests.simulation.weather import Climate, Dead, Fate
from tests.systems import SETTINGS, TOKENS

Work = Callable[["Process"], Any]
"""What an invocation does, given the process that it runs in."""


class Chance:
    """`sale_api.ports.Chance`, from the seed of whatever invocation runs just now."""

    def __init__(self, running: Callable[[], Invocation], sleep: Callable[[int], None]) -> None:
        self._running = running
        self._sleep = sleep

    def claim_id(self) -> str:
        return f"{self._running().choices.getrandbits(32):08x}"

    def secret(self) -> bytes:
        return self._running().choices.randbytes(32)

    def below(self, bound: int) -> int:
        return self._running().choices.randrange(bound)

    def pause(self, attempt: int) -> None:
        self._sleep(self._running().choices.randrange(50 * 2**attempt))


class Process:
    """One process: its own clock, its own memory, one invocation at a time.

    `faults` takes what is a fault of ours: an exception that nobody expects, an error in the log.
    """

    def __init__(
        self,
        name: str,
        *,
        clock: Callable[[], int],
        stores: Stores,
        chance: Chance,
        standing: Any,
        entry: Any,
        faults: list[str],
        sleep: Callable[[int], None],
    ) -> None:
        self.name = name
        self.now = clock
        self.faults = faults
        self.watch = Watch(
            sales=stores.sales,
            published=stores.published,
            lots=stores.lots,
            grace_ms=SETTINGS.grace_ms,
        )
        self.circles = Circles(
            domains=stores.domains, households=stores.households, key=TOKENS.shopper_key
        )
        self.stores = stores
        self.chance = chance
        self.system = wiring.System(
            settings=SETTINGS,
            log=Log("ERROR", write=faults.append),
            tokens=TOKENS,
            sales=stores.sales,
            lots=stores.lots,
            published=stores.published,
            goods=stores.goods,
            orders=stores.orders,
            views=stores.views,
            shoppers=stores.shoppers,
            baskets=stores.baskets,
            entrants=stores.entrants,
            invitations=stores.invitations,
            seeds=stores.seeds,
            beacon=stores.beacon,
            circles=self.circles,
            payments=Bank(),
            queues=stores.queues,
            mailer=stores.mailer,
            warehouse=stores.warehouse,
            waiting=stores.waiting,
            changes=stores.changes,
            chance=chance,
            watch=self.watch,
            now=clock,
            wait_until=lambda at: sleep(max(0, at - clock())),
            standing=standing,
            entry=entry,
        )


class Invocation:
    """One run of some work in a process, with its own dice and what became of it."""

    def __init__(self, name: str, seed: int, process: Process, muted: frozenset[int]) -> None:
        self.name = name
        self.process = process
        self.choices = Random(f"{seed} {name} choices")
        self._fates = Random(f"{seed} {name} fates")
        self._muted = muted
        self.calls = 0
        self.begun = 0
        self.value: Any = None
        self.error: BaseException | None = None
        self.is_over = False
        self._waiting: list[Callable[[], None]] = []

    def next_fate(self, climate: Climate) -> Fate:
        """Draw what befalls the next request; a muted one is answered."""
        self.calls += 1
        fate = climate.drawn(self._fates)
        return Fate.ANSWERED if self.calls in self._muted else fate

    def subscribe(self, wake: Callable[[], None]) -> None:
        """Wake somebody when it is over."""
        if self.is_over:
            wake()
        else:
            self._waiting.append(wake)

    def run(self, work: Work) -> None:
        """Do the work; only what the caller of a Lambda function may see comes out of it."""
        try:
            self.value = work(self.process)
        except (Refusal, Unknown, Unmet, Taken) as error:
            self.error = error
        except Dead:
            self.error = Unknown("killed")
        except Exception as error:  # noqa: BLE001 - a fault of ours: its caller gets no answer
            self.process.faults.append(repr(error))
            self.error = Unknown("failed")
        self.is_over = True
        for wake in self._waiting:
            wake()
