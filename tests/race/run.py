"""One race on one engine: the whole system, its sales, its kills, and what came of it.

The system is the local stack, with the processes of `tests.race.floor`. Sales follow each other on
it. When all are sold it is left alone until it is at rest, and then judged.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import shutil
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
from infra.local.engines.kinds import KINDS
from infra.local.processes import ROOT, StackError
from infra.local.resources import client
from infra.local.serve import plan_of
from infra.local.sockets import HOST
from infra.local.stack import STAGE, Stack
from infra.local.verdict.reading import Shop
from infra.local.verdict.rest import is_at_rest
from sale_api.domain.order import Contact
from tests.race.asking import Door
from tests.race.board import SETTING, Board
from tests.race.floor import names_of
from tests.race.heard import Heard
from tests.race.judge import Findings, judge, judged_refusals, sold, stranded, witnesses
from tests.race.killer import ENGINE, Kill, Killer
from tests.race.shoppers import GRACE_MS, LIMIT, Sale, Shopper
from tests.race.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from infra.local.engines import Engine
    from infra.local.progress import Watch

LOGS: Final = ROOT / "build" / "race"
CLIENTS: Final = 32
API_PROCESSES: Final = 3
HOLD_SECONDS: Final = 5
KEEP_SECONDS: Final = 1.0
VICTIMS: Final = {
    "api": 10,
    "pump-relay": 4,
    "pump-keep": 4,
    "pump-fulfilment": 2,
    "pump-notices": 2,
}
ENGINE_KILLS: Final = 5
_OPENS_IN: Final = timedelta(seconds=2)
_SALE_SECONDS: Final = 300.0
_REST_SECONDS: Final = 150.0


@dataclass(frozen=True, slots=True)
class Played:
    """One sale of a race: what was heard and killed, and what an onlooker saw."""

    units: int
    heard: Heard
    kills: Sequence[Kill]
    timeline: Timeline
    shop: Shop


@dataclass(frozen=True, slots=True)
class Outcome:
    """A race on one engine, judged."""

    engine: str
    units: int
    sold: int
    findings: Findings
    kills: Sequence[Kill]
    requests: int
    shoppers: int
    refusals: int
    refusals_judged: int
    seconds: float


def race(engine: str, sizes: Sequence[int], seed: int, watch: Watch) -> Outcome:
    """Run sales of these sizes on one engine, and judge them; raises StackError."""
    began = time.monotonic()
    logs = LOGS / engine
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir(parents=True)
    chance = random.Random(f"{engine} {seed}")
    board = Board(logs / "board", names_of(API_PROCESSES))
    with _stack(engine, logs) as stack:
        played = []
        for number, units in enumerate(sizes, start=1):
            watch.stage(f"{engine}: {units:,} units", units)
            played.append(
                _Race(stack, board, f"race-{number}", units, chance=chance, watch=watch).play()
            )
        watch.stage(f"{engine}: everything comes to rest", 0)
        _wait_for_rest(stack, played)
        watch.stage(f"{engine}: the books are checked", 0)
        return _outcome(engine, played, time.monotonic() - began)


def _stack(engine: str, logs: Path) -> Stack:
    return Stack(
        engine=engine,
        api_processes=API_PROCESSES,
        keep_seconds=KEEP_SECONDS,
        workers="tests.race.floor",
        settings={SETTING: str(logs / "board"), "SALE_GRACE_SECONDS": str(GRACE_MS // 1_000)},
        db=logs / "sale.db" if KINDS[engine].survives else None,
        logs=logs,
    )


def victims_of(chance: random.Random, *, with_engine: bool) -> list[str]:
    """Draw who is killed, in which order; an engine that keeps nothing is left alone."""
    victims = [
        f"api-{chance.randint(1, API_PROCESSES)}" if name == "api" else name
        for name, kills in VICTIMS.items()
        for _ in range(kills)
    ]
    victims += [ENGINE] * ENGINE_KILLS if with_engine else []
    chance.shuffle(victims)
    return victims


class _Race:
    """One sale: planned, sold to the last unit while processes die, and closed to nobody."""

    def __init__(
        self,
        stack: Stack,
        board: Board,
        name: str,
        units: int,
        *,
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
        engine: Engine = stack.database
        self._killer = Killer(
            board,
            engine,
            victims_of(chance, with_engine=engine.survives),
            chance,
            lambda: self._heard.ordered_units / units,
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
                runner.run(asyncio.wait_for(self._sell(), _SALE_SECONDS))
        except TimeoutError:
            self._heard.surprises.append(f"{self._name} was not over after {_SALE_SECONDS:.0f} s")
        finally:
            self._killer.stop()
            self._timeline.stop()
        if self._killer.error is not None:
            raise StackError(f"The killing went wrong: {self._killer.error}.")
        shop = Shop.of(
            self._stack.environment,
            engine_url=self._stack.engine_url,
            sale=self._name,
            units=self._units,
        )
        return Played(self._units, self._heard, self._killer.kills, self._timeline, shop)

    def _plan(self) -> None:
        api = Api(self._stack.api_url, self._tokens.admin("marketer", wall_ms()))
        opens = datetime.now(tz=UTC).replace(microsecond=0) + _OPENS_IN
        plan = {
            **plan_of(opens),
            "sale": self._name,
            "pools": [{"pool": "main", "units": self._units}],
            "limit": LIMIT,
            "hold_seconds": HOLD_SECONDS,
        }
        api.post("/sales", plan)
        api.post(f"/sales/{self._name}/publication", {})
        time.sleep(max(0.0, (opens - datetime.now(tz=UTC)).total_seconds()))

    async def _sell(self) -> None:
        host, port = HOST, int(self._stack.api_url.rpartition(":")[2])
        async with Pool(host, port, CLIENTS) as pool:
            door = Door(pool, f"{host}:{port}", self._heard.journal, self._chance)
            sale = Sale(
                name=self._name,
                units=self._units,
                door=door,
                heard=self._heard,
                hold_ms=HOLD_SECONDS * 1_000,
                hurry=lambda: self._killer.share,
            )
            clients = [asyncio.create_task(self._client(sale)) for _ in range(CLIENTS)]
            watching = asyncio.create_task(self._check())
            try:
                done = asyncio.gather(*clients)
                both: set[asyncio.Future[Any]] = {done, watching}
                await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
                if watching.done():
                    await watching
                await done
            finally:
                for task in (*clients, watching):
                    task.cancel()

    async def _client(self, sale: Sale) -> None:
        """Serve one shopper after the other, until the shop's last word in a race that is run."""
        while True:
            shopper = await self._next(sale)
            more = await shopper.visit()
            self._heard.visits += 1
            if not more and not sale.is_restless:
                return
            if not more:
                await asyncio.sleep(0.5)

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
            await asyncio.sleep(0.5)
            processes.check(self._stack.processes)
            units, shown = self._heard.ordered_units - shown, self._heard.ordered_units
            self._watch.step(units)
            self._watch.say(f"{len(self._killer.kills)} kills")


