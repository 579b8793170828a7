"""Browsers that ask for a sale's status as the storefront does, in a process of their own.

Each has a connection that it keeps, asks once in five seconds, and sends the tag of the answer that
it has. They are spread evenly over those seconds.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlsplit

import uvloop

from infra.local.crowd.connection import Connection, Lost
from infra.local.crowd.words import words

BROWSERS: Final = 500
PERIOD_SECONDS: Final = 5.0
_SPAWN: Final = multiprocessing.get_context("spawn")
_PATIENCE_SECONDS: Final = 30.0
_COUNTED: Final = {200: 0, 304: 1}
_OTHERS: Final = 2


@dataclass(frozen=True, slots=True)
class Polled:
    """What the browsers got, in how many seconds of asking."""

    seconds: float
    fresh: int
    unchanged: int
    others: int
    """Answers that are neither, and none."""

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return (self.fresh + self.unchanged) / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class _Shared:
    """What this process and that of the browsers both see."""

    opened: Any
    asking: Any
    counts: Any


class Pollers:
    """The browsers; enter it to open them. They ask only within `asking`."""

    def __init__(
        self,
        url: str,
        sale: str,
        *,
        browsers: int = BROWSERS,
        period_seconds: float = PERIOD_SECONDS,
    ) -> None:
        """Take the API's address and the sale."""
        self._shared = _Shared(_SPAWN.Event(), _SPAWN.Event(), _SPAWN.Array("q", 3))
        self._seconds = 0.0
        self._process = _SPAWN.Process(
            target=_poll, args=(url, sale, browsers, period_seconds, self._shared), daemon=True
        )

    def __enter__(self) -> Self:
        """Return once all connections stand."""
        self._process.start()
        assert self._shared.opened.wait(_PATIENCE_SECONDS), "the browsers did not open; see above"
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join(_PATIENCE_SECONDS)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Let them ask, in the same rhythm as before."""
        begun = time.monotonic()
        self._shared.asking.set()
        try:
            yield
        finally:
            self._shared.asking.clear()
            self._seconds += time.monotonic() - begun

    def polled(self) -> Polled:
        """Return what they got so far."""
        fresh, unchanged, others = self._shared.counts[:]
        return Polled(self._seconds, fresh, unchanged, others)


def _poll(url: str, sale: str, browsers: int, period: float, shared: _Shared) -> None:
    uvloop.run(_all(url, sale, browsers, period, shared))


async def _all(url: str, sale: str, browsers: int, period: float, shared: _Shared) -> None:
    address = urlsplit(url)
    loop = asyncio.get_running_loop()
    connections = [
        (await loop.create_connection(Connection, str(address.hostname), address.port or 80))[1]
        for _ in range(browsers)
    ]
    shared.opened.set()
    begun = loop.time()
    async with asyncio.TaskGroup() as group:
        for number, connection in enumerate(connections):
            browser = _Browser(connection, address.netloc, f"/v1/sales/{sale}", shared)
            group.create_task(browser.keep_asking(begun + number * period / browsers, period))


@dataclass(slots=True)
class _Browser:
    connection: Connection
    host: str
    path: str
    shared: _Shared
    tag: str = ""

    async def keep_asking(self, due: float, period: float) -> None:
        """Ask when it is due, and every `period` seconds then, until the connection is lost."""
        loop = asyncio.get_running_loop()
        while self.connection.usable:
            await asyncio.sleep(due - loop.time())
            due += period
            if self.shared.asking.is_set():
                self.shared.counts[await self._ask()] += 1

    async def _ask(self) -> int:
        """Ask once; return which count it belongs to."""
        known = {"If-None-Match": self.tag} if self.tag else {}
        try:
            answer = await self.connection.exchange(
                words("GET", self.path, host=self.host, headers=known)
            )
        except Lost:
            return _OTHERS
        self.tag = answer.tag or self.tag
        return _COUNTED.get(answer.status, _OTHERS)
