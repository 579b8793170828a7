"""API Gateway on one machine: HTTP in, true proxy events to `app(event, None)`, HTTP out.

One process answers one request at a time, as one Lambda environment does; run as many as there are
cores. What AWS's gateway refuses never reaches the application here either: an unknown path or
method, a body over 10 MB.
"""

import itertools
import logging
import os
import socket
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from infra.local import lifeline
from infra.local.asgi import Receive, Scope, Send
from infra.local.front import Front
from infra.local.processes import ROOT
from infra.local.proxy_event import Event, Headers, event_of, http_of
from infra.local.refusals import refusals
from infra.local.routes import Match, Routes

MAX_BODY_BYTES: Final = 10 * 1024 * 1024

log = logging.getLogger("infra.local.gateway")


class App(Protocol):
    """The part of a Chalice application that a gateway needs."""

    @property
    def routes(self) -> Mapping[str, Mapping[str, Any]]:
        """Route entries by resource and method."""

    @property
    def api(self) -> Any:
        """What says which content types are binary."""

    def __call__(self, event: Event, context: None, /) -> Any:
        """Answer one event."""


class Gateway:
    """The ASGI application in front of one Chalice application."""

    def __init__(self, app: App, *, origin: str, clock: Callable[[], float]) -> None:
        """Serve `app`; the gateway's own answers carry CORS headers for `origin`."""
        self._app = app
        self._methods = {resource: frozenset(methods) for resource, methods in app.routes.items()}
        self._routes = Routes(self._methods)
        self._binary_types = frozenset(app.api.binary_types)
        self._refusals = refusals(origin)
        self._nothing_here = self._refusals["MISSING_AUTHENTICATION_TOKEN"]
        self._clock = clock
        self._ids = itertools.count(uuid.uuid4().int)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        body = await _limited_body(receive)
        status, headers, raw = self._answer(scope, body)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": raw})

    def _answer(self, scope: Scope, body: bytes | None) -> tuple[int, Headers, bytes]:
        request_id = str(uuid.UUID(int=next(self._ids) % 2**128))
        if body is None:
            return self._refusals["REQUEST_TOO_LARGE"].answer(request_id)
        match = self._routes.match(scope["raw_path"].decode("latin-1"))
        if match is None:
            return self._nothing_here.answer(request_id)
        if scope["method"] not in self._methods[match.resource]:
            if scope["method"] == "OPTIONS" and (preflight := self._preflight(match)):
                return preflight
            return self._nothing_here.answer(request_id)
        event = event_of(
            scope,
            body,
            match,
            binary_types=self._binary_types,
            request_id=request_id,
            now=self._clock(),
        )
        try:
            return http_of(self._app(event, None))
        except Exception:
            log.exception("The application failed at %s %s.", scope["method"], match.resource)
            return self._refusals["DEFAULT_5XX"].answer(request_id)

    def _preflight(self, match: Match) -> tuple[int, Headers, bytes] | None:
        """Answer OPTIONS from the routes' CORS settings, as what Chalice deploys does."""
        entries = self._app.routes[match.resource]
        configured = [entry.cors for entry in entries.values() if entry.cors]
        if not configured:
            return None
        named = {**configured[0].get_access_control_headers()}
        named["Access-Control-Allow-Methods"] = ",".join(sorted({*entries, "OPTIONS"}))
        headers = [(name.lower().encode(), str(value).encode()) for name, value in named.items()]
        return 200, [*headers, (b"content-length", b"0")], b""


async def _limited_body(receive: Receive) -> bytes | None:
    """Read the body; None when it is over the gateway's limit, and then nothing is kept."""
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        part = message.get("body", b"")
        size += len(part)
        if size <= MAX_BODY_BYTES:
            parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts) if size <= MAX_BODY_BYTES else None


def _origin_of(storefronts: str) -> str:
    first = urlsplit(storefronts.partition(",")[0].strip())
    return f"{first.scheme}://{first.netloc}"


def serve(application: App, descriptor: int) -> None:
    """Serve the API and the storefront on a listening socket, until told to stop or left alone."""
    gateway = Gateway(
        application,
        origin=_origin_of(os.environ.get("SALE_STOREFRONT_URL", "")),
        clock=time.time,
    )
    lifeline.serve(Front(gateway, ROOT / "storefront"), socket.socket(fileno=descriptor))
