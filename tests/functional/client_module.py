"""The client side of `openapi.yaml`: what the storefront's ES modules know of the API.

    python -m tests.functional.client_module

writes `contract.js`, which browsers load and which is therefore no more than a table, and beside it
`contract.d.ts`, which only the type checker reads: what each operation takes and gives.
Marketers' operations are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.functional.openapi import PROJECT, document, operation, operations, resolved

TABLE = PROJECT / "storefront" / "js" / "contract.js"
TYPES = TABLE.with_suffix(".d.ts")
TAGS = {"sales", "shopper"}
COMMAND = "// Made from openapi.yaml by `make contract`; never edited.\n"
SCALARS = {"string": "string", "integer": "number", "boolean": "boolean", "null": "null"}
SCHEMAS = "#/components/schemas/"

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Operation:
    """One operation of shoppers, or of everybody."""

    name: str
    method: str
    path: str
    said: Schema

    @property
    def needs_token(self) -> bool:
        return bool(self.said["security"])

    def parameters(self, place: str) -> Iterator[Schema]:
        of_path = document()["paths"][self.path].get("parameters", [])
        for each in (*of_path, *self.said.get("parameters", [])):
            parameter = resolved(each)
            if parameter["in"] == place:
                yield parameter

    def answers(self) -> Iterator[str]:
        """Give the type of each answer that is no refusal; without a body it is undefined."""
        for status, response in self.said["responses"].items():
            if status.startswith("2"):
                content = resolved(response).get("content")
                yield typed(content["application/json"]["schema"]) if content else "undefined"

    def body(self) -> str:
        said = self.said.get("requestBody")
        if said is None:
            return "undefined"
        body = typed(said["content"]["application/json"]["schema"])
        return body if said["required"] else f"{body} | undefined"


@cache
def shared() -> tuple[Operation, ...]:
    """Give the operations that a shopper's browser may need."""
    found = [
        Operation(said["operationId"], method, path, said)
        for method, path in operations()
        if TAGS & {*(said := operation(method, path))["tags"]}
    ]
    return tuple(sorted(found, key=lambda each: each.name))


def table() -> str:
    """Return the module that browsers load."""
    rows = [
        f"  {each.name}: entry('{each.method}', '{each.path}', {json.dumps(each.needs_token)}),\n"
        for each in shared()
    ]
    return (
        f"{COMMAND}"
        "const entry = (method, path, signedIn) => Object.freeze({ method, path, signedIn });\n\n"
        f"export const OPERATIONS = Object.freeze({{\n{''.join(rows)}}});\n"
    )


def types() -> str:
    """Return the declarations that the type checker reads in place of the module."""
    written = [
        _interface(each.name, each.said["summary"], _taken_and_given(each)) for each in shared()
    ]
    schemas = document()["components"]["schemas"]
    named = [
        f"{_comment(schemas[name])}export type {name} = {typed(schemas[name])};\n"
        for name in sorted(_used())
    ]
    return (
        f"{COMMAND}\n"
        "/** What each operation takes (path, query, headers, body) and gives. */\n"
        f"export interface Operations {{\n{_indented(''.join(written))}}}\n\n"
        "export declare const OPERATIONS: {\n"
        "  readonly [Name in keyof Operations]: {\n"
        "    readonly method: 'DELETE' | 'GET' | 'POST' | 'PUT';\n"
        "    readonly path: string;\n"
        "    readonly signedIn: boolean;\n"
        "  };\n"
        "};\n\n"
        "/** Every code that a refusal may have. */\n"
        "export type Code = Problem['code'];\n\n" + "\n".join(named)
    )


def _taken_and_given(said: Operation) -> list[str]:
    return [
        *(_grouped("path", said.parameters("path"))),
        *(_grouped("query", said.parameters("query"))),
        *(_grouped("headers", said.parameters("header"))),
        f"body: {said.body()};\n",
        f"answer: {_union(said.answers())};\n",
    ]


def _grouped(name: str, parameters: Iterable[Schema]) -> Iterator[str]:
    lines = [
        f"{_comment(each)}{_key(each['name'], needed=each.get('required', False))}: "
        f"{typed(each['schema'])};\n"
        for each in parameters
    ]
    if lines:
        yield f"{name}: {_braced(lines)};\n"


def typed(schema: Schema) -> str:
    """Return a schema as a type of TypeScript; bounds and patterns have no place there."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(SCHEMAS)
    if "anyOf" in schema:
        return _union(map(typed, schema["anyOf"]))
    if "enum" in schema:
        return _union(json.dumps(each).replace('"', "'") for each in schema["enum"])
    kinds = schema["type"]
    if isinstance(kinds, list):
        return _union(typed({**schema, "type": kind}) for kind in kinds)
    if kinds == "array":
        item = typed(schema["items"])
        return f"({item})[]" if " | " in item.partition("{")[0] else f"{item}[]"
    return _object(schema) if kinds == "object" else SCALARS[kinds]


def _object(schema: Schema) -> str:
    needed = schema.get("required", ())
    lines = [
        f"{_comment(inner)}{_key(name, needed=name in needed)}: {typed(inner)};\n"
        for name, inner in schema.get("properties", {}).items()
    ]
    others = schema.get("additionalProperties")
    if isinstance(others, Mapping):
        lines.append(f"[name: string]: {typed(others)};\n")
    return _braced(lines) if lines else "Record<string, never>"


def _union(members: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(members))


def _key(name: str, *, needed: bool) -> str:
    shown = name if name.isidentifier() else f"'{name}'"
    return shown if needed else f"{shown}?"


def _comment(schema: Schema) -> str:
    lines = schema.get("description", "").strip().splitlines()
    if len(lines) < 2:
        return "".join(f"/** {line} */\n" for line in lines)
    return "/**\n" + "".join(f" * {line}".rstrip() + "\n" for line in lines) + " */\n"


def _interface(name: str, summary: str, lines: Iterable[str]) -> str:
    return f"/** {summary}. */\n{name}: {_braced(lines)};\n"


def _braced(lines: Iterable[str]) -> str:
    return f"{{\n{_indented(''.join(lines))}}}"


def _indented(text: str) -> str:
    return "".join(f"  {line}" for line in text.splitlines(keepends=True))


def _used() -> set[str]:
    """Give the name of every schema that is needed, directly or through another."""
    found: set[str] = {"Problem"}
    left: list[Any] = [document()["components"]["schemas"]["Problem"]]
    for each in shared():
        left += [each.said, *each.parameters("path")]
    while left:
        node = left.pop()
        if isinstance(node, list):
            left += node
        elif isinstance(node, dict):
            left += node.values()
            name = str(node.get("$ref", "")).removeprefix(SCHEMAS)
            if "$ref" in node and name not in found:
                left.append(resolved(node))
                found |= {name} if node["$ref"].startswith(SCHEMAS) else set()
    return found


if __name__ == "__main__":
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    TABLE.write_text(table(), encoding="utf-8")
    TYPES.write_text(types(), encoding="utf-8")
