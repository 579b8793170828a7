"""A function's first breath: `python -I -S boot.py PACKAGE CASSETTE`, prints CPU seconds.

Puts the unzipped package first on the path, imports its `app`, and hands it its first request. AWS
answers at once with what the cassette has for each operation, where else the socket would be. The
seconds count from here on: the interpreter's own start is the same for every package.
"""

from __future__ import annotations

import time

BEGUN = time.process_time()

import json  # noqa: E402 - the clock comes first
import sys  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402
from zlib import crc32  # noqa: E402

package, cassette = sys.argv[1:]
sys.path.insert(0, package)
recorded = json.loads(Path(cassette).read_text(encoding="utf-8"))

from botocore.awsrequest import AWSResponse  # noqa: E402
from botocore.httpsession import URLLib3Session  # noqa: E402

import app  # noqa: E402


class Raw:
    """A body as urllib3 would give it."""

    def __init__(self, body: bytes) -> None:
        """Take the body."""
        self.body = body

    def stream(self) -> Iterator[bytes]:
        """Give the body."""
        yield self.body


asked: list[str] = []


def answer(_session: object, request: Any) -> AWSResponse:
    """Answer from the cassette: by operation, and by table if one is named."""
    operation = request.headers["X-Amz-Target"]
    operation = operation.decode() if isinstance(operation, bytes) else operation
    table = json.loads(request.body).get("TableName", "")
    asked.append(f"{operation}/{table}")
    body = json.dumps(recorded["answers"][asked[-1]]).encode()
    headers = {"x-amz-crc32": str(crc32(body)), "Content-Type": "application/x-amz-json-1.0"}
    return AWSResponse(request.url, 200, headers, Raw(body))


URLLib3Session.send = answer

said = app.app(recorded["event"], None)
taken = time.process_time() - BEGUN
assert said["statusCode"] == 200, said  # noqa: PLR2004
assert sorted(asked) == sorted(recorded["answers"]), asked
print(taken)
