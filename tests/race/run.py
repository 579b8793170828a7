"""One race on one engine: the whole system, its sales, its kills, and what came of it.

The system is the local stack, with the processes of `tests.race.floor`. Sales follow each other on
it. When all are sold it is left alone until it is at rest, and then judged.
"""

from __future__ import annotations

import json
import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from infra.local import processes
from infra.local.engines.kinds import KINDS
from infra.local.processes import ROOT
from infra.local.resources import client
from infra.local.stack import Stack
from infra.local.verdict.findings import fulfilled
from infra.local.verdict.rest import is_at_rest
from tests.race.board import SETTING, Board
from tests.race.floor import names_of
from tests.race.judge import Findings, happened, judge, sold, stranded, witnesses
from tests.race.killer import ENGINE, Kill
from tests.race.redrive import redrive
from tests.race.sale import Played, RaceSale
from tests.race.shoppers import GRACE_MS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from infra.local.progress import Watch

LOGS: Final = ROOT / "build" / "race"
API_PROCESSES: Final = 3
KEEP_SECONDS: Final = 1.0
KILLS: Final = {
    "api": 10,
    "pump-relay": 4,
    "pump-keep": 4,
    "pump-fulfilment": 2,
    "pump-notices": 2,
    ENGINE: 5,
}
"""Who is killed how often in one sale; an engine that keeps nothing on file is left alone."""
_PATIENCE_SECONDS: Final = 100.0
_REDRIVES: Final = 3
_LOOK_AGAIN_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """A race on one engine, judged; `happened` counts what it went through."""

    engine: str
    units: int
    sold: int
    findings: Findings
    kills: Sequence[Kill]
    happened: Counter[str]
    seconds: float


def race(
    engine: str,
    sizes: Sequence[int],
    seed: int,
    *,
    watch: Watch,
    kills: Sequence[str] | None = None,
) -> Outcome:
    """Run sales of these sizes on one engine, and judge them; raises StackError.

    `kills` names who is killed in each sale; they are drawn unless given.
    """
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
            sale = RaceSale(
                stack,
                board,
                name=f"race-{number}",
                units=units,
                victims=kills or victims_of(chance, with_engine=KINDS[engine].survives),
                chance=chance,
                watch=watch,
            )
            played.append(sale.play())
        watch.stage(f"{engine}: everything comes to rest", 0)
        redriven = _wait_for_rest(stack, played, watch)
        watch.stage(f"{engine}: the books are checked", 0)
        return _outcome(engine, played, redriven, time.monotonic() - began)


def victims_of(chance: random.Random, *, with_engine: bool) -> list[str]:
    """Draw who is killed, in which order."""
    victims = [
        name for name, kills in KILLS.items() for _ in range(kills) if with_engine or name != ENGINE
    ]
    chance.shuffle(victims)
    return victims


def _stack(engine: str, logs: Path) -> Stack:
    return Stack(
        engine=engine,
        db=logs / "sale.db" if KINDS[engine].survives else None,
        api_processes=API_PROCESSES,
        keep_seconds=KEEP_SECONDS,
        workers="tests.race.floor",
        settings={SETTING: str(logs / "board"), "SALE_GRACE_SECONDS": str(GRACE_MS // 1_000)},
        logs=logs,
    )


def _wait_for_rest(stack: Stack, played: Sequence[Played], watch: Watch) -> int:
    """Wait until nothing is left to do; what does not move any more is judged as it is.

    A consumer that was killed holds its lease for a minute, so its message waits as long. Messages
    that were given up are put back, some times; gives how many.
    """
    sqs = client("sqs", stack.engine_url)
    redriven, rounds = 0, 0
    before: tuple[int, int] | None = None
    moved = time.monotonic()
    while time.monotonic() - moved < _PATIENCE_SECONDS:
        processes.check(stack.processes)
        waiting, packed = played[0].shop.waiting(), 0
        if waiting == 0 and rounds < _REDRIVES and (back := redrive(sqs, stack.prefix)):
            redriven, rounds = redriven + back, rounds + 1
        elif waiting == 0:
            books = [sale.shop.books() for sale in played]
            if all(is_at_rest(each) and not stranded(each) for each in books):
                return redriven
            packed = sum(len(each.notices) + fulfilled(each) for each in books)
        if (waiting, packed) != before:
            before, moved = (waiting, packed), time.monotonic()
        watch.say(f"{waiting} messages wait")
        time.sleep(_LOOK_AGAIN_SECONDS)
    return redriven


def _outcome(engine: str, played: Sequence[Played], redriven: int, seconds: float) -> Outcome:
    units = sold_units = 0
    kills: list[Kill] = []
    came = Counter({"redriven": redriven})
    found = Findings.none()
    for number, sale in enumerate(played, start=1):
        books, looks = sale.shop.books(), sale.timeline.looks
        seen = json.dumps(witnesses(books, sale.heard), indent=2)
        (LOGS / engine / f"witnesses-{number}.json").write_text(f"{seen}\n")
        units += sale.units
        sold_units += sold(books)
        kills += sale.kills
        came.update(happened(books, sale.heard, looks))
        found += judge(books, sale.heard, looks)
    return Outcome(engine, units, sold_units, found, kills, came, round(seconds, 1))
