"""CloudFront on one machine: `/v1/` goes to the API, everything else is a file of the storefront.

A file is read when it is asked for, so that a developer edits it and reloads. It has the response
headers of the template's policy, and is compressed as CloudFront compresses it: by Brotli for all
browsers of today, by gzip for who does not know that. The API's answers are not.
"""

import mimetypes
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final

from brotli_asgi import BrotliMiddleware
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles

from infra.aws import template
from infra.local.asgi import Application, Receive, Scope, Send

_API: Final = b"/v1/"
_COMPRESSED_FROM_BYTES: Final = 1000  # CloudFront's own limit
_BROTLI_QUALITY: Final = (
    5  # of 11, as servers compress while somebody waits; CloudFront's is not told
)


class Front:
    """The ASGI application under the one origin."""

    def __init__(self, api: Application, directory: Path) -> None:
        """Put `api` and the files of `directory` side by side."""
        mimetypes.add_type("text/javascript", ".js")  # Python 3.11 and some systems say otherwise
        self._api = api
        self._headers = response_headers()
        self._files = BrotliMiddleware(
            _Files(directory), quality=_BROTLI_QUALITY, minimum_size=_COMPRESSED_FROM_BYTES
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["raw_path"].startswith(_API):
            await self._api(scope, receive, send)
            return

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        await self._files(scope, receive, send_with_headers)


class _Files(StaticFiles):
    """`index.html` for `/`, and `404.html` with status 404 for what does not exist."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, html=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except HTTPException as refusal:
            answer = PlainTextResponse(refusal.detail, refusal.status_code, refusal.headers)
            await answer(scope, receive, send)


def response_headers() -> list[tuple[bytes, bytes]]:
    """Give the headers that the template's policy adds to the storefront's files."""
    policy = template.joined()["Resources"]["StorefrontHeaders"]["Properties"]
    config = policy["ResponseHeadersPolicyConfig"]
    security: dict[str, Any] = config["SecurityHeadersConfig"]
    named = {
        "content-security-policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "x-content-type-options": "nosniff",
        "referrer-policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "strict-transport-security": (
            f"max-age={security['StrictTransportSecurity']['AccessControlMaxAgeSec']}"
        ),
    }
    for item in config["CustomHeadersConfig"]["Items"]:
        named[item["Header"].lower()] = item["Value"]
    return [(name.encode(), value.encode()) for name, value in named.items()]
