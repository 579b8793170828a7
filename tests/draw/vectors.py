"""Test vectors of the draw: inputs chosen once, and what must come of them for ever.

    python -m tests.draw.vectors

writes `docs/reference/draw-vectors.json`. What stands there is frozen: other numbers under the same
version would be another draw.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sale_api.domain.draw import PLACE_BITS, VERSION, Draw, Turns, commitment, digest

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "draw.md"
KEPT = PAGE.with_name("draw-vectors.json")

SEED = bytes(range(32))
BEACON = bytes(range(0x80, 0xA0))
OPENING = 1_790_848_800_000
"""2026-10-01T10:00:00Z."""

MINUTES, DAY = 600_000, 86_400_000
LAST = 2**PLACE_BITS - 1

DRAWS = (
    (SEED, BEACON, "oneplus-october", 0, "Ab3dEf9hIj2lMn5p"),
    (SEED, BEACON, "oneplus-october", 0, "-_-_-_-_-_-_-_-_"),
    (SEED, BEACON, "oneplus-october", 1, "Ab3dEf9hIj2lMn5p"),
    (SEED, BEACON, "oneplus-october", 10, "Ab3dEf9hIj2lMn5p"),
    (SEED, BEACON, "oneplus-november", 0, "Ab3dEf9hIj2lMn5p"),
    (SEED, b"", "oneplus-october", 0, "Ab3dEf9hIj2lMn5p"),
    (SEED, bytes(32), "oneplus-october", 0, "Ab3dEf9hIj2lMn5p"),
    (bytes(32), BEACON, "oneplus-october", 0, "Ab3dEf9hIj2lMn5p"),
    (b"\xff" * 32, b"\xff" * 32, "a" * 63, 0, "zzzzzzzzzzzzzzzz"),
    (SEED, BEACON, "größe", 0, "名前"),  # lengths are of bytes, not of letters
)
ENTRANTS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("oneplus-october", 0, ()),
    ("oneplus-october", 0, ("Ab3dEf9hIj2lMn5p",)),
    ("oneplus-october", 1, ("Ab3dEf9hIj2lMn5p",)),
    ("oneplus-october", 0, ("b", "a", "_", "Z", "-", "0", "ab", "a0")),
    ("oneplus-october", 0, ("ab", "c")),
    ("oneplus-october", 0, ("a", "bc")),
    ("größe", 0, ("\uffee", "\U0001f600")),  # in the order of their bytes, not of UTF-16's units
)
INSTANTS = (
    # delay, spread, joined so long after the opening, place
    (10_000, MINUTES, -1, 0),
    (10_000, MINUTES, -1, LAST),
    (10_000, MINUTES, -DAY, 2**63),
    (10_000, MINUTES, -1, 2**63 - 1),  # floating point would say one millisecond later
    (10_000, MINUTES, 0, 0),  # a late comer, whatever the place
    (10_000, MINUTES, 1, LAST),
    (0, 0, -1, LAST),
    (0, 0, 0, LAST),
    (0, 0, 1, LAST),
    (0, 1, -1, LAST),
    (0, 1, 0, 0),
    (10_000, DAY, -1, LAST),
    (10_000, DAY, -1, LAST // 3),
    (10_000, DAY, 0, 0),
)


def vectors() -> dict[str, Any]:
    """Return all as the file has them: bytes and places in hex, instants in ms since 1970."""
    return {
        "version": VERSION,
        "places": [_place(*each) for each in DRAWS],
        "digests": [
            {
                "sale": sale,
                "window": window,
                "shoppers": shoppers,
                "digest": digest(sale, window, shoppers),
            }
            for sale, window, shoppers in ENTRANTS
        ],
        "instants": [_instant(*each) for each in INSTANTS],
    }


def _place(seed: bytes, beacon: bytes, sale: str, window: int, shopper: str) -> dict[str, Any]:
    draw = Draw(seed=seed, beacon=beacon, sale=sale, window=window)
    return {
        "seed": seed.hex(),
        "commitment": commitment(seed),
        "beacon": beacon.hex(),
        "sale": sale,
        "window": window,
        "shopper": shopper,
        "place": f"{draw.place(shopper):016x}",
    }


def _instant(delay_ms: int, spread_ms: int, joined: int, place: int) -> dict[str, Any]:
    line = Turns(OPENING, delay_ms, spread_ms)
    return {
        "opens_at": OPENING,
        "delay_ms": delay_ms,
        "spread_ms": spread_ms,
        "joined_at": OPENING + joined,
        "place": f"{place:016x}",
        "served_at": line.served_at(OPENING + joined, place),
    }


def as_json() -> str:
    """Return the text of the file."""
    return json.dumps(vectors(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    KEPT.write_text(as_json(), encoding="utf-8")
