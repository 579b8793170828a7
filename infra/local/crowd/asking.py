"""Ask until there is an answer: the same words again after a loss or a polite "try again".

Every repetition is part of one ask, whose latency counts from the instant it was due. What comes
back is final: anything but 429, a 503 `try_again`, a server error or silence; those are repeated
as long as `Waits` says.
"""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from infra.local.crowd.clock import monotonic_seconds
from infra.local.crowd.connection import Answer, Lost, Pool
from infra.local.crowd.journal import Ask, Journal, Step
from infra.local.crowd.words import words

_ERRORS_BEFORE_GIVING_UP: Final = 3
_SERVER_ERROR: Final = 500
_PROBLEM: Final = 400


@dataclass(frozen=True, slots=True)
class Reply:
    """A final answer, read: `status` 0 when there is none; `code` is the problem's, else empty.

    `tag` is its `ETag`, if it has one.
    """

    status: int
    code: str
    body: dict[str, Any]
    tag: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the shop said yes."""
        return 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own range


NOTHING: Final = Reply(0, "", {})


@dataclass(frozen=True, slots=True)
class Waits:
    """How long to wait before the same request again, and when to give up on it."""

    after_loss_seconds: float = 0.5
    after_error_seconds: float = 2.0
    patience_seconds: float = 120.0


DEFAULT_WAITS: Final = Waits()


class Asker:
    """Sends requests for everybody and writes down what they were told."""

    def __init__(
        self,
        pool: Pool,
        journal: Journal,
        chance: random.Random,
        host: str,
        waits: Waits = DEFAULT_WAITS,
    ) -> None:
        """`host` goes into the `Host` header; `chance` gives the jitter."""
        self.journal = journal
        self.chance = chance
        self._pool = pool
        self._host = host
        self._waits = waits

    def words(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """Return the bytes of a request, which are the same however often it is sent."""
        return words(method, path, host=self._host, token=token, body=body, headers=headers)

    async def ask(
        self,
        shopper: int,
        step: Step,
        request: bytes,
        *,
        due: float | None = None,
        first: bool = False,
        urgent: bool = False,
    ) -> Reply:
        """Send `request` until they are answered; `due` (monotonic seconds) is now unless given."""
        due = monotonic_seconds() if due is None else due
        reply, tries = await self._until_final(
            request, due + self._waits.patience_seconds, urgent=urgent
        )
        latency = monotonic_seconds() - due
        self.journal.tell(Ask(shopper, step, reply.status, reply.code, latency, tries, first))
        return reply

    async def _until_final(
        self, request: bytes, patience_ends: float, *, urgent: bool
    ) -> tuple[Reply, int]:
        tries = errors = 0
        retried = False
        while True:
            tries += 1
            self.journal.requests += 1
            try:
                answer = await self._pool.exchange(request, urgent=urgent)
            except Lost:
                self.journal.lost_connections += 1
                reply, wait = NOTHING, self._waits.after_loss_seconds
            else:
                reply = read(answer)
                if please_repeat(reply):
                    self.journal.asked_to_retry += not retried
                    retried = True
                    wait = 1.0 if answer.retry_after_seconds is None else answer.retry_after_seconds
                    reply = NOTHING
                elif reply.status >= _SERVER_ERROR:
                    self.journal.server_errors[f"{reply.status} {reply.code}"] += 1
                    errors += 1
                    wait = self._waits.after_error_seconds
                    if errors == _ERRORS_BEFORE_GIVING_UP:
                        return reply, tries
                else:
                    return reply, tries
            if monotonic_seconds() + wait > patience_ends:
                return reply, tries
            await asyncio.sleep(wait * self.chance.uniform(1.0, 1.5))


def read(answer: Answer) -> Reply:
    """Parse an answer; a problem that is no JSON object has the code `unreadable`."""
    try:
        body = msgspec.json.decode(answer.body) if answer.body else {}
    except msgspec.DecodeError:
        body = None
    if not isinstance(body, dict):
        return Reply(answer.status, "unreadable" if answer.status >= _PROBLEM else "", {})
    code = str(body.get("code", "")) if answer.status >= _PROBLEM else ""
    return Reply(answer.status, code, body, answer.tag)


def please_repeat(reply: Reply) -> bool:
    """Whether the shop asked politely for the same request again."""
    return reply.status == 429 or (reply.status == 503 and reply.code == "try_again")  # noqa: PLR2004
