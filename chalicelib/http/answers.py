"""An answer as views give it, and what becomes of it on the wire."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from chalice.app import Response

NO_STORE = "no-store"
ONE_SECOND = "public, max-age=1"
FIVE_SECONDS = "public, max-age=5"
ONE_MINUTE = "public, max-age=60"

JSON = "application/json"
PROBLEM = "application/problem+json"
REQUEST_ID = "X-Request-Id"

_ENCODER = msgspec.json.Encoder()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A status and what is said: a value that becomes JSON, text that is JSON, or nothing.

    `code` is the problem's, for the log. The cache policy is for answers that are no problem.
    """

    status: int = 200
    body: object = None
    headers: Mapping[str, str] = msgspec.field(default_factory=dict)
    cache: str = NO_STORE
    media_type: str = JSON
    code: str = ""


def written(answer: Answer, request_id: str, extra: Mapping[str, str]) -> Response:
    """Return the answer with the headers that every answer has, and `extra` ones."""
    headers: dict[str, str | list[str]] = {
        REQUEST_ID: request_id,
        "Cache-Control": answer.cache,
        "Vary": "Origin",
        "X-Content-Type-Options": "nosniff",
        **extra,
        **answer.headers,
    }
    if answer.body is None:
        return Response("", headers, answer.status)
    headers["Content-Type"] = answer.media_type
    return Response(encoded(answer.body), headers, answer.status)


def encoded(body: object) -> str:
    """Return a value as JSON; text is taken to be JSON already."""
    return body if isinstance(body, str) else _ENCODER.encode(body).decode()
