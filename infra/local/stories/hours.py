"""When a demonstration's sale opens: soon, on a wall clock that shows the hour exactly once.

A plan names wall times in the seller's zone. In the night when clocks go back one hour is shown
twice, and a plan must not name it; a demonstration that happens to run then is planned in UTC
instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from infra.local.crowd.instants import from_ms

SELLER_ZONE: Final = "Europe/Berlin"
_SECOND_MS: Final = 1000


@dataclass(frozen=True, slots=True)
class Hours:
    """A window as a plan writes it, and the instant at which it opens (milliseconds)."""

    zone: str
    opens: str
    closes: str
    opens_at: int
    access: str = "open"

    @property
    def window(self) -> dict[str, str]:
        """The entry of the plan's `windows`."""
        window = {"opens": self.opens, "closes": self.closes}
        return window if self.access == "open" else {**window, "access": self.access}


def hours_from(earliest_at: int, *, open_seconds: int, zone: str = SELLER_ZONE) -> Hours:
    """Return the window that opens at the first whole second from `earliest_at` (ms) on."""
    opens_at = -(-earliest_at // _SECOND_MS) * _SECOND_MS
    opens = from_ms(opens_at)
    closes = opens + timedelta(seconds=open_seconds)
    if not (_shown_once(opens, zone) and _shown_once(closes, zone)):
        zone = "UTC"
    return Hours(zone, _shown(opens, zone), _shown(closes, zone), opens_at)


def _shown(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat()


def _shown_once(instant: datetime, zone: str) -> bool:
    shown = instant.astimezone(ZoneInfo(zone))
    return all(shown.replace(fold=fold).astimezone(UTC) == instant for fold in (0, 1))
