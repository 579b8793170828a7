"""Which resource a path belongs to, decided as API Gateway does.

Takes the routes of a Chalice application; gives the resource's template and the path's parameters.
Literal parts win over parameters, part by part. A trailing slash is ignored, parameters stay
percent-encoded. Found paths are remembered, up to a bound.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

_REMEMBERED: Final = 4096


@dataclass(frozen=True, slots=True)
class Match:
    """A resource such as `/v1/sales/{sale}`, and its parameters or None, as in an event."""

    resource: str
    parameters: Mapping[str, str] | None


@dataclass(slots=True)
class _Node:
    resource: str | None = None
    literal: dict[str, "_Node"] = field(default_factory=dict)
    parameter: tuple[str, "_Node"] | None = None


class Routes:
    """All resources of one API, as a tree of path parts."""

    def __init__(self, resources: Iterable[str]) -> None:
        """Take resources such as `/v1/sales/{sale}`."""
        self._root = _Node()
        self._known: dict[str, Match | None] = {}
        for resource in resources:
            self._add(resource)

    def match(self, path: str) -> Match | None:
        """Give the match for a raw path, still percent-encoded, or None."""
        if path in self._known:
            return self._known[path]
        found: dict[str, str] = {}
        resource = _walk(self._root, path.strip("/").split("/"), found)
        match = Match(resource, found or None) if resource is not None else None
        if len(self._known) < _REMEMBERED:
            self._known[path] = match
        return match

    def _add(self, resource: str) -> None:
        node = self._root
        for part in resource.strip("/").split("/"):
            if part.startswith("{") and part.endswith("}"):
                if node.parameter is None:
                    node.parameter = (part[1:-1], _Node())
                node = node.parameter[1]
            else:
                node = node.literal.setdefault(part, _Node())
        node.resource = resource


def _walk(node: _Node, parts: list[str], found: dict[str, str]) -> str | None:
    if not parts:
        return node.resource
    first, rest = parts[0], parts[1:]
    if first in node.literal:
        resource = _walk(node.literal[first], rest, found)
        if resource is not None:
            return resource
    if node.parameter is not None and first:
        name, child = node.parameter
        resource = _walk(child, rest, found)
        if resource is not None:
            found[name] = first
        return resource
    return None
