"""The machine below: the wall clock, randomness, and waiting. Nothing else asks for them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

SECRET_BYTES = 32
LONGEST_PAUSE_SECONDS = 0.05
FIRST_PAUSE_SECONDS = 0.01

_DICE = secrets.SystemRandom()


def now() -> int:
    """Return the wall time: milliseconds since the epoch, UTC."""
    return time.time_ns() // 1_000_000


def wait_until(at: int) -> None:
    """Wait until an instant of the wall clock; one that is past is not waited for."""
    time.sleep(max(0, at - now()) / 1_000)


class Pace:
    """A bound on how often something is done: each time lasts at least its share of a second.

    Strict: where so many do it side by side, it is never done more often than all of them may.
    """

    def __init__(self, per_second: int) -> None:
        """Take how often a second; 0 stands for no bound."""
        self._seconds = 1 / per_second if per_second else 0.0

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Wait at the end for what is left of the share, however it ends."""
        done = time.monotonic() + self._seconds
        try:
            yield
        finally:
            time.sleep(max(0.0, done - time.monotonic()))


class SystemChance:
    """Randomness that nobody can foresee, and waits with full jitter."""

    def claim_id(self) -> str:
        """Return a fresh random id of 8 characters (48 bits)."""
        return secrets.token_urlsafe(6)

    def secret(self) -> bytes:
        """Return 32 fresh random bytes."""
        return secrets.token_bytes(SECRET_BYTES)

    def below(self, bound: int) -> int:
        """Return a whole number from 0 to below `bound`, each as likely."""
        return _DICE.randrange(bound)

    def pause(self, attempt: int) -> None:
        """Wait up to 10 ms, doubled with each attempt, 50 ms at most."""
        longest = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**attempt)
        time.sleep(_DICE.uniform(0, longest))
