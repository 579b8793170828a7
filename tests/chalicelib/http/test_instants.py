"""Instants in UTC, with milliseconds only where there are some."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from chalicelib.http.presenting.instants import instant, instant_or_none, local


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (1_247_641_200_000, "2009-07-15T07:00:00Z"),
        (1_247_641_200_001, "2009-07-15T07:00:00.001Z"),
        (1_247_641_200_999, "2009-07-15T07:00:00.999Z"),
        (4_102_444_799_000, "2099-12-31T23:59:59Z"),
    ],
)
def test_an_instant_is_shown_in_utc(at: int, shown: str) -> None:
    assert instant(at) == instant_or_none(at) == shown


def test_no_instant_is_none() -> None:
    assert instant_or_none(None) is None


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (1_792_886_400_000, "2026-10-25T02:00:00+02:00"),
        (1_792_890_000_000, "2026-10-25T02:00:00+01:00"),
    ],
)
def test_an_hour_that_clocks_show_twice_has_its_offset(at: int, shown: str) -> None:
    assert local(at, ZoneInfo("Europe/Berlin")) == shown
