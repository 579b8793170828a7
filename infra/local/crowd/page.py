"""The sale's public page, as a browser sees it that keeps it open: it asks for the status alone.

One reader stands for all: at the edge of a real deployment everybody gets the same copy, a second
old at most.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, Self

from infra.local.crowd.journal import Step

if TYPE_CHECKING:
    from infra.local.crowd.asking import Asker

_READER: Final = -1
_LOOK_AGAIN_SECONDS: Final = 0.5


class Page:
    """What was public of each window's draw so far, in the order in which it appeared."""

    def __init__(
        self, asker: Asker, sale: str, look_again_seconds: float = _LOOK_AGAIN_SECONDS
    ) -> None:
        """Begin with nothing seen."""
        self._pause = look_again_seconds
        self._asker = asker
        self._words = asker.words("GET", f"/v1/sales/{sale}")
        self._drawn: defaultdict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self._reading: asyncio.Task[None] | None = None
        self.shown: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)

    async def __aenter__(self) -> Self:
        """Keep the page open until the block is left."""
        self._reading = asyncio.create_task(self._read_on())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the page."""
        if self._reading is not None:
            self._reading.cancel()

    async def _read_on(self) -> None:
        while True:
            reply = await self._asker.ask(_READER, Step.LOOK, self._words, urgent=True)
            draw = reply.body.get("draw")
            if reply.accepted and draw:
                self._read(draw)
            await asyncio.sleep(self._pause)

    async def draw(self, window: int) -> dict[str, Any]:
        """Return a window's draw once its seed is shown."""
        await self._drawn[window].wait()
        return self.shown[window][-1]

    def _read(self, draw: dict[str, Any]) -> None:
        seen = self.shown[draw["window"]]
        if not seen or seen[-1] != draw:
            seen.append(draw)
        if draw["seed"] is not None:
            self._drawn[draw["window"]].set()
