"""Queues, senders and SES at one rate for the whole account, on a clock that costs no time.

Handlers, letters, mailer and pace are the product's own. How many senders a queue has, how fast
each may be, and when a message that failed comes again, is up to the case.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from chalicelib import system as machine
from chalicelib import wiring
from chalicelib.aws import mail
from tests.systems import World

ACCOUNT_RATE = 14
SENDING_SECONDS = 0.08
"""How long SES takes for a mail, or to refuse one."""


@dataclass
class Clock:
    """The time of whoever is at work; it goes on as they work and wait."""

    now: float = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Ses:
    """Takes what the account may send in a second, and refuses the rest."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tokens = float(ACCOUNT_RATE)
        self._filled_at = 0.0
        self.sent: dict[str, float] = {}
        self.refused: list[str] = []

    def send_email(self, **request: Any) -> None:
        key = request["Content"]["Simple"]["Headers"][0]["Value"]
        self._clock.sleep(SENDING_SECONDS)
        if not self._takes():
            self.refused.append(key)
            raise ClientError({"Error": {"Code": "TooManyRequestsException"}}, "SendEmail")
        self.sent.setdefault(key, self._clock.now)

    def _takes(self) -> bool:
        elapsed = max(0.0, self._clock.now - self._filled_at)
        self._tokens = min(float(ACCOUNT_RATE), self._tokens + elapsed * ACCOUNT_RATE)
        self._filled_at = max(self._filled_at, self._clock.now)
        takes = self._tokens >= 1
        self._tokens -= takes
        return takes


@dataclass
class Line:
    """A queue with those who empty it."""

    handler: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    senders: int
    per_second: int
    again_seconds: float
    waiting: list[tuple[float, str, str]] = field(default_factory=list)
    free_at: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.free_at = [0.0] * self.senders

    def put(self, at: float, name: str, body: Mapping[str, object]) -> None:
        """Put a message that comes at an instant."""
        heapq.heappush(self.waiting, (at, name, json.dumps(body)))

    @property
    def begins(self) -> float:
        """When the next message is taken up."""
        return max(self.free_at[0], self.waiting[0][0]) if self.waiting else float("inf")


class PostOffice:
    """Runs lines side by side, one message at a time, in the order in which they are taken up."""

    def __init__(self, world: World) -> None:
        self.clock = Clock()
        self.ses = Ses(self.clock)
        self.per_second = 0
        self._world = world
        self._begin = world.clock

    def paced(self) -> AbstractContextManager[None]:
        return machine.Pace(self.per_second).kept()

    def run(self, *lines: Line, until: float) -> None:
        while (line := min(lines, key=lambda each: each.begins)).begins < until:
            self.clock.now = line.begins
            self.per_second = line.per_second
            self._world.clock = self._begin + int(self.clock.now * 1000)
            _, name, body = heapq.heappop(line.waiting)
            answer = line.handler({"Records": [{"messageId": name, "body": body}]})
            if answer["batchItemFailures"]:
                line.put(self.clock.now + line.again_seconds, name, json.loads(body))
            heapq.heapreplace(line.free_at, self.clock.now)


@contextmanager
def opened(world: World) -> Iterator[PostOffice]:
    """Let the product mail through an office of this world."""
    office = PostOffice(world)
    mailer = mail.SesMailer("shop@example.org", office.paced)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail, "client", lambda _service: office.ses)
        patch.setattr(machine, "time", office.clock)
        wiring.install(msgspec.structs.replace(world.system, mailer=mailer))
        yield office
        wiring.install(None)
