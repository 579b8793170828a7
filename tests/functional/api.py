"""A client of the API without a network: true events of the gateway into `app(event, None)`.

Every answer is held against `openapi.yaml`, and every body that was accepted too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

from app import app
from chalicelib import wiring
from sale_api.domain.contact import Contact
from sale_api.domain.identifiers import shopper_id
from tests.functional import openapi
from tests.systems import World

JSON = {"Content-Type": "application/json"}
_ids = count(1)


def event_of(
    method: str,
    path: str,
    *,
    parameters: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    query: str = "",
    body: str | None = None,
    is_base64: bool = False,
) -> dict[str, Any]:
    """Return what the gateway hands to a function (REST API, payload 1.0); `path` is a pattern."""
    filled = path.format(**parameters or {}) if parameters else path
    several: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        several.setdefault(name, []).append(value)
    return {
        "resource": path,
        "path": filled,
        "httpMethod": method,
        "headers": dict(headers or {}),
        "multiValueHeaders": {name: [value] for name, value in (headers or {}).items()},
        "queryStringParameters": {name: values[-1] for name, values in several.items()} or None,
        "multiValueQueryStringParameters": several or None,
        "pathParameters": dict(parameters) if parameters else None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": path,
            "httpMethod": method,
            "path": f"/api{filled}",
            "requestId": f"request-{next(_ids)}",
            "stage": "api",
            "identity": {"sourceIp": "127.0.0.1"},
        },
        "body": body,
        "isBase64Encoded": is_base64,
    }


@dataclass(frozen=True)
class Reply:
    """An answer, read."""

    status: int
    headers: Mapping[str, str]
    text: str
    body: Any = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", json.loads(self.text) if self.text else None)

    @property
    def code(self) -> str:
        """The problem's code, or nothing."""
        return str(self.body.get("code", "")) if isinstance(self.body, dict) else ""

    @property
    def fields(self) -> dict[str, str]:
        """What is wrong with each field."""
        return {fault["field"]: fault["problem"] for fault in self.body.get("fields", [])}


class Api:
    """Everybody's client of one world."""

    def __init__(self, world: World) -> None:
        """Take the world that is installed."""
        self.world = world

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str = "",
        headers: Mapping[str, str] | None = None,
        query: str = "",
        **parameters: Any,
    ) -> Reply:
        """Send a request whose body is JSON, and check the answer against the contract."""
        text = None if body is None else json.dumps(body)
        return self.send(
            method,
            path,
            event_of(
                method,
                path,
                parameters=parameters,
                headers={
                    **({} if text is None else JSON),
                    **({"Authorization": f"Bearer {token}"} if token else {}),
                    **(headers or {}),
                },
                query=query,
                body=text,
            ),
        )

    def send(self, method: str, path: str, event: dict[str, Any]) -> Reply:
        """Hand over an event, and check the answer against the contract."""
        wiring.install(self.world.system)
        answer = app(event, None)
        reply = Reply(answer["statusCode"], answer["headers"], answer["body"])
        assert not answer["multiValueHeaders"]
        assert reply.headers["X-Request-Id"] == event["requestContext"]["requestId"]
        if method == "OPTIONS":
            return reply
        faults = openapi.faults_of_answer(method, path, reply.status, reply.headers, reply.text)
        accepted = reply.status < 400 and "requestBody" in openapi.operation(method, path)
        if accepted and event["body"] and not event["isBase64Encoded"]:
            faults += openapi.faults_of_request(method, path, json.loads(event["body"]))
        assert faults == [], reply
        return reply

    def shopper(self, email: str = "anna@example.org") -> str:
        """Return a shopper token, as a session gives it."""
        tokens = self.world.system.tokens
        shopper = shopper_id(email, tokens.shopper_key)
        return tokens.shopper(shopper, self.contact(email), self.world.clock)

    def contact(self, email: str) -> Contact:
        """Return how somebody is told."""
        return Contact(email, "de", "Europe/Berlin")

    def marketer(self) -> str:
        """Return a marketer's token."""
        return self.world.system.tokens.admin("maria", self.world.clock)
