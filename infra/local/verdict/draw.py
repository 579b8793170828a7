"""The draw, recomputed from `docs/reference/draw.md` alone: who could be served when.

Takes what is public and gives places, digests and instants. It shares no line with the product's
own, which is the point: both were written from one page.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_VERSION: Final = "sale-draw-1"


def framed(*fields: bytes | str | int) -> bytes:
    """Return fields behind their lengths."""
    told = [field if isinstance(field, bytes) else str(field).encode() for field in fields]
    return b"".join(len(field).to_bytes(4, "big") + field for field in told)


def place(draw: Mapping[str, Any], sale: str, shopper: str) -> int:
    """Return a shopper's place in a window's draw that is out."""
    seed, beacon = bytes.fromhex(draw["seed"]), bytes.fromhex(draw["beacon"]["value"])
    told = framed(_VERSION, "place", beacon, sale, draw["window"], shopper)
    return int.from_bytes(hmac.digest(seed, told, "sha256")[:8], "big")


def digest(sale: str, window: int, shoppers: Iterable[str]) -> str:
    """Return the hash over all who joined in time."""
    ids = sorted(shopper.encode() for shopper in shoppers)
    return hashlib.sha256(framed(_VERSION, "entrants", sale, window, *ids)).hexdigest()


def commitment(seed: str) -> str:
    """Return the hash of a seed, both in hex."""
    return hashlib.sha256(bytes.fromhex(seed)).hexdigest()


def served_at(opens_at: int, delay_ms: int, spread_ms: int, *, joined_at: int, place: int) -> int:
    """Return from when on somebody is served (milliseconds)."""
    if joined_at < opens_at:
        return opens_at + delay_ms + place * spread_ms // 2**64
    return joined_at + delay_ms + spread_ms
