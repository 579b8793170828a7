"""The crowd's two clocks; the only module of the crowd that asks the machine for the time.

Instants that leave the crowd are wall time in milliseconds since the epoch, as everywhere in the
product. Durations are measured on the monotonic clock, which nobody can set.
"""

import time
from typing import Final

_MS: Final = 1000


def wall_ms() -> int:
    """Wall time now, in milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def monotonic_seconds() -> float:
    """Seconds on a clock that only runs forward; its zero means nothing."""
    return time.monotonic()


def monotonic_at(wall_at: int) -> float:
    """The monotonic second at which the wall clock will show (or showed) `wall_at`."""
    return monotonic_seconds() + (wall_at - wall_ms()) / _MS


def pause(seconds: float) -> None:
    """Sleep, outside any event loop."""
    time.sleep(seconds)
