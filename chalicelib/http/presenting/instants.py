"""Instants, money and lines as answers show them."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo

from sale_api.domain.hours import moment_of
from sale_api.domain.money import Money
from sale_api.domain.plan import Line


def instant(at: int) -> str:
    """Return an instant in UTC (RFC 3339), with milliseconds only where there are some."""
    seconds, milliseconds = divmod(at, 1000)
    return f"{_second(seconds)}.{milliseconds:03d}Z" if milliseconds else f"{_second(seconds)}Z"


@lru_cache(maxsize=1024)
def _second(seconds: int) -> str:
    """Return a whole second in UTC; thousands of answers share one."""
    return moment_of(seconds * 1000).replace(tzinfo=None).isoformat(timespec="seconds")


def instant_or_none(at: int | None) -> str | None:
    """Return an instant in UTC, or None for none."""
    return None if at is None else instant(at)


def local(at: int, zone: ZoneInfo) -> str:
    """Return an instant as clocks in a zone show it, with their offset."""
    return moment_of(at, zone).isoformat(timespec="seconds")


def money(value: Money) -> dict[str, object]:
    """Return an amount in minor units with its currency."""
    return {"amount": value.minor, "currency": value.currency}


def money_or_none(value: Money | None) -> dict[str, object] | None:
    """Return an amount, or None for none."""
    return None if value is None else money(value)


def line_or_none(value: Line | None) -> dict[str, object] | None:
    """Return how long the draw and the serving of a line take, or None for none."""
    if value is None:
        return None
    return {"delay_seconds": value.delay_seconds, "spread_seconds": value.spread_seconds}
