"""A request as bytes: made once, sent as often as it takes."""

from collections.abc import Mapping

import msgspec


def words(
    method: str,
    path: str,
    *,
    host: str,
    token: str = "",
    body: object = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Return an HTTP/1.1 request; `body` becomes JSON, `token` a bearer token."""
    content = b"" if body is None else msgspec.json.encode(body)
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body is not None:
        lines.append("Content-Type: application/json")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines.append(f"Content-Length: {len(content)}\r\n\r\n")
    return "\r\n".join(lines).encode() + content
