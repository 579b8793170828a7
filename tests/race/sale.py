"""One sale of a race: planned by the API, sold to the last unit while processes die.

Takes a running stack of `tests.race.floor`; gives what was heard, killed, and seen from outside.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import uvloop

from chalicelib.keyring import Keyring
from chalicelib.tokens import Tokens
from infra.cli.api import Api
from infra.local import processes
from infra.local.crowd.clock import wall_ms
from infra.local.crowd.connection import Pool
from infra.local.crowd.journal import Fate, Step
from infra.local.processes import StackError
from infra.local.resources import client
from infra.local.serve import plan_of
from infra.local.sockets import HOST
from infra.local.stack import STAGE, Stack
from infra.local.verdict.reading import Shop
from sale_api.domain.contact import Contact
from tests.race.asking import Door
from tests.race.heard import Heard
from tests.race.killer import Kill, Killer
from tests.race.shoppers import LIMIT, Sale, Shopper
from tests.race.timeline import Timeline

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from infra.local.progress import Watch
    from tests.race.board import Board

CLIENTS: Final = 32
HOLD_SECONDS: Final = 5
PRICE_MINOR: Final = 4_997
_OPENS_IN: Final = timedelta(seconds=2)
_LONGEST_SECONDS: Final = 300.0
_NEXT_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class Played:
    """One sale that is over: what was heard and killed, what an onlooker saw, and its books."""

    units: int
    heard: Heard
    kills: Sequence[Kill]
    timeline: Timeline
    shop: Shop


class RaceSale:
    """A sale of `units`, in which the `victims` are killed one after the other."""

    def __init__(
        self,
        stack: Stack,
        board: Board,
        *,
        name: str,
        units: int,
        victims: Sequence[str],
        chance: random.Random,
        watch: Watch,
    ) -> None:
        assert stack.database is not None, "a race needs an engine of its own"
        self._stack = stack
        self._name = name
        self._units = units
        self._chance = chance
        self._watch = watch
        self._heard = Heard()
        self._numbers: Iterator[int] = itertools.count(1)
        self._tokens = Tokens(Keyring.from_json(json.dumps(stack.keys)), f"sale-{STAGE}")
        self._killer = Killer(
            board, stack.database, victims, chance, lambda: self._heard.ordered_units / units
        )
        onlooker = client("dynamodb", stack.database_url, name="onlooker")
        self._timeline = Timeline(onlooker, prefix=stack.prefix, sale=name)

    def play(self) -> Played:
        """Plan the sale, let it be sold, and give what happened."""
        self._plan()
        self._timeline.start()
        self._killer.start()
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(asyncio.wait_for(self._sell(), _LONGEST_SECONDS))
        except TimeoutError:
            self._heard.surprises.append(f"not over after {_LONGEST_SECONDS:.0f} s")
        finally:
            self._killer.stop()
            self._timeline.stop()
        if self._killer.error is not None:
            raise StackError(f"The killing went wrong: {self._killer.error}.")
        environment, engine_url = self._stack.environment, self._stack.engine_url
        shop = Shop.of(
            environment,
            engine_url=engine_url,
            sale=self._name,
            units=self._units,
            price_minor=PRICE_MINOR,
        )
        return Played(self._units, self._heard, self._killer.kills, self._timeline, shop)

    def _plan(self) -> None:
        api = Api(self._stack.api_url, self._tokens.admin("marketer", wall_ms()))
        opens = datetime.now(tz=UTC).replace(microsecond=0) + _OPENS_IN
        plan = {
            **plan_of(opens),
            "sale": self._name,
            "pools": [{"pool": "main", "units": self._units}],
            "price": {"amount": PRICE_MINOR, "currency": "EUR"},
            "limit": LIMIT,
            "hold_seconds": HOLD_SECONDS,
        }
        api.post("/sales", plan)
        api.post(f"/sales/{self._name}/publication", {})
        time.sleep(max(0.0, (opens - datetime.now(tz=UTC)).total_seconds()))

    async def _sell(self) -> None:
        port = int(self._stack.api_url.rpartition(":")[2])
        async with Pool(HOST, port, CLIENTS) as pool:
            sale = Sale(
                name=self._name,
                units=self._units,
                door=Door(pool, f"{HOST}:{port}", self._heard.journal, self._chance),
                heard=self._heard,
                hold_ms=HOLD_SECONDS * 1_000,
                hurry=lambda: self._killer.share,
            )
            clients = [asyncio.create_task(self._client(sale)) for _ in range(CLIENTS)]
            watching = asyncio.create_task(self._check())
            done = asyncio.gather(*clients)
            both: set[asyncio.Future[Any]] = {done, watching}
            try:
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                if watching.done():
                    await watching
                await done
            finally:
                for task in both:
                    task.cancel()
                await asyncio.gather(*both, return_exceptions=True)

    async def _client(self, sale: Sale) -> None:
        """Serve one shopper after the other, until the shop's last word in a race that is run.

        Once more is sold than there is, nothing is left to find out.
        """
        while self._heard.ordered_units <= self._units:
            shopper = await self._next(sale)
            more = await shopper.visit()
            self._heard.visits += 1
            if not more and not sale.is_restless:
                return
            if not more:
                await asyncio.sleep(_NEXT_SECONDS)

    async def _next(self, sale: Sale) -> Shopper:
        number = next(self._numbers)
        email = f"{self._name}-{number}@example.com"
        link = self._tokens.sign_in(Contact(email, "en", "Europe/Berlin"), wall_ms())
        told = await sale.door.ask(
            Step.SIGN_IN, number, "POST", "/v1/shoppers/session", body={"token": link}
        )
        if not told.accepted:
            raise StackError(f"Nobody can sign in: {told.reply}.")
        fate = Fate(number, email, shopper=str(told.body["shopper"]))
        self._heard.journal.fates[number] = fate
        return Shopper(sale, fate, str(told.body["token"]))

    async def _check(self) -> None:
        """Raise when a process that nobody killed is gone; show how far the race is."""
        shown = 0
        while True:
            await asyncio.sleep(_NEXT_SECONDS)
            processes.check(self._stack.processes)
            units, shown = self._heard.ordered_units - shown, self._heard.ordered_units
            self._watch.step(units)
            self._watch.say(f"{len(self._killer.kills)} kills")
