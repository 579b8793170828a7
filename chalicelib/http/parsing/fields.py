"""Reading an object field by field, going on after a fault, so that all are told at once.

Takes what JSON gave; gives values, or one `InvalidRequest` that names each offending field by its
path, such as `windows[0].opens`. Fields that nobody asked for are faults too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from chalicelib.http.parsing.kinds import Kind
from sale_api.domain.errors import InvalidRequest

T = TypeVar("T")

MOST_FAULTS = 50
LONGEST_NAME = 60
MISSING = "This field is needed."
UNKNOWN = "There is no such field."


def _nothing() -> Mapping[str, str]:
    return {}


class Fields:
    """One object of a request, and the objects in it; they share one list of faults."""

    def __init__(
        self, raw: Mapping[str, object], path: str = "", faults: dict[str, str] | None = None
    ) -> None:
        """Take the raw object, and where it stands in the whole."""
        self._raw = raw
        self._path = path
        self._asked: set[str] = set()
        self._inner: list[Fields] = []
        self.faults: dict[str, str] = {} if faults is None else faults

    def read(self, name: str, kind: Kind[T]) -> T:
        """Return a field that is needed, or what stands in for it."""
        self._asked.add(name)
        if name not in self._raw:
            self.fault(name, MISSING)
            return kind.instead
        try:
            return kind.convert(self._raw[name])
        except ValueError as error:
            self.fault(name, str(error))
            return kind.instead

    def optional(self, name: str, kind: Kind[T], absent: T) -> T:
        """Return a field that may be left out, or be null."""
        self._asked.add(name)
        return absent if self._raw.get(name) is None else self.read(name, kind)

    def has(self, name: str) -> bool:
        """Tell whether there is such a field, and it is not null."""
        self._asked.add(name)
        return self._raw.get(name) is not None

    def nested(self, name: str) -> Fields:
        """Return the object in a field; in place of what is none, one whose faults are dropped."""
        self._asked.add(name)
        raw = self._raw.get(name)
        if isinstance(raw, dict):
            return self._within(raw, name)
        self.fault(name, "Give an object." if name in self._raw else MISSING)
        return Fields({})

    def each(self, name: str, most: int) -> list[Fields]:
        """Return the objects of a list of one to `most`."""
        self._asked.add(name)
        raw = self._raw.get(name)
        if name not in self._raw:
            self.fault(name, MISSING)
        elif not isinstance(raw, list) or not 1 <= len(raw) <= most:
            self.fault(name, f"Give a list of one to {most} objects.")
        else:
            return [self._entry(entry, f"{name}[{place}]") for place, entry in enumerate(raw)]
        return []

    def values(self, name: str, kind: Kind[T], most: int) -> list[T]:
        """Return the values of a list of one to `most`, without those that are faulty."""
        self._asked.add(name)
        raw, found = self._raw.get(name), []
        if not isinstance(raw, list) or not 1 <= len(raw) <= most:
            self.fault(name, f"Give a list of one to {most}.")
            return []
        for place, entry in enumerate(raw):
            try:
                found.append(kind.convert(entry))
            except ValueError as error:
                self.fault(f"{name}[{place}]", str(error))
        return found

    def fault(self, name: str, problem: str) -> None:
        """Note what is wrong with a field."""
        if len(self.faults) < MOST_FAULTS:
            self.faults[self._path + name] = problem

    def finish(self, more: Callable[[], Mapping[str, str]] = _nothing) -> None:
        """Raise `InvalidRequest` if there was a fault, with what else would have been one.

        `more` is asked only then; what it says of a field in which a fault was found is dropped.
        """
        self._note_unknown()
        if self.faults:
            others = {
                field: problem
                for field, problem in more().items()
                if not any(found.startswith(field) for found in self.faults)
            }
            raise InvalidRequest(self.faults | others)

    def _within(self, raw: Mapping[str, object], name: str) -> Fields:
        inner = Fields(raw, f"{self._path}{name}.", self.faults)
        self._inner.append(inner)
        return inner

    def _entry(self, raw: object, name: str) -> Fields:
        if isinstance(raw, dict):
            return self._within(raw, name)
        self.fault(name, "Give an object.")
        return Fields({})

    def _note_unknown(self) -> None:
        for name in self._raw:
            if name not in self._asked:
                self.fault(name[:LONGEST_NAME], UNKNOWN)
        for inner in self._inner:
            inner._note_unknown()  # noqa: SLF001 - another of the same class
