"""One request as it truly went over the wire, and what the contract finds wrong with it.

The verdict rests on what was sent, not on what a generator meant to send: a value that was meant to
be wrong may have become right on its way into an address, and the other way round.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import requests

from tests.functional import openapi

MOST_BYTES = 16 * 1024
OF_THE_CONNECTION = {"date", "server", "connection", "content-length", "transfer-encoding"}


@dataclass(frozen=True)
class Sent:
    """A request, read back; `route` is none when the contract has no such method of a path."""

    method: str
    address: str
    headers: Mapping[str, str]
    body: bytes
    route: tuple[str, str] | None = field(init=False)
    path: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        template, path = _matched(self.method, urlsplit(self.address).path)
        object.__setattr__(self, "route", (self.method, template) if template else None)
        object.__setattr__(self, "path", path)

    @classmethod
    def of(cls, prepared: requests.PreparedRequest) -> Sent:
        """Read back what is about to be sent."""
        body: Any = prepared.body or b""
        return cls(
            method=str(prepared.method),
            address=str(prepared.url),
            headers={name.lower(): _text(value) for name, value in prepared.headers.items()},
            body=body.encode() if isinstance(body, str) else bytes(body),
        )

    @property
    def operation(self) -> str:
        return openapi.operation(*self.route)["operationId"] if self.route else "none"

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    def read(self) -> Any:
        """Return the body as JSON, or None where there is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def faults(self) -> list[str]:
        """Say in what the request differs from the contract, but for its token."""
        assert self.route, "nothing is said of this request"
        return [*self._parameter_faults(), *self._query_faults(), *self._body_faults()]

    def _parameter_faults(self) -> Iterator[str]:
        assert self.route, "asked by faults only"
        query = dict(self._query())
        places = {"path": self.path, "query": query, "header": self.headers}
        for pointer, said in openapi.parameters(*self.route):
            name, place = said["name"], said["in"]
            values = places[place]
            key = name.lower() if place == "header" else name
            if key in values:
                for fault in openapi.faults_of_parameter(pointer, values[key]):
                    yield f"{place} {name}: {fault}"
            elif said.get("required"):
                yield f"{place} {name} is missing"

    def _query_faults(self) -> Iterator[str]:
        assert self.route, "asked by faults only"
        known = {
            said["name"] for _, said in openapi.parameters(*self.route) if said["in"] == "query"
        }
        if known:  # where no query is described, whatever comes is passed over
            for name, count in Counter(name for name, _ in self._query()).items():
                if name not in known:
                    yield f"query {name} is unknown"
                if count > 1:
                    yield f"query {name} came {count} times"

    def _query(self) -> list[tuple[str, str]]:
        return parse_qsl(urlsplit(self.address).query, keep_blank_values=True)

    def _body_faults(self) -> Iterator[str]:
        assert self.route, "asked by faults only"
        said = openapi.operation(*self.route).get("requestBody")
        if len(self.body) > MOST_BYTES:
            yield "the body is too large"
        if said is None:
            return
        if not self.body:
            if said["required"]:
                yield "the body is missing"
            return
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            yield f"the body is {kind or 'of no type'}"
        try:
            body = json.loads(self.body, parse_constant=_no_json)
            json.dumps(body, ensure_ascii=False).encode()  # half a pair of surrogates is no text
        except (ValueError, RecursionError):
            yield "the body is no JSON"
        else:
            yield from openapi.faults_of_request(*self.route, body)


@dataclass(frozen=True)
class Answered:
    """What came back, with the names of headers as the contract spells them."""

    status: int
    headers: Mapping[str, str]
    text: str
    body: Any

    @classmethod
    def of(cls, status: int, headers: Mapping[str, str], raw: bytes) -> Answered:
        spelled = {
            _spelling().get(name.lower(), name): value
            for name, value in headers.items()
            if name.lower() not in OF_THE_CONNECTION
        }
        text = raw.decode("utf-8")
        try:
            body = json.loads(text) if text else None
        except ValueError:
            body = None
        return cls(status, spelled, text, body)

    @property
    def code(self) -> str:
        found = self.body.get("code", "") if isinstance(self.body, dict) else ""
        return found if isinstance(found, str) else ""

    @property
    def fields(self) -> Mapping[str, str]:
        """What is said to be wrong with each field."""
        listed = self.body.get("fields", []) if isinstance(self.body, dict) else []
        return {each["field"]: each["problem"] for each in listed}


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _no_json(name: str) -> None:
    raise ValueError(name)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Give every path with its pattern, literal parts before parameters."""
    paths = sorted({path for _, path in openapi.operations()}, key=lambda path: path.count("{"))
    return [(path, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))) for path in paths]


def _matched(method: str, path: str) -> tuple[str, Mapping[str, str]]:
    """Return the described path that is meant, if it has the method: as the gateway decides it.

    A literal path hides a parameter's: `GET /v1/orders/lost-link` asks for no order of that name.
    """
    for template, pattern in _patterns():
        if found := pattern.fullmatch(path.rstrip("/")):
            if (method, template) not in openapi.operations():
                break
            return template, {name: unquote(value) for name, value in found.groupdict().items()}
    return "", {}


@cache
def _spelling() -> Mapping[str, str]:
    """Return how the contract spells the headers of answers, by their names in lower case."""
    found, left = {"content-type": "Content-Type"}, [openapi.document()]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            found |= {name.lower(): name for name in node.get("headers", {})}
            left += [each for each in node.values() if isinstance(each, dict)]
    return found
