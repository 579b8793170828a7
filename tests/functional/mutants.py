"""Bodies that are wrong in one place: every field of a right one, in every way it can be wrong."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from tests.functional import openapi
from tests.functional.stage import GOOD

LONG = "x" * 5_000
WRONG: dict[str, object] = {
    "null": None,
    "true": True,
    "a number": 7,
    "a fraction": 1.5,
    "negative": -1,
    "nought": 0,
    "huge": 10**30,
    "text": "x y",
    "empty text": "",
    "blank text": "   ",
    "long text": LONG,
    "a number in text": "2",
    "a list": [],
    "a list of nothing": [None],
    "an object": {},
    "control characters": "a\x00b",
    "a line break": "a\r\nb: c",
    "a mark that turns the text": "a\u202eb",
    "a replacement character": "a\ufffdb",
}
UNCLEAN = (
    "control characters",
    "a line break",
    "a mark that turns the text",
    "a replacement character",
)
"""What no field takes, though a schema of text alone would allow it."""

Steps = tuple[str | int, ...]


def places(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """Give the steps to everything inside a body."""
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    else:
        return
    for step, inner in inside:
        yield (*steps, step)
        yield from places(inner, (*steps, step))


def named(steps: Steps) -> str:
    """Return the path of a field as answers name it."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return path.removeprefix(".")


def changed(body: Any, steps: Steps, value: object) -> Any:
    """Return the body with another value in one place."""
    copied = copy.deepcopy(body)
    inner = copied
    for step in steps[:-1]:
        inner = inner[step]
    inner[steps[-1]] = value
    return copied


def without(body: Any, steps: Steps) -> Any:
    """Return the body without one field."""
    copied = copy.deepcopy(body)
    inner = copied
    for step in steps[:-1]:
        inner = inner[step]
    del inner[steps[-1]]
    return copied


def is_refused(method: str, path: str, body: Any) -> bool:
    """Tell whether the contract refuses a body."""
    return bool(openapi.faults_of_request(method, path, body))


def all_places() -> list[tuple[str, str, Steps]]:
    """Return every route with each place in its body."""
    return [
        (method, path, steps)
        for (method, path), good in GOOD.items()
        for steps in places(good.body)
    ]


def wrong_values(method: str, path: str, steps: Steps) -> list[str]:
    """Return the names of all values that are wrong in one place."""
    return [name for name, value in WRONG.items() if is_wrong(method, path, steps, name, value)]


def is_wrong(method: str, path: str, steps: Steps, name: str, value: object) -> bool:
    """Tell whether a value is wrong in one place; blank text is where empty text is."""
    if name in UNCLEAN:
        return True
    like = "" if name == "blank text" else value
    return is_refused(method, path, changed(GOOD[method, path].body, steps, like))


def missing_fields() -> list[tuple[str, str, Steps]]:
    """Return every route with each field that its body needs."""
    return [
        (method, path, steps)
        for (method, path), good in GOOD.items()
        for steps in places(good.body)
        if isinstance(steps[-1], str) and is_refused(method, path, without(good.body, steps))
    ]


def objects(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """Give the steps to every object in a body, itself first."""
    if isinstance(value, dict):
        yield steps
    for place in places(value):
        inner = value
        for step in place:
            inner = inner[step]
        if isinstance(inner, dict):
            yield place


def unknown_fields() -> list[tuple[str, str, Steps]]:
    """Return every route with the place of a field that nobody knows, in each of its objects."""
    return [
        (method, path, (*steps, "colour"))
        for (method, path), good in GOOD.items()
        for steps in objects(good.body)
    ]
