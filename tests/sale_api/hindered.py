"""A store in which something happens before or after chosen calls: a refusal, a loss, a rival."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from typing import Any

from sale_api.ports import Unknown, Unmet

Hindrance = Callable[..., object]
"""Called with the arguments of the call that it hinders."""


def refuse(*_: object, **__: object) -> None:
    """Let another transaction be in the way."""
    raise Unmet


def lose(*_: object, **__: object) -> None:
    """Let no answer come."""
    raise Unknown


def leave_alone(*_: object, **__: object) -> None:
    """Let nothing happen."""


ALWAYS_REFUSED = tuple(repeat(refuse, 20))


def hindered(
    store: object, verb: str, before: Iterable[Hindrance] = (), after: Iterable[Hindrance] = ()
) -> Any:
    """Return the store with something happening around the first, second, ... call of a verb."""
    return _Hindered(store, verb, iter(before), iter(after))


class _Hindered:
    def __init__(
        self, store: object, verb: str, before: Iterator[Hindrance], after: Iterator[Hindrance]
    ) -> None:
        self._store = store
        self._verb = verb
        self._before = before
        self._after = after

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._store, name)
        if name != self._verb:
            return attribute

        def call(*given: object, **named: object) -> object:
            next(self._before, leave_alone)(*given, **named)
            answer = attribute(*given, **named)
            next(self._after, leave_alone)(*given, **named)
            return answer

        return call
