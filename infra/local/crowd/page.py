"""The sale's public page, as browsers see it that keep it open: they ask for the status alone.

A few stand for all: at the edge of a real deployment everybody gets the same copy, a second old at
most. They take turns, and none waits for what another was not answered yet: else everybody would
hear of the draw only once the slowest answer is there, long after scripts have.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, Self

from infra.local.crowd.clock import monotonic_seconds
from infra.local.crowd.journal import Step

if TYPE_CHECKING:
    from infra.local.crowd.asking import Asker

_READER: Final = -1
_BROWSERS: Final = 8
_LOOK_AGAIN_SECONDS: Final = 0.5


class Page:
    """What was public of each window's draw so far, the least of it first.

    Copies differ in age by a second, so what came last may be older than what came before.
    """

    def __init__(
        self, asker: Asker, sale: str, look_again_seconds: float = _LOOK_AGAIN_SECONDS
    ) -> None:
        """Begin with nothing seen."""
        self._pause = look_again_seconds
        self._asker = asker
        self._words = asker.words("GET", f"/v1/sales/{sale}")
        self._drawn: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self._reading: list[asyncio.Task[None]] = []
        self.shown: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)

    async def __aenter__(self) -> Self:
        """Keep the page open until the block is left."""
        self._reading = [
            asyncio.create_task(self._read_on(turn * self._pause)) for turn in range(_BROWSERS)
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the page."""
        for browser in self._reading:
            browser.cancel()

    async def _read_on(self, begins_after: float) -> None:
        await asyncio.sleep(begins_after)
        while True:
            due = monotonic_seconds() + _BROWSERS * self._pause
            reply = await self._asker.ask(_READER, Step.LOOK, self._words, urgent=True)
            draw = reply.body.get("draw")
            if reply.accepted and draw:
                self._read(draw)
            await asyncio.sleep(max(0.0, due - monotonic_seconds()))

    async def draw(self, window: int) -> dict[str, Any]:
        """Return a window's draw once its seed is shown."""
        await self._drawn[window].wait()
        return self.shown[window][-1]

    def _read(self, draw: dict[str, Any]) -> None:
        seen = self.shown[draw["window"]]
        if draw not in seen:
            seen.append(draw)
            seen.sort(key=_how_much)
        if draw["seed"] is not None:
            self._drawn[draw["window"]].set()


def _how_much(draw: dict[str, Any]) -> int:
    """Return how much of a draw a copy shows."""
    return sum(each is not None for each in (*draw.values(), *draw["beacon"].values()))
