"""HTTP/1.1 for a crowd: few connections, many requests, little work for each.

A general client costs half a millisecond of a core for each request, which is as much as the shop
itself. Here a request is bytes that were made beforehand, written to a kept-alive connection;
llhttp parses the answer. Raises `Lost` when no answer came: whether the request was carried out is
then unknown, and it may be repeated.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Final, Self, cast

import httptools

from infra.local.crowd.clock import monotonic_seconds

ANSWER_TIMEOUT_SECONDS: Final = 30.0
_SWEEP_SECONDS: Final = 1.0


class Lost(Exception):  # noqa: N818 - an outcome, neither yes nor no
    """The connection ended, or nothing came in time, before an answer was complete."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, whole body, the seconds of `Retry-After` and `ETag`, if any."""

    status: int
    body: bytes
    retry_after_seconds: float | None = None
    tag: str = ""


class Connection(asyncio.Protocol):
    """One kept-alive connection; carries one request at a time."""

    def __init__(self) -> None:
        """Make a connection that `loop.create_connection` will open."""
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[Answer] | None = None
        self._body: list[bytes] = []
        self._retry_after: float | None = None
        self._tag = ""
        self._sent_at = 0.0
        self.usable = False

    def exchange(self, request: bytes) -> asyncio.Future[Answer]:
        """Send `request`; the future gets the answer, or `Lost`."""
        self._answer = asyncio.get_running_loop().create_future()
        self._sent_at = monotonic_seconds()
        if self._transport is None or not self.usable:
            self._lose("the connection was closed")
        else:
            self._transport.write(request)
        return self._answer

    def give_up_if_late(self, now: float) -> None:
        """End a request that has waited longer than `ANSWER_TIMEOUT_SECONDS`."""
        if self._answer is not None and now - self._sent_at > ANSWER_TIMEOUT_SECONDS:
            self._lose("no answer in time")
            self.close()

    def close(self) -> None:
        """Close the connection; a request under way is lost."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        self._transport = cast("asyncio.Transport", transport)
        self.usable = True

    def connection_lost(self, exc: Exception | None) -> None:
        """End the request under way, if there is one."""
        self.usable = False
        self._lose(str(exc or "the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        """Feed the parser, which calls the `on_` methods below."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._lose(f"not HTTP: {error}")
            self.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep `Retry-After` and `ETag`; no other header matters to a crowd."""
        if len(name) == len(b"retry-after") and name.lower() == b"retry-after":
            self._retry_after = float(value)
        elif len(name) == len(b"etag") and name.lower() == b"etag":
            self._tag = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        """Keep a piece of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Hand over the answer and be ready for the next request."""
        if not self._parser.should_keep_alive():
            self.usable = False
        status, body = self._parser.get_status_code(), b"".join(self._body)
        answer = Answer(status, body, self._retry_after, self._tag)
        self._body, self._retry_after, self._tag = [], None, ""
        waiting, self._answer = self._answer, None
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def _lose(self, why: str) -> None:
        waiting, self._answer = self._answer, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(Lost(why))


class Pool:
    """At most `most` connections to one server, shared by everybody, first come first served.

    `urgent` requests get the next free connection: somebody at the checkout has a browser of their
    own and would not stand behind the crowd at the door, which only this limit makes them do.
    """

    def __init__(self, host: str, port: int, most: int = 512) -> None:
        """Open nothing yet; connections are made when they are needed."""
        self._address = (host, port)
        self._left = most
        self._idle: list[Connection] = []
        self._all: set[Connection] = set()
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._patient: deque[asyncio.Future[None]] = deque()
        self._sweeper: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Start the sweep for answers that never come."""
        self._sweeper = asyncio.create_task(self._sweep())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        for connection in self._all:
            connection.close()

    async def exchange(self, request: bytes, *, urgent: bool = False) -> Answer:
        """Send `request` over the next free connection and return the answer; raises `Lost`."""
        if self._left:
            self._left -= 1
        else:
            await self._turn(self._urgent if urgent else self._patient)
        try:
            connection = await self._connection()
            answer = await connection.exchange(request)
            if connection.usable:
                self._idle.append(connection)
            return answer
        finally:
            self._pass_on()

    async def _turn(self, line: deque[asyncio.Future[None]]) -> None:
        turn = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        for line in (self._urgent, self._patient):
            while line:
                turn = line.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._left += 1

    async def _connection(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                return connection
        self._all = {connection for connection in self._all if connection.usable}
        loop = asyncio.get_running_loop()
        try:
            _, fresh = await loop.create_connection(Connection, *self._address)
        except OSError as error:
            raise Lost(str(error)) from error
        self._all.add(fresh)
        return fresh

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            now = monotonic_seconds()
            for connection in list(self._all):
                connection.give_up_if_late(now)
