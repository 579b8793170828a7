"""Instants as the API writes them (RFC 3339 in UTC) to and from milliseconds since the epoch."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def to_ms(instant: str) -> int:
    """Milliseconds of an instant with `Z` or an offset; raises `ValueError` for anything else."""
    parsed = datetime.fromisoformat(instant)
    if parsed.tzinfo is None:
        message = f"no offset: {instant}"
        raise ValueError(message)
    return (parsed - _EPOCH) // _MILLISECOND


def from_ms(instant: int) -> datetime:
    """The same instant as an aware `datetime` in UTC."""
    return _EPOCH + instant * _MILLISECOND
