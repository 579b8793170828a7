"""HTTP requests as events of API Gateway's REST API (proxy, payload 1.0), answers as HTTP.

Takes an ASGI scope, a body and the matched route; gives the event a function gets on AWS: every
documented field, headers as they came, path and its parameters still percent-encoded, the query
decoded.
"""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from infra.local.asgi import Scope
from infra.local.routes import Match

Event = dict[str, Any]
Headers = list[tuple[bytes, bytes]]

STAGE: Final = "api"
_API_ID: Final = "local"
_ACCOUNT: Final = "123456789012"
_WITHOUT_BODY: Final = frozenset({204, 304})


def event_of(
    scope: Scope,
    body: bytes,
    match: Match,
    *,
    binary_types: frozenset[str],
    request_id: str,
    now: float,
) -> Event:
    """Build the event. `now` is seconds since the epoch; costs about 20 microseconds."""
    multi: dict[str, list[str]] = {}
    for raw_name, raw_value in scope["headers"]:
        multi.setdefault(raw_name.decode("latin-1"), []).append(raw_value.decode("latin-1"))
    headers = {name: values[-1] for name, values in multi.items()}
    path = scope["raw_path"].decode("latin-1")
    query = _query(scope["query_string"])
    binary = (
        bool(body) and headers.get("content-type", "").partition(";")[0].strip() in binary_types
    )
    return {
        "resource": match.resource,
        "path": path,
        "httpMethod": scope["method"],
        "headers": headers,
        "multiValueHeaders": multi,
        "queryStringParameters": {name: values[-1] for name, values in query.items()}
        if query
        else None,
        "multiValueQueryStringParameters": query,
        "pathParameters": match.parameters,
        "stageVariables": None,
        "requestContext": _context(scope, match, headers, request_id=request_id, now=now),
        "body": _body(body, binary=binary),
        "isBase64Encoded": binary,
    }


def _query(raw: bytes) -> dict[str, list[str]] | None:
    if not raw:
        return None
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(raw.decode("latin-1"), keep_blank_values=True):
        query.setdefault(name, []).append(value)
    return query or None


def _body(body: bytes, *, binary: bool) -> str | None:
    if not body:
        return None
    return base64.b64encode(body).decode("ascii") if binary else body.decode("utf-8", "replace")


def _context(
    scope: Scope, match: Match, headers: Mapping[str, str], *, request_id: str, now: float
) -> dict[str, Any]:
    return {
        "accountId": _ACCOUNT,
        "apiId": _API_ID,
        "domainName": headers.get("host", ""),
        "domainPrefix": _API_ID,
        "extendedRequestId": request_id,
        "httpMethod": scope["method"],
        "identity": {
            "accessKey": None,
            "accountId": None,
            "caller": None,
            "cognitoAuthenticationProvider": None,
            "cognitoAuthenticationType": None,
            "cognitoIdentityId": None,
            "cognitoIdentityPoolId": None,
            "principalOrgId": None,
            "sourceIp": scope["client"][0] if scope.get("client") else "127.0.0.1",
            "user": None,
            "userAgent": headers.get("user-agent"),
            "userArn": None,
        },
        "path": f"/{STAGE}{scope['raw_path'].decode('latin-1')}",
        "protocol": "HTTP/1.1",
        "requestId": request_id,
        "requestTime": _request_time(int(now)),
        "requestTimeEpoch": int(now * 1000),
        "resourceId": "local",
        "resourcePath": match.resource,
        "stage": STAGE,
    }


class _Last:
    """The last second and its text: thousands of requests share one."""

    second = -1
    text = ""


def _request_time(second: int) -> str:
    if second != _Last.second:
        _Last.text = datetime.fromtimestamp(second, tz=UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
        _Last.second = second
    return _Last.text


def http_of(answer: Mapping[str, Any]) -> tuple[int, Headers, bytes]:
    """Turn what the function returned into status, headers and body; a malformed answer raises.

    Without a content type the gateway says JSON, whatever the body is.
    """
    body = answer.get("body") or ""
    raw = base64.b64decode(body) if answer.get("isBase64Encoded") else _raw(body)
    headers: Headers = []
    multi: Mapping[str, list[str]] = answer.get("multiValueHeaders") or {}
    for name, value in (answer.get("headers") or {}).items():
        headers.append((name.lower().encode("latin-1"), str(value).encode("latin-1")))
    for name, values in multi.items():
        headers.extend(
            (name.lower().encode("latin-1"), str(value).encode("latin-1")) for value in values
        )
    status = int(answer["statusCode"])
    if status in _WITHOUT_BODY:
        return status, headers, b""
    if not any(name == b"content-type" for name, _ in headers):
        headers.append((b"content-type", b"application/json"))
    headers.append((b"content-length", str(len(raw)).encode("ascii")))
    return status, headers, raw


def _raw(body: object) -> bytes:
    return body.encode() if isinstance(body, str) else json.dumps(body).encode()
