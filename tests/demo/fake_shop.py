"""A shop of a few lines behind a real socket: says what a test told it to say, and remembers."""

import asyncio
import base64
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

HANG_UP = -1
SILENCE = -2


@dataclass(frozen=True, slots=True)
class Said:
    """One answer; a status below nought is none: hang up, or stay silent."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        content = b"" if self.body is None else json.dumps(self.body).encode()
        lines = [f"HTTP/1.1 {self.status} -", f"Content-Length: {len(content)}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode() + content


class FakeShop:
    """Answers by method and path, the scripted answers first to last, the last one for ever."""

    def __init__(self) -> None:
        self.script: dict[str, deque[Said]] = defaultdict(deque)
        self.asked: list[tuple[str, Any]] = []
        self.meant: list[str] = []
        self.most_open = self.open = 0
        self.port = 0
        self.on_ask: Callable[[str], None] = lambda _: None

    def will_say(self, request: str, *answers: Said) -> None:
        self.script[request].extend(answers)

    def count(self, request: str) -> int:
        return sum(1 for asked, _ in self.asked if asked == request)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                said = await self._answer(reader, head.decode())
                if said.status == SILENCE:
                    await reader.read()
                if said.status < 0:
                    break
                writer.write(said.as_bytes())
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, head: str) -> Said:
        request = " ".join(head.split(" ", 2)[:2])
        length = int(head.lower().partition("content-length: ")[2].partition("\r\n")[0] or 0)
        body = json.loads(await reader.readexactly(length) or b"null")
        self.asked.append((request, body))
        named = (line.partition(": ") for line in head.splitlines())
        self.meant += [value for name, _, value in named if name == "If-Match"]
        self.on_ask(request)
        answers = self.script[request]
        if not answers:
            return Said(404, {"code": "not_found"})
        return answers.popleft() if len(answers) > 1 else answers[0]


@asynccontextmanager
async def open_shop() -> AsyncIterator[FakeShop]:
    """Serve on a free port of this machine."""
    shop = FakeShop()
    server = await asyncio.start_server(shop.serve, "127.0.0.1", 0)
    shop.port = server.sockets[0].getsockname()[1]
    async with server:
        yield shop


def token_of(**claims: Any) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{payload}.c2ln"


def held(quantity: int = 1, claim: str = "c1", deadline: str = "2999-01-01T00:00:00Z") -> Said:
    body = {"quantity": quantity, "deadline": deadline, "reservation": token_of(claim=claim)}
    return Said(201, body, {"ETag": f'"{claim}"'})


def page(order: str = "o1", quantity: int = 1, delivery: object = None) -> Said:
    total = {"amount": quantity * 4_997, "currency": "EUR"}
    link = f"http://127.0.0.1:3000/order.html#{token_of(sub=order)}"
    body = {"order": order, "quantity": quantity, "total": total, "link": link, "state": "placed"}
    return Said(201, {**body, "delivery": delivery})


def sold_out(largest: int = 0, *, may_return: bool = False) -> Said:
    return Said(409, {"code": "sold_out", "largest": largest, "may_return": may_return})


TRY_AGAIN = Said(503, {"code": "try_again"}, {"Retry-After": "0"})
INTERNAL = Said(500, {"code": "internal"})
