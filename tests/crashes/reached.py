"""What all paths together must reach: every call of a port in the product, found by reading it."""

from __future__ import annotations

import ast
import inspect
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import get_type_hints

from sale_api import ports
from tests.cloud import Stores

ROOT = Path(__file__).parents[2]
INSIDE = ("sale_api/usecases", "chalicelib/workers")
PORTS: Mapping[str, type] = {**get_type_hints(Stores), "chance": ports.Chance}
"""Every port by the name that it has in the product."""


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """A place in the product that calls a verb of a port."""

    file: str
    first: int
    last: int
    call: str

    def __str__(self) -> str:
        return f"{self.file}:{self.first} {self.call}"


@dataclass
class Reached:
    """What was on the way down to calls of ports: verbs, lines, functions."""

    verbs: Counter[str] = field(default_factory=Counter)
    lines: set[tuple[str, int]] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)

    def __call__(self, call: str) -> None:
        """Note a call, from within it."""
        self.verbs[call] += 1
        frame = sys._getframe(1)
        while frame := frame.f_back:  # type: ignore[assignment]
            file = _inside(frame.f_code.co_filename)
            if file:
                self.lines.add((file, frame.f_lineno))
                self.functions.add(f"{_module(file)}.{frame.f_code.co_qualname}")

    def add(self, other: Reached) -> None:
        """Take what another path has reached."""
        self.verbs += other.verbs
        self.lines |= other.lines
        self.functions |= other.functions

    def missed(self) -> list[str]:
        """Return every verb, call and function that no path has come to."""
        sites = [str(site) for site in call_sites() if not self._has(site)]
        verbs = sorted(verbs_of_ports() - self.verbs.keys())
        functions = sorted((use_cases() | entry_points()) - self.functions)
        return [*verbs, *sites, *functions]

    def sites(self) -> int:
        """Return how many of the product's calls of ports were reached."""
        return sum(self._has(site) for site in call_sites())

    def _has(self, site: Site) -> bool:
        return any((site.file, line) in self.lines for line in range(site.first, site.last + 1))


def verbs_of_ports() -> frozenset[str]:
    """Return every verb of every port, as `port.verb`."""
    return frozenset(
        f"{name}.{verb}"
        for name, port in PORTS.items()
        for verb, _ in inspect.getmembers(port, inspect.isfunction)
        if not verb.startswith("_")
    )


@cache
def call_sites() -> tuple[Site, ...]:
    """Return every place in use cases and workers that calls a port, or hands its verb on."""
    return tuple(sorted(site for file in _files() for site in _sites_in(file)))


def use_cases() -> frozenset[str]:
    """Return every public function of a use case that is given a port, by its full name."""
    given = {port.__name__ for port in PORTS.values()} | {"Watch", "System"}
    return frozenset(
        f"{module}.{function.__name__}"
        for module in map(_module, _files())
        for function in _functions_of(module)
        if given & set(function.__annotations__.values())
    )


def entry_points() -> frozenset[str]:
    """Return every function of the workers that `app.py` calls, by its full name."""
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    workers = {"again", "erasing", "heeding", "messages", "opening", "schedule", "stream"}
    called = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return frozenset(
        f"chalicelib.workers.{each.value.id}.{each.attr}"
        for each in called
        if isinstance(each, ast.Attribute)
        and isinstance(each.value, ast.Name)
        and each.value.id in workers
    )


def _functions_of(module: str) -> Iterable[FunctionType]:
    functions = inspect.getmembers(import_module(module), inspect.isfunction)
    return [each for name, each in functions if each.__module__ == module and name[0] != "_"]


def _files() -> Iterator[str]:
    for folder in INSIDE:
        for path in sorted((ROOT / folder).glob("*.py")):
            yield path.relative_to(ROOT).as_posix()


def _sites_in(file: str) -> Iterator[Site]:
    """Give every `port.verb` of a file with the lines of the call that it stands in."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    around: dict[ast.AST, ast.AST] = {
        child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)
    }
    verbs = verbs_of_ports()
    for node in ast.walk(tree):
        call = _call_of(node)
        if call in verbs:
            outer = around[node]
            while not isinstance(outer, ast.Call):
                outer = around[outer]
            yield Site(file, outer.lineno, outer.end_lineno or outer.lineno, call)


def _call_of(node: ast.AST) -> str:
    if not isinstance(node, ast.Attribute):
        return ""
    port = node.value
    name = port.attr if isinstance(port, ast.Attribute) else getattr(port, "id", "")
    return f"{name.removeprefix('_')}.{node.attr}"


@cache
def _inside(filename: str) -> str:
    path = Path(filename)
    if not path.is_relative_to(ROOT):
        return ""
    file = path.relative_to(ROOT).as_posix()
    return file if file.startswith(INSIDE) else ""


def _module(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
