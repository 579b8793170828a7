import asyncio
import base64
import json
from collections.abc import MutableMapping
from typing import Any

import pytest
from chalice.app import Chalice, Response

from infra.local.gateway import MAX_BODY_BYTES, Gateway
from infra.local.routes import Match, Routes

ORIGIN = "https://shop.example"


class Recorder:
    """Stands where Chalice's application stands, and keeps the events it got."""

    def __init__(self, answer: Any) -> None:
        chalice = Chalice(app_name="sale")
        chalice.route("/v1/sales", methods=["GET"])(lambda: Response(""))
        chalice.route("/v1/sales/{sale}", methods=["GET", "PUT"], cors=True)(lambda: Response(""))
        chalice.route("/v1/sales/{sale}/order", methods=["POST"])(lambda: Response(""))
        self.routes = chalice.routes
        self.api = chalice.api
        self.events: list[dict[str, Any]] = []
        self._answer = answer

    def __call__(self, event: dict[str, Any], _context: None) -> Any:
        self.events.append(event)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


class Asked:
    """One request through a gateway, and everything that came of it."""

    def __init__(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        headers: tuple[tuple[str, str], ...] = (),
        body: bytes = b"",
        answer: Any = None,
    ) -> None:
        self.app = Recorder(answer or {"statusCode": 200, "headers": {}, "body": "{}"})
        gateway = Gateway(self.app, origin=ORIGIN, clock=lambda: 1_247_641_200.25)
        scope = {
            "method": method,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers],
            "client": ("127.0.0.1", 5000),
        }
        halves = [body[: len(body) // 2], body[len(body) // 2 :]]
        self._incoming = [
            {"type": "http.request", "body": halves[0], "more_body": True},
            {"type": "http.request", "body": halves[1], "more_body": False},
        ]
        self._sent: list[MutableMapping[str, Any]] = []
        asyncio.run(gateway(scope, self._receive, self._send))

    async def _receive(self) -> MutableMapping[str, Any]:
        return self._incoming.pop(0)

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        self._sent.append(message)

    @property
    def event(self) -> dict[str, Any]:
        (event,) = self.app.events
        return event

    @property
    def status(self) -> int:
        return int(self._sent[0]["status"])

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name.decode(), value.decode()) for name, value in self._sent[0]["headers"]]

    @property
    def body(self) -> bytes:
        return bytes(self._sent[1]["body"])


def test_a_request_becomes_the_event_that_the_rest_api_sends() -> None:
    asked = Asked(
        "POST",
        "/v1/sales/windows%2D7/order",
        query="a=1&a=2&b=%20x&c=",
        headers=(("content-type", "application/json"), ("x-a", "1"), ("x-a", "2")),
        body='{"name": "Zoë"}'.encode(),
    )

    event = asked.event
    assert event["resource"] == "/v1/sales/{sale}/order"
    assert event["path"] == "/v1/sales/windows%2D7/order"
    assert event["pathParameters"] == {"sale": "windows%2D7"}
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [" x"], "c": [""]}
    assert event["queryStringParameters"] == {"a": "2", "b": " x", "c": ""}
    assert event["multiValueHeaders"]["x-a"] == ["1", "2"]
    assert event["headers"]["x-a"] == "2"
    assert (event["body"], event["isBase64Encoded"]) == ('{"name": "Zoë"}', False)
    context = event["requestContext"]
    assert context["resourcePath"] == "/v1/sales/{sale}/order"
    assert (context["httpMethod"], context["stage"]) == ("POST", "api")
    assert context["path"] == "/api/v1/sales/windows%2D7/order"
    assert context["identity"]["sourceIp"] == "127.0.0.1"
    assert context["requestTimeEpoch"] == 1_247_641_200_250
    assert context["requestTime"] == "15/Jul/2009:07:00:00 +0000"


def test_what_is_not_there_is_null_as_on_aws() -> None:
    event = Asked("GET", "/v1/sales").event

    absent = ("body", "pathParameters", "queryStringParameters", "multiValueQueryStringParameters")
    assert [event[name] for name in absent] == [None] * 4


def test_binary_bodies_arrive_in_base64() -> None:
    event = Asked(
        "PUT", "/v1/sales/a", headers=(("content-type", "image/png"),), body=b"\x89PNG\x00"
    ).event

    assert event["isBase64Encoded"]
    assert base64.b64decode(event["body"]) == b"\x89PNG\x00"


