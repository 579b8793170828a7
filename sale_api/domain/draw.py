"""The draw: in what order those are served who joined in time. Nobody can choose it.

A place follows from the seed, which the operator knew and has committed to, and the beacon, which
nobody knew. The digest fixes who takes part before the beacon speaks. The encoding is frozen under
`VERSION`: `docs/reference/draw.md` has it with test vectors, for verifiers that others write.

Takes bytes, ids and instants, gives hashes, places and instants; asks nothing and stores nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import sha256

from msgspec import Struct

from sale_api.domain.identifiers import framed

VERSION = "sale-draw-1"
SEED_BYTES = 32
PLACE_BYTES = 8
PLACE_BITS = 8 * PLACE_BYTES


class Draw:
    """The draw of one window of a sale; windows are counted from 0.

    Costs a shopper three microseconds, for what all have in common is hashed once. It is no
    struct: the seed would stand in whatever shows one.
    """

    def __init__(self, *, seed: bytes, beacon: bytes, sale: str, window: int) -> None:
        """Take the seed, and the beacon's bytes: none if there was no beacon in time."""
        assert len(seed) == SEED_BYTES, f"a seed of {len(seed)} bytes"  # HMAC fills up shorter ones
        assert window >= 0, f"window {window}"
        common = framed(VERSION, "place", beacon, sale, str(window))
        self._begun = hmac.new(seed, common, sha256)

    def place(self, shopper: str) -> int:
        """Return a shopper's place in the line: the lower, the sooner."""
        hashed = self._begun.copy()
        hashed.update(framed(shopper))
        return int.from_bytes(hashed.digest()[:PLACE_BYTES], "big")


class Turns(Struct, frozen=True):
    """How the crowd of one instant becomes a rate; all instants are on the sale's clock.

    The delay is the draw's own time, in which nobody is served. Over the spread those are served
    who joined before the opening. Both nought: first come, first served.
    """

    opens_at: int
    delay_ms: int
    spread_ms: int

    def __post_init__(self) -> None:
        """Refuse what would serve somebody before the opening."""
        assert self.delay_ms >= 0, f"a delay of {self.delay_ms} ms"
        assert self.spread_ms >= 0, f"a spread of {self.spread_ms} ms"

    def served_at(self, joined_at: int, place: int) -> int:
        """Return from when on a shopper is served.

        In time is who joined before the opening. Late comers are behind all of those, in the order
        in which they came; their place says nothing.
        """
        assert 0 <= place < 1 << PLACE_BITS, f"place {place}"
        if joined_at < self.opens_at:
            return self.opens_at + self.delay_ms + (place * self.spread_ms >> PLACE_BITS)
        return joined_at + self.delay_ms + self.spread_ms


def commitment(seed: bytes) -> str:
    """Return what is public of a seed before the opening: its SHA-256, in hex."""
    return sha256(seed).hexdigest()


def digest(sale: str, window: int, shoppers: Iterable[str]) -> str:
    """Return the hash over all who joined in time, in hex: one more or one less would change it.

    In whatever order they come, each once. Sorts their ids: a million take some 80 MB.
    """
    hashed = sha256(framed(VERSION, "entrants", sale, str(window)))
    previous = None
    for shopper in sorted(shoppers):
        assert shopper != previous, f"{shopper} takes part twice"
        hashed.update(framed(shopper))
        previous = shopper
    return hashed.hexdigest()
