"""Kills processes in the middle of what they write, and measures how close each kill came.

Waits until its victim announces a write, lets a few milliseconds pass or none, and sends SIGKILL.
The distance is from that instant to the victim's nearest announcement; for an engine, to anybody's.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from infra.local.engines import Engine
    from tests.race.board import Board

ENGINE: Final = "engine"
CLOSE_MS: Final = 50.0
_SOLD_FIRST: Final = 0.8
"""Which part of its share of the stock is sold before a kill."""
_LOOK_AGAIN_SECONDS: Final = 0.0002
_WRITES_WITHIN_SECONDS: Final = 3.0
_TRIES: Final = 6
_REPLACED_WITHIN_SECONDS: Final = 10.0
_BETWEEN_SECONDS: Final = (0.2, 0.9)
_LATER_SECONDS: Final = (0.0, 0.004, 0.015)


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: whose, how far from the nearest write, and whether it had no answer yet."""

    name: str
    distance_ms: float
    in_flight: bool

    @property
    def is_close(self) -> bool:
        """Whether it counts: a kill far from any write proves nothing."""
        return self.distance_ms <= CLOSE_MS


class Killer(threading.Thread):
    """Works off a list of victims; one that writes nothing is put off until later.

    A victim is a process's name or how several begin (`api`), or the engine.
    """

    def __init__(
        self,
        board: Board,
        engine: Engine,
        victims: Sequence[str],
        chance: random.Random,
        sold: Callable[[], float],
    ) -> None:
        """Take the share of the stock that is sold: the kills are spread over the whole sale."""
        super().__init__(name="killer", daemon=True)
        self.kills: list[Kill] = []
        self.error: Exception | None = None
        self._board = board
        self._engine = engine
        self._victims = list(victims)
        self._most = len(self._victims)
        self._chance = chance
        self._sold = sold
        self._tries: Counter[str] = Counter()
        self._stop_it = threading.Event()

    @property
    def share(self) -> float:
        """How much of the list is done, from 0 to 1."""
        return 1.0 if not self.is_alive() else 1.0 - len(self._victims) / max(1, self._most)

    def run(self) -> None:
        """Kill until the list is worked off or `stop` is called."""
        try:
            while self._victims and not self._stop_it.wait(self._chance.uniform(*_BETWEEN_SECONDS)):
                if self._sold() < _SOLD_FIRST * self.share:
                    continue
                victim = self._victims.pop(0)
                kill = self._kill(victim)
                if kill is not None:
                    self.kills.append(kill)
                if kill is None or not kill.is_close:
                    self._put_off(victim)
        except Exception as error:  # noqa: BLE001 - told by whoever waits for this thread
            self.error = error

    def stop(self) -> None:
        """Let the kill at hand be finished, and no other begin."""
        self._stop_it.set()
        self.join()

    def _kill(self, victim: str) -> Kill | None:
        """Kill the engine, or whichever process of the victim's kind writes next."""
        names = [name for name in self._board.names if victim == ENGINE or name.startswith(victim)]
        writer = self._next_writer(names)
        if writer is None:
            return None
        self._wait_a_little()
        return self._kill_engine() if victim == ENGINE else self._kill_process(writer)

    def _put_off(self, victim: str) -> None:
        """Try again after all others; who never writes is left alone in the end."""
        self._tries[victim] += 1
        if self._tries[victim] < _TRIES:
            self._victims.append(victim)

    def _kill_process(self, name: str) -> Kill:
        at = time.monotonic_ns()
        place = self._board.read(name)
        assert place.pid > 1, f"{name} has not said who it is"  # 0 would be this very process
        os.kill(place.pid, signal.SIGKILL)
        self._wait_until_replaced(name, place.pid)
        return Kill(name, place.nearest_write(at) / 1e6, place.in_flight)

    def _kill_engine(self) -> Kill:
        at = time.monotonic_ns()
        places = [self._board.read(name) for name in self._board.names]
        self._engine.kill()
        self._engine.start()
        nearest = min(place.nearest_write(at) for place in places)
        return Kill(ENGINE, nearest / 1e6, any(place.in_flight for place in places))

    def _next_writer(self, names: Sequence[str]) -> str | None:
        """Wait for the next announcement of any of these; none: there was none in time."""
        before = {name: self._board.read(name).writes for name in names}
        give_up = time.monotonic() + _WRITES_WITHIN_SECONDS
        while time.monotonic() < give_up:
            for name in names:
                if self._board.read(name).writes != before[name]:
                    return name
            time.sleep(_LOOK_AGAIN_SECONDS)
        return None

    def _wait_a_little(self) -> None:
        time.sleep(self._chance.uniform(0.0, self._chance.choice(_LATER_SECONDS)))

    def _wait_until_replaced(self, name: str, pid: int) -> None:
        give_up = time.monotonic() + _REPLACED_WITHIN_SECONDS
        while self._board.read(name).pid == pid:
            if time.monotonic() > give_up:
                raise TimeoutError(f"nothing replaced {name}, which was killed")
            time.sleep(_LOOK_AGAIN_SECONDS)
