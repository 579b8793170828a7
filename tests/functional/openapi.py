"""`openapi.yaml`, read once; and what of it holds for one answer.

    python -m tests.functional.openapi

writes it as the JSON that the API serves, for Lambda has no reader of YAML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from openapi_schema_validator import OAS31Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

PROJECT = Path(__file__).parents[2]
SERVED = PROJECT / "chalicelib" / "http" / "openapi.json"
BASE = "urn:sale:openapi"
ANYWHERE = {404, 413, 500, 503}
"""What any path may answer without saying so for itself; `default` describes them."""


@cache
def document() -> dict[str, Any]:
    text = (PROJECT / "openapi.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return read


def as_json() -> str:
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":")) + "\n"


@cache
def _registry() -> Registry[Any]:
    resource = Resource.from_contents(document(), default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource(BASE, resource)
    return registry


@cache
def _validator(pointer: str) -> Any:
    return OAS31Validator({"$ref": f"{BASE}#{pointer}"}, registry=_registry())


def operations() -> list[tuple[str, str]]:
    """Return every method with its path."""
    paths = document()["paths"].items()
    return [
        (method.upper(), path) for path, item in paths for method in item if method != "parameters"
    ]


def operation(method: str, path: str) -> dict[str, Any]:
    """Return what is said of a method of a path."""
    found: dict[str, Any] = document()["paths"][path][method.lower()]
    return found


def codes() -> dict[str, int]:
    """Return the status of every code of a refusal, from the table in the description."""
    words: str = document()["components"]["schemas"]["Problem"]["description"]
    rows = re.findall(r"^\| (`.+`) \| (\d+) \|", words, re.MULTILINE)
    return {code: int(status) for named, status in rows for code in re.findall(r"`(\w+)`", named)}


def parameters(method: str, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give each parameter of an operation with where it stands."""
    item, own = f"/paths/{_escaped(path)}", f"/paths/{_escaped(path)}/{method.lower()}"
    for at, listed in (
        (item, document()["paths"][path].get("parameters", [])),
        (own, operation(method, path).get("parameters", [])),
    ):
        for place in range(len(listed)):
            yield _resolved(f"{at}/parameters/{place}")


def faults_of_parameter(pointer: str, value: object) -> list[str]:
    """Say what the contract finds wrong with a parameter."""
    return faults_at(f"{pointer}/schema", value)


def faults_of_request(method: str, path: str, body: object) -> list[str]:
    """Say what the contract finds wrong with a body."""
    return faults_at(body_of(method, path), body)


def body_of(method: str, path: str) -> str:
    """Return where the schema of an operation's body truly stands."""
    pointer, _ = _resolved(f"/paths/{_escaped(path)}/{method.lower()}/requestBody")
    return _resolved(f"{pointer}/content/{_escaped('application/json')}/schema")[0]


def faults_at(pointer: str, value: object) -> list[str]:
    """Say what the schema at a place finds wrong with a value."""
    return [
        f"{error.json_path}: {error.message[:300]}"
        for error in _validator(pointer).iter_errors(value)
    ]


def faults_of_answer(
    method: str, path: str, status: int, headers: Mapping[str, str], body: str
) -> list[str]:
    """Say in what an answer differs from the contract."""
    responses = operation(method, path)["responses"]
    known = str(status) if str(status) in responses else "default"
    if known == "default" and status not in ANYWHERE:
        return [f"{method} {path} does not say that it may answer {status}"]
    return faults_of_response(
        f"/paths/{_escaped(path)}/{method.lower()}/responses/{known}", headers, body
    )


def faults_of_response(pointer: str, headers: Mapping[str, str], body: str) -> list[str]:
    """Say in what headers and body differ from the response that is described at a place."""
    pointer, response = _resolved(pointer)
    faults = list(_header_faults(pointer, response, headers))
    media_type = headers.get("Content-Type", "")
    content = response.get("content", {})
    if not content:
        return faults + ([f"a body that is not described: {body}"] if body else [])
    if media_type not in content:
        return [*faults, f"{media_type or 'no type'} instead of {', '.join(content)}"]
    schema = f"{pointer}/content/{_escaped(media_type)}/schema"
    return faults + faults_at(schema, json.loads(body))


def _header_faults(
    pointer: str, response: Mapping[str, Any], headers: Mapping[str, str]
) -> Iterator[str]:
    described = response.get("headers", {})
    for name in described:
        at, header = _resolved(f"{pointer}/headers/{_escaped(name)}")
        if name in headers:
            yield from faults_at(f"{at}/schema", headers[name])
        elif header.get("required"):
            yield f"no header {name}"
    for name in headers:
        if name != "Content-Type" and name not in described:
            yield f"a header that is not described: {name}"


def _resolved(pointer: str) -> tuple[str, Any]:
    """Return where something truly stands, and what it is."""
    node: Any = document()
    for part in pointer.strip("/").split("/"):
        step = part.replace("~1", "/").replace("~0", "~")
        node = node[int(step)] if isinstance(node, list) else node[step]
    if "$ref" in node:
        return _resolved(node["$ref"].removeprefix("#"))
    return pointer, node


def resolved(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a part of the document refers to, or the part itself."""
    if "$ref" not in node:
        return node
    found: Mapping[str, Any] = _resolved(node["$ref"].removeprefix("#"))[1]
    return found


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


if __name__ == "__main__":
    SERVED.write_text(as_json(), encoding="utf-8")
