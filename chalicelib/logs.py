"""The log: one JSON object a line, on standard output, cheap enough for a crowd of refusals.

It takes facts by name and gives one line. It must never be handed personal data, tokens, bodies,
or a path with its values filled in: a request is named by its route's pattern.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping

import msgspec

SEVERITIES = {"INFO": 20, "WARNING": 30, "ERROR": 40}
_ENCODER = msgspec.json.Encoder(enc_hook=str)


def _to_standard_output(line: str) -> None:
    # Looked up each time: Lambda and tests put their own stream there.
    sys.stdout.write(line)
    sys.stdout.flush()


class Log:
    """Writes what is at least as severe as its level."""

    def __init__(
        self, level: str = "INFO", write: Callable[[str], object] = _to_standard_output
    ) -> None:
        """Take the least level that is written, and where each line goes."""
        self._least = SEVERITIES[level]
        self._write = write

    def info(self, event: str, **facts: object) -> None:
        """Write what happened."""
        self._line("INFO", event, facts)

    def warning(self, event: str, **facts: object) -> None:
        """Write what went wrong and is repeated or made good by itself."""
        self._line("WARNING", event, facts)

    def fault(self, event: str, error: BaseException | None = None, **facts: object) -> None:
        """Write a fault of ours, with its stack; only types and places, for messages may quote."""
        if error is not None:
            facts = {**facts, "error": type(error).__name__, "stack": _stack(error)}
        self._line("ERROR", event, facts)

    def _line(self, level: str, event: str, facts: Mapping[str, object]) -> None:
        if SEVERITIES[level] >= self._least:
            line = _ENCODER.encode({"level": level, "event": event, **facts})
            self._write(line.decode() + "\n")


def _stack(error: BaseException) -> list[str]:
    """Return the places from the outermost to the fault, then those of what caused it.

    An exception's message may quote what a caller sent, so it is left out; the place tells.
    """
    places = []
    seen: BaseException | None = error
    while seen is not None:
        places.append(type(seen).__name__)
        places += [
            f"{frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        seen = seen.__cause__ or seen.__context__
    return places
