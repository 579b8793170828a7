"""Wall times of a zone, made into instants: the commonest mistake of those who plan sales.

An hour that a change of the clocks leaves out, or that it repeats, names no instant or two; both
are refused instead of guessed. Instants are whole milliseconds since the epoch, UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND_MS = 1000
UNPORTABLE = frozenset({"Factory", "localtime", "posixrules"})
"""Names that mean another zone on each machine."""
NO_ZONE = "There is no such time zone; use a name like Europe/Berlin."


def zone_named(name: str) -> ZoneInfo:
    """Return the zone of the IANA database; `ValueError` says that there is none."""
    if name in UNPORTABLE or name.startswith(("posix/", "right/")):
        raise ValueError(NO_ZONE)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(NO_ZONE) from error


def instant_of(wall_time: str, zone: ZoneInfo) -> int:
    """Return the instant at which clocks in `zone` show `wall_time` (2009-07-15T09:00:00).

    Raises `ValueError` with a sentence for the marketer: not a wall time, or an hour that the
    clocks skip or show twice on that day.
    """
    try:
        shown = datetime.fromisoformat(wall_time)
    except ValueError as error:
        msg = "Write the wall time like 2009-07-15T09:00:00."
        raise ValueError(msg) from error
    if shown.tzinfo is not None:
        msg = "Leave the offset out: the sale's zone says it."
        raise ValueError(msg)
    early, late = (_instant(shown.replace(tzinfo=zone, fold=fold)) for fold in (0, 1))
    if early > late:
        msg = f"Clocks in {zone.key} skip this hour on that day; choose another."
        raise ValueError(msg)
    if early < late:
        msg = f"Clocks in {zone.key} show this hour twice on that day; choose another."
        raise ValueError(msg)
    return early


def _instant(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


def moment_of(instant: int, zone: ZoneInfo | None = None) -> datetime:
    """Return an instant as an aware datetime, in UTC unless a zone is named."""
    moment = EPOCH + timedelta(milliseconds=instant)
    return moment.astimezone(zone) if zone else moment