def test_text_that_is_not_utf_8_arrives_with_replacement_characters() -> None:
    event = Asked("PUT", "/v1/sales/a", body=b"\xff{}").event

    assert (event["body"], event["isBase64Encoded"]) == ("\ufffd{}", False)


def test_answers_keep_status_headers_and_body() -> None:
    answer = {
        "statusCode": 201,
        "headers": {"X-Request-Id": "r1", "Content-Type": "application/problem+json"},
        "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
        "body": '{"a": "ö"}',
    }

    asked = Asked("GET", "/v1/sales", answer=answer)

    assert asked.status == 201
    assert ("x-request-id", "r1") in asked.headers
    assert [value for name, value in asked.headers if name == "set-cookie"] == ["a=1", "b=2"]
    assert [value for name, value in asked.headers if name == "content-type"] == [
        "application/problem+json"
    ]
    assert json.loads(asked.body) == {"a": "ö"}


def test_tags_and_conditions_pass_as_they_came() -> None:
    answer = {"statusCode": 204, "headers": {"ETag": '"Zk3vQ9-a"'}, "body": ""}

    asked = Asked("GET", "/v1/sales", headers=(("if-match", '"Zk3vQ9-a"'),), answer=answer)

    assert asked.event["multiValueHeaders"]["if-match"] == ['"Zk3vQ9-a"']
    assert asked.headers == [("etag", '"Zk3vQ9-a"')]


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_body_has_no_length_either(status: int) -> None:
    asked = Asked("GET", "/v1/sales", answer={"statusCode": status, "body": ""})

    assert (asked.status, asked.body, asked.headers) == (status, b"", [])


def test_an_answer_without_a_content_type_is_called_json() -> None:
    assert ("content-type", "application/json") in Asked("GET", "/v1/sales").headers


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/v2/sales"), ("GET", "/v1/sales/a/b"), ("DELETE", "/v1/sales/a")],
)
def test_an_unknown_path_or_method_never_reaches_the_application(method: str, path: str) -> None:
    asked = Asked(method, path)

    problem = json.loads(asked.body)
    assert (asked.status, problem["status"], problem["code"]) == (404, 404, "not_found")
    assert ("content-type", "application/problem+json") in asked.headers
    assert ("access-control-allow-origin", ORIGIN) in asked.headers
    assert asked.app.events == []


def test_a_body_over_ten_megabytes_never_reaches_the_application() -> None:
    at_the_limit = Asked("PUT", "/v1/sales/a", body=b"x" * MAX_BODY_BYTES)
    above = Asked("PUT", "/v1/sales/a", body=b"x" * (MAX_BODY_BYTES + 1))

    assert at_the_limit.status == 200
    assert (above.status, json.loads(above.body)["code"]) == (413, "too_large")
    assert above.app.events == []


def test_a_refusal_of_the_gateway_s_own_has_the_request_s_id_in_its_body_alone() -> None:
    asked = Asked("GET", "/v2/sales")

    assert json.loads(asked.body)["request_id"]
    assert "x-request-id" not in dict(asked.headers)


def test_a_trailing_slash_is_the_same_resource() -> None:
    assert Asked("GET", "/v1/sales/").event["resource"] == "/v1/sales"


def test_options_is_answered_for_routes_with_cors_only() -> None:
    with_cors = Asked("OPTIONS", "/v1/sales/a")
    without = Asked("OPTIONS", "/v1/sales")

    assert with_cors.status == 200
    assert ("access-control-allow-methods", "GET,OPTIONS,PUT") in with_cors.headers
    assert without.status == 404


def test_an_application_that_breaks_is_a_problem_without_a_trace(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = Asked("GET", "/v1/sales", answer=KeyError("secret detail"))

    assert (asked.status, json.loads(asked.body)["code"]) == (500, "internal")
    assert b"secret detail" not in asked.body
    assert "The application failed at GET /v1/sales." in caplog.text


def test_literal_parts_win_over_parameters_and_the_way_back_is_found() -> None:
    routes = Routes(["/orders/{order}", "/orders/lost-link", "/orders/lost-link/now", "/{any}/x/y"])

    assert routes.match("/orders/lost-link") == Match("/orders/lost-link", None)
    assert routes.match("/orders/o1") == Match("/orders/{order}", {"order": "o1"})
    assert routes.match("/orders/x/y") == Match("/{any}/x/y", {"any": "orders"})
    assert routes.match("/orders/") is None
    assert routes.match("/orders/o1") == Match("/orders/{order}", {"order": "o1"})
