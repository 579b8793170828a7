"""Importing modules with edits: a mutant is the product's own text, changed in a few places."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import cast


@dataclass(frozen=True, slots=True)
class Edit:
    """One place of a module, and what stands there in the mutant."""

    module: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """A variant with a fault that somebody could have made; `why` says what goes wrong."""

    name: str
    why: str
    edits: tuple[Edit, ...]


class StaleMutant(Exception):  # noqa: N818 - named for what it tells
    """When the text that an edit changes does not stand there exactly once."""


def changed(text: str, edits: Sequence[Edit]) -> str:
    """Return a module's text with edits; `StaleMutant` if one of them has no place there."""
    for edit in edits:
        if text.count(edit.old) != 1:
            raise StaleMutant(f"{edit.module}: {text.count(edit.old)} times {edit.old!r}")
        text = text.replace(edit.old, edit.new)
    return text


class _Loader(SourceFileLoader):
    edits: Sequence[Edit] = ()

    def get_code(self, fullname: str) -> CodeType:
        assert fullname == self.name
        source = self.get_data(self.path).decode()
        return compile(changed(source, self.edits), self.path, "exec", dont_inherit=True)


class Finder:
    """Finds the mutant's modules before Python finds the product's."""

    def __init__(self, mutant: Mutant) -> None:
        self._edits = mutant.edits

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to load a module that has edits; None: the usual way."""
        edits = [edit for edit in self._edits if edit.module == name]
        if not edits:
            return None
        spec = PathFinder.find_spec(name, path, target)
        assert spec is not None, f"no module {name}"
        assert spec.origin is not None, f"{name} has no file"
        loader = _Loader(name, spec.origin)
        loader.edits = edits
        spec.loader = loader
        return spec


def become(mutant: Mutant) -> None:
    """Let this process import the mutant; nothing that it changes may be imported before."""
    early = sorted({edit.module for edit in mutant.edits} & sys.modules.keys())
    assert not early, f"imported before the mutant was in place: {early}"
    sys.meta_path.insert(0, cast("PathFinder", Finder(mutant)))
