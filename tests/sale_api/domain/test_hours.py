from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sale_api.domain.hours import instant_of, moment_of, zone_named

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"])
YEARS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001 - wall times


def test_a_wall_time_is_the_instant_at_which_clocks_there_show_it() -> None:
    nine = instant_of("2009-07-15T09:00:00", BERLIN)

    assert nine == 1_247_641_200_000
    assert moment_of(nine) == datetime(2009, 7, 15, 7, tzinfo=UTC)
    assert moment_of(nine, BERLIN).isoformat() == "2009-07-15T09:00:00+02:00"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Nowhere/Town",
        "Europe",
        "../Berlin",
        "/etc/localtime",
        "localtime",
        "Europe/Berlin\0",
        "\ud800",
    ],
)
def test_a_zone_that_there_is_not_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no such time zone"):
        zone_named(name)


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires"])
def test_a_zone_that_there_is_is_found(name: str) -> None:
    assert zone_named(name).key == name


@pytest.mark.parametrize("written", ["", "tomorrow", "2009-07-32T09:00:00", "09:00", "1247641200"])
def test_what_is_no_wall_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="like 2009-07-15T09:00:00"):
        instant_of(written, BERLIN)


@pytest.mark.parametrize("offset", ["Z", "+02:00", "+00:00", "-11:30"])
def test_a_wall_time_with_an_offset_is_refused(offset: str) -> None:
    with pytest.raises(ValueError, match="Leave the offset out"):
        instant_of(f"2009-07-15T09:00:00{offset}", BERLIN)


@pytest.mark.parametrize(
    ("shown", "instant"),
    [("01:59:59.999", "00:59:59.999"), ("03:00:00", "01:00:00")],
)
def test_the_last_and_the_first_moment_around_a_skipped_hour_are_instants(
    shown: str, instant: str
) -> None:
    found = instant_of(f"2026-03-29T{shown}", BERLIN)

    assert moment_of(found) == datetime.fromisoformat(f"2026-03-29T{instant}+00:00")


@pytest.mark.parametrize("shown", ["02:00:00", "02:30:00", "02:59:59.999"])
def test_an_hour_that_clocks_skip_is_refused(shown: str) -> None:
    with pytest.raises(ValueError, match=r"Europe/Berlin skip this hour"):
        instant_of(f"2026-03-29T{shown}", BERLIN)


@pytest.mark.parametrize("shown", ["02:00:00", "02:30:00", "02:59:59.999"])
def test_an_hour_that_clocks_show_twice_is_refused(shown: str) -> None:
    with pytest.raises(ValueError, match=r"Europe/Berlin show this hour twice"):
        instant_of(f"2026-10-25T{shown}", BERLIN)


@pytest.mark.parametrize(
    ("shown", "instant"),
    [("01:59:59.999", "2026-10-24T23:59:59.999"), ("03:00:00", "2026-10-25T02:00:00")],
)
def test_the_last_and_the_first_moment_around_a_doubled_hour_are_instants(
    shown: str, instant: str
) -> None:
    found = instant_of(f"2026-10-25T{shown}", BERLIN)

    assert moment_of(found) == datetime.fromisoformat(f"{instant}+00:00")


@given(YEARS, ZONES)
def test_a_wall_time_names_one_instant_which_shows_it_or_is_refused(
    shown: datetime, zone_name: str
) -> None:
    zone = zone_named(zone_name)
    shown = shown.replace(microsecond=shown.microsecond // 1_000 * 1_000)

    try:
        instant = instant_of(shown.isoformat(), zone)
    except ValueError:
        early, late = (shown.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
        assert early.utcoffset() != late.utcoffset()
    else:
        assert moment_of(instant, zone).replace(tzinfo=None) == shown


@given(st.integers(0, 4_000_000_000_000))
def test_an_instant_is_the_same_moment_in_every_zone(instant: int) -> None:
    moment = moment_of(instant)

    assert moment == moment_of(instant, BERLIN)
    assert (moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1) == instant
