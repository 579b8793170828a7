"""Kinds of values that fields may have; each converts a raw value or says what is wrong with it.

A kind also has a value that stands in for a faulty one, so that the other fields can be looked at
before all faults are told together. Lengths are in characters. Patterns are text, which `re`
compiles when they are first used, and keeps: no cold start waits for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

# Control characters could forge a mail's header or a log's line; directional marks make a text
# read as what it is not; U+FFFD stands where a body was not UTF-8.
UNWANTED = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufffd-\uffff\ud800-\udfff"
)
UNCLEAN_LINE = f"[\n{UNWANTED}]"
UNCLEAN_LINES = f"[{UNWANTED}]"


class Kind(msgspec.Struct, Generic[T], frozen=True):
    """How to convert a raw value (`ValueError` has the sentence), and what stands in for one."""

    convert: Callable[[object], T]
    instead: T


def text(most: int, *, least: int = 1, lines: bool = False, instead: str = "-") -> Kind[str]:
    """Text without control characters, trimmed; `lines` allows line breaks."""
    unclean = UNCLEAN_LINES if lines else UNCLEAN_LINE
    size = f"at most {most}" if not least else str(most) if least == most else f"{least} to {most}"

    def convert(raw: object) -> str:
        if not isinstance(raw, str):
            # Not a TypeError: this is a sentence for whoever sent it.
            raise ValueError("Give text.")  # noqa: TRY004
        if len(raw) > most or not least <= len(raw.strip()):
            raise ValueError(f"Give {size} characters.")
        if re.search(unclean, raw):
            raise ValueError("Leave out control characters, and send UTF-8.")
        return raw.strip()

    return Kind(convert, instead)


def matching(pattern: str | re.Pattern[str], problem: str, *, instead: str = "-") -> Kind[str]:
    """Text that a pattern matches as a whole."""

    def convert(raw: object) -> str:
        if not isinstance(raw, str) or not re.fullmatch(pattern, raw):
            raise ValueError(problem)
        return raw

    return Kind(convert, instead)


def refined(kind: Kind[str], convert: Callable[[str], T], instead: T) -> Kind[T]:
    """Text of one kind, converted further."""
    return Kind(lambda raw: convert(kind.convert(raw)), instead)


def whole(least: int, most: int) -> Kind[int]:
    """A whole number; true is none, but 1.0 is one, as JSON Schema says."""

    def convert(raw: object) -> int:
        if isinstance(raw, float) and raw.is_integer():
            raw = int(raw)
        if type(raw) is not int or not least <= raw <= most:
            raise ValueError(f"Give a whole number from {least} to {most}.")
        return raw

    return Kind(convert, least)


def one_of(choices: type[E]) -> Kind[E]:
    """One of a few words."""
    known = {choice.value: choice for choice in choices}

    def convert(raw: object) -> E:
        if not isinstance(raw, str) or raw not in known:
            raise ValueError(f"Choose one of: {', '.join(known)}.")
        return known[raw]

    return Kind(convert, next(iter(choices)))


def _flag(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("Give true or false.")  # noqa: TRY004 - as above
    return raw


FLAG = Kind(_flag, instead=False)


def _yes(raw: object) -> bool:
    if raw is not True:
        raise ValueError("Give true.")
    return True


YES = Kind(_yes, instead=True)
"""What can only be meant, or left out."""
