"""Ask until there is an answer, with the same words: what a client of this API must do."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from infra.local.crowd.asking import NOTHING, Reply, please_repeat, read
from infra.local.crowd.connection import Lost, Pool
from infra.local.crowd.journal import Ask, Journal, Step
from infra.local.crowd.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

_PATIENCE_SECONDS: Final = 60.0
_AFTER_LOSS_SECONDS: Final = 0.1
_SERVER_ERROR: Final = 500


@dataclass(frozen=True, slots=True)
class Told:
    """A final answer, and when its last repetition was sent and answered (monotonic ns)."""

    reply: Reply
    sent_at: int
    answered_at: int

    @property
    def accepted(self) -> bool:
        return self.reply.accepted

    @property
    def code(self) -> str:
        return self.reply.code

    @property
    def body(self) -> Mapping[str, Any]:
        return self.reply.body


class Door:
    """The shop's door: one for all shoppers of a sale, with as many places as clients."""

    def __init__(self, pool: Pool, host: str, journal: Journal, chance: random.Random) -> None:
        self.chance = chance
        self._pool = pool
        self._host = host
        self._journal = journal

    async def ask(
        self,
        step: Step,
        shopper: int,
        method: str,
        path: str,
        *,
        token: str = "",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Told:
        """Send one request until it is answered; a server's fault is an answer, a broken one."""
        request = words(method, path, host=self._host, token=token, body=body, headers=headers)
        began = time.monotonic()
        tries = 0
        while True:
            tries += 1
            sent_at = time.monotonic_ns()
            reply, wait = await self._once(request)
            last = time.monotonic() + wait > began + _PATIENCE_SECONDS
            if wait == 0.0 or last:
                break
            await asyncio.sleep(wait * self.chance.uniform(1.0, 1.5))
        latency = time.monotonic() - began
        if reply.status >= _SERVER_ERROR:
            self._journal.server_errors[f"{reply.status} {reply.code}"] += 1
        self._journal.tell(Ask(shopper, step, reply.status, reply.code, latency, tries))
        return Told(reply, sent_at, time.monotonic_ns())

    async def _once(self, request: bytes) -> tuple[Reply, float]:
        """Give the answer, and after how long to ask again; nought: it is final."""
        self._journal.requests += 1
        try:
            answer = await self._pool.exchange(request)
        except Lost:
            self._journal.lost_connections += 1
            return NOTHING, _AFTER_LOSS_SECONDS
        reply = read(answer)
        if not please_repeat(reply):
            return reply, 0.0
        self._journal.asked_to_retry += 1
        return NOTHING, answer.retry_after_seconds or 1.0