def _wait_for_rest(stack: Stack, played: Sequence[Played]) -> None:
    """Wait until nothing is left to do; what is missing after the longest wait is judged."""
    give_up = time.monotonic() + _REST_SECONDS
    while time.monotonic() < give_up:
        processes.check(stack.processes)
        if not played[0].shop.waiting():
            books = [sale.shop.books() for sale in played]
            if all(is_at_rest(each) and not stranded(each) for each in books):
                return
        time.sleep(1.0)


def _outcome(engine: str, played: Sequence[Played], seconds: float) -> Outcome:
    books = [sale.shop.books() for sale in played]
    for number, (each, sale) in enumerate(zip(books, played, strict=True), start=1):
        seen = json.dumps(witnesses(each, sale.heard), indent=2)
        (LOGS / engine / f"witnesses-{number}.json").write_text(f"{seen}\n")
    found = [
        judge(each, sale.heard, sale.timeline.looks)
        for each, sale in zip(books, played, strict=True)
    ]
    return Outcome(
        engine=engine,
        units=sum(sale.units for sale in played),
        sold=sum(map(sold, books)),
        findings=sum(found[1:], start=found[0]),
        kills=[kill for sale in played for kill in sale.kills],
        requests=sum(sale.heard.journal.requests for sale in played),
        shoppers=sum(sale.heard.visits for sale in played),
        refusals=sum(len(sale.heard.refused) for sale in played),
        refusals_judged=sum(judged_refusals(sale.heard, sale.timeline.looks) for sale in played),
        seconds=round(seconds, 1),
    )
