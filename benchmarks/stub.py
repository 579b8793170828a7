"""DynamoDB that answers at once: below botocore's retries, where else the socket is.

Everything that botocore does for a request is done: parameters checked and written as JSON, the
request signed, the answer read, its checksum and the retry rules applied. Only nothing is sent.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any, Final
from zlib import crc32

from botocore.awsrequest import AWSResponse

CREDENTIALS: Final = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_DEFAULT_REGION": "eu-central-1",
}


Body = bytes | Callable[[Any], bytes]


class _Raw:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        """Give the body as urllib3 would."""
        yield self._body


class Stub:
    """What a botocore client sends through; answers everything at once."""

    def __init__(self, body: Body) -> None:
        """Take the body of every answer, or what makes it of a request."""
        self._body = body
        self.last: Any = None

    def send(self, request: Any) -> AWSResponse:
        """Answer one request."""
        self.last = request
        body = self._body if isinstance(self._body, bytes) else self._body(request)
        headers = {
            "Server": "Server",
            "Date": "Sun, 22 Nov 2026 10:00:00 GMT",
            "Content-Type": "application/x-amz-json-1.0",
            "Content-Length": str(len(body)),
            "Connection": "keep-alive",
            "x-amzn-RequestId": "3KHH0H8ST0IGNRJL4S2PSQTHBVVV4KQNSO5AEMVJF66Q9ASUAAJG",
            "x-amz-crc32": str(crc32(body)),
        }
        return AWSResponse(request.url, 200, headers, _Raw(body))


def answering(client: Any, body: Body) -> Stub:
    """Let a client send into a stub from now on."""
    stub = client._endpoint.http_session = Stub(body)
    return stub


def use_credentials() -> None:
    """Give botocore in this process a region, and keys to sign with that open nothing."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(CREDENTIALS)
