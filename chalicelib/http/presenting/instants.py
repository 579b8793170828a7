"""Instants and money as answers show them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sale_api.domain.hours import moment_of
from sale_api.domain.money import Money


def instant(at: int) -> str:
    """Return an instant in UTC (RFC 3339), with milliseconds only where there are some."""
    precision = "milliseconds" if at % 1000 else "seconds"
    return moment_of(at).replace(tzinfo=None).isoformat(timespec=precision) + "Z"


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
