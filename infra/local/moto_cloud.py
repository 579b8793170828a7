"""Moto as a function: one request in, one answer out. Not safe for threads; its caller serialises.

Services on the hot path go straight to their handler; everything else takes moto's own way through
Flask, which costs about two milliseconds more. Long polling is answered at once: waiting would stop
the whole cloud.
"""

import io
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from moto.core.request import Request
from moto.core.responses import BaseResponse
from moto.dynamodb.responses import DynamoHandler
from moto.dynamodbstreams.responses import DynamoDBStreamsHandler
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.secretsmanager.responses import SecretsManagerResponse
from moto.sesv2.responses import SESV2Response
from moto.sqs.responses import SQSResponse

_DIRECT: Final[Mapping[str, type[BaseResponse]]] = {
    "dynamodb": DynamoHandler,
    "dynamodbstreams": DynamoDBStreamsHandler,
    "secretsmanager": SecretsManagerResponse,
    "sesv2": SESV2Response,
    "sqs": SQSResponse,
}
_WAIT: Final = re.compile(rb'"WaitTimeSeconds":\s*\d+')


@dataclass(frozen=True, slots=True)
class Question:
    """One HTTP request; header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class _ServerRequest(Request):
    from_wsgi_server = True


def service_of(question: Question) -> str:
    """Name the service from the signature's scope; empty for an unsigned request."""
    scope = (
        question.headers.get("authorization", "")
        .partition("Credential=")[2]
        .partition(",")[0]
        .split("/")
    )
    service = scope[3] if len(scope) > 3 else ""  # noqa: PLR2004 - key/date/region/service/aws4_request
    if service == "dynamodb" and question.headers.get("x-amz-target", "").startswith(
        "DynamoDBStreams"
    ):
        return "dynamodbstreams"
    if service == "ses" and question.path.startswith("/v2/"):
        return "sesv2"
    return service


class MotoCloud:
    """Everything moto can do, state in this process's memory."""

    def __init__(self, port: int) -> None:
        """Begin empty. `port` goes into the addresses that moto gives (of queues, for one)."""
        self._port = port
        self._flask = DomainDispatcherApplication(create_backend_app)

    def answer(self, service: str, question: Question) -> Answer:
        """Answer one request. What moto raises passes through: its caller makes a 500 of it."""
        environ = self._environ(service, question)
        handler = _DIRECT.get(service)
        if handler is None or not (service == "sesv2" or "x-amz-target" in question.headers):
            return self._through_flask(environ)
        status, headers, body = handler.dispatch(_ServerRequest(environ))
        raw = body.encode() if isinstance(body, str) else body
        return Answer(int(status), [(name, str(value)) for name, value in headers.items()], raw)

    def _through_flask(self, environ: dict[str, Any]) -> Answer:
        begun: list[tuple[int, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _exc: object = None) -> None:
            begun.append((int(status[:3]), headers))

        parts: Iterable[bytes] = self._flask(environ, start)
        body = b"".join(parts)
        status, headers = begun[-1]
        return Answer(status, headers, body)

    def _environ(self, service: str, question: Question) -> dict[str, Any]:
        body = (
            _WAIT.sub(b'"WaitTimeSeconds": 0', question.body) if service == "sqs" else question.body
        )
        environ: dict[str, Any] = {
            "REQUEST_METHOD": question.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": question.path,
            "RAW_URI": question.path,
            "QUERY_STRING": question.query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(self._port),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in question.headers.items():
            environ["HTTP_" + name.upper().replace("-", "_")] = value
        environ["CONTENT_TYPE"] = question.headers.get("content-type", "")
        environ["CONTENT_LENGTH"] = str(len(body))
        return environ
