"""The body of a request, as far as one JSON object; refused unread when it is too large."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

import msgspec

from chalicelib.http.errors import TooLarge, UnsupportedMediaType
from sale_api.domain.errors import InvalidRequest

MOST_BYTES = 16 * 1024
JSON = "application/json"


def refuse_large(event: Mapping[str, Any]) -> None:
    """Raise `TooLarge` for a body over 16 KB, by its length alone."""
    body = event.get("body")
    if not body:
        return
    if event.get("isBase64Encoded"):
        size = len(body) * 3 // 4 - body[-2:].count("=")
    elif len(body) > MOST_BYTES // 4:
        size = len(body) if len(body) > MOST_BYTES else len(body.encode(errors="replace"))
    else:
        return
    if size > MOST_BYTES:
        raise TooLarge(f"Send at most {MOST_BYTES} bytes.", most_bytes=MOST_BYTES)


def read_object(event: Mapping[str, Any], media_type: str, *, needed: bool) -> dict[str, object]:
    """Return the body's JSON object; an empty body is an empty object unless one is `needed`.

    Raises `UnsupportedMediaType`, and `InvalidRequest` for what is no JSON object in UTF-8.
    """
    body = event.get("body")
    if not body:
        if needed:
            raise InvalidRequest({"body": "Send a JSON object."})
        return {}
    if media_type.partition(";")[0].strip().lower() != JSON:
        raise UnsupportedMediaType(f"Send the body as {JSON}.", expected=JSON)
    try:
        raw = b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
        read = msgspec.json.decode(raw)
    except (ValueError, RecursionError):
        raise InvalidRequest({"body": "This is no JSON in UTF-8."}) from None
    if not isinstance(read, dict):
        raise InvalidRequest({"body": "Send a JSON object."})
    return read
