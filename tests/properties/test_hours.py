"""Wall times and instants, in every zone there is, above all when its clocks change."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sale_api.domain.hours import instant_of, moment_of, zone_named
from sale_api.domain.planning import EARLIEST, LATEST
from tests.properties.strategies import INSTANTS, ZONES

MONTH_MS = 30 * 86_400_000


def shown(instant: int, zone: ZoneInfo) -> datetime:
    """Return what clocks in a zone show at an instant."""
    return moment_of(instant, zone).replace(tzinfo=None)


def offset(instant: int, zone: ZoneInfo) -> timedelta:
    """Return by how much clocks in a zone are ahead of UTC at an instant."""
    ahead = moment_of(instant, zone).utcoffset()
    assert ahead is not None
    return ahead


@cache
def changes_of(name: str) -> list[int]:
    """Return the instants from 2000 to 2040 from which on clocks in a zone are set differently.

    Found by bisection of UTC alone: what the product asks of wall times is not asked here.
    """
    zone = zone_named(name)
    found = []
    for start in range(EARLIEST, EARLIEST + 40 * 12 * MONTH_MS, MONTH_MS):
        before, after = start, start + MONTH_MS
        if offset(before, zone) == offset(after, zone):
            continue
        while after - before > 1:
            middle = (before + after) // 2
            if offset(middle, zone) == offset(before, zone):
                before = middle
            else:
                after = middle
        found.append(after)
    return found


@given(INSTANTS, st.sampled_from(ZONES))
def test_what_clocks_show_leads_back_to_the_instant_or_to_two(instant: int, name: str) -> None:
    zone = zone_named(name)
    wall_time = shown(instant, zone)

    try:
        back = instant_of(wall_time.isoformat(), zone)
    except ValueError:
        hours = range(instant - 26 * 3_600_000, instant + 26 * 3_600_000, 900_000)
        aside = {instant + _ms(offset(instant, zone) - offset(hour, zone)) for hour in hours}
        assert any(shown(other, zone) == wall_time for other in aside - {instant})
    else:
        assert back == instant


@given(st.sampled_from(ZONES), st.data())
def test_what_clocks_skip_or_show_twice_is_refused_and_what_is_beside_is_not(
    name: str, data: st.DataObject
) -> None:
    assume(changes_of(name))
    zone, change = zone_named(name), data.draw(st.sampled_from(changes_of(name)))
    before, after = shown(change - 1, zone) + timedelta(milliseconds=1), shown(change, zone)
    first, last = min(before, after), max(before, after)
    assume(first < last)
    inside = first + timedelta(milliseconds=data.draw(st.integers(0, _ms(last - first) - 1)))

    with pytest.raises(ValueError, match="skip" if before < after else "twice"):
        instant_of(inside.isoformat(), zone)
    earlier, later = first - timedelta(milliseconds=1), last
    assert shown(instant_of(earlier.isoformat(), zone), zone) == earlier
    assert shown(instant_of(later.isoformat(), zone), zone) == later


@given(INSTANTS, INSTANTS, st.sampled_from(ZONES))
def test_what_is_earlier_by_more_than_two_days_is_earlier_on_every_wall(
    one: int, other: int, name: str
) -> None:
    assume(abs(one - other) > 2 * 86_400_000)
    zone = zone_named(name)

    assert (one < other) == (shown(one, zone) < shown(other, zone))


@given(st.datetimes(), st.sampled_from(ZONES))
def test_any_wall_time_of_any_year_is_an_instant_or_refused(wall_time: datetime, name: str) -> None:
    zone = zone_named(name)

    try:
        instant = instant_of(wall_time.isoformat(), zone)
    except ValueError as refused:
        assert str(refused).endswith("choose another.")  # noqa: PT017 - most wall times are good
    else:
        if EARLIEST <= instant < LATEST:
            assert shown(instant, zone) == _whole_ms(wall_time)


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _whole_ms(wall_time: datetime) -> datetime:
    return wall_time.replace(microsecond=wall_time.microsecond // 1000 * 1000)
