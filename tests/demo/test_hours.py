"""When a demonstration opens."""

from datetime import UTC, datetime

from infra.local.crowd.instants import from_ms, to_ms
from infra.local.stories.hours import hours_from


def ms(text: str) -> int:
    return to_ms(text)


def test_a_sale_opens_at_the_next_whole_second_of_the_sellers_clock() -> None:
    hours = hours_from(ms("2026-07-15T07:00:00.001Z"), open_seconds=1800)

    assert hours.window == {"opens": "2026-07-15T09:00:01", "closes": "2026-07-15T09:30:01"}
    assert (hours.zone, hours.opens_at) == ("Europe/Berlin", ms("2026-07-15T07:00:01Z"))


def test_a_whole_second_is_taken_as_it_is() -> None:
    assert hours_from(ms("2026-07-15T07:00:00Z"), open_seconds=60).opens == "2026-07-15T09:00:00"


def test_the_hour_that_clocks_show_twice_is_planned_in_utc() -> None:
    for instant in ("2026-10-25T00:10:00Z", "2026-10-25T01:10:00Z"):
        hours = hours_from(ms(instant), open_seconds=300)

        assert hours.zone == "UTC"
        assert hours.opens == instant.removesuffix("Z")


def test_a_sale_that_would_close_in_that_hour_is_planned_in_utc() -> None:
    assert hours_from(ms("2026-10-24T23:50:00Z"), open_seconds=1800).zone == "UTC"


def test_the_hour_after_the_one_that_clocks_skip_is_named_as_they_show_it() -> None:
    hours = hours_from(ms("2026-03-29T00:59:59.500Z"), open_seconds=1800)

    assert (hours.zone, hours.opens) == ("Europe/Berlin", "2026-03-29T03:00:00")


def test_instants_are_whole_milliseconds() -> None:
    assert to_ms("1970-01-01T00:00:01.5Z") == 1_500
    assert from_ms(1_500) == datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)
