from datetime import date

import pytest

from sale_api.domain.holidays import easter, is_holiday, repentance


@pytest.mark.parametrize(
    "day",
    [
        *("2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21"),
        # The earliest and the latest that there are, and the two that Gauss had wrong at first.
        *("1818-03-22", "2285-03-22", "2038-04-25", "1954-04-18", "1981-04-19"),
    ],
)
def test_easter_is_the_sunday_after_the_first_full_moon_of_spring(day: str) -> None:
    sunday = date.fromisoformat(day)

    assert easter(sunday.year) == sunday


@pytest.mark.parametrize("day", ["2023-11-22", "2024-11-20", "2026-11-18", "2028-11-22"])
def test_the_day_of_repentance_is_the_wednesday_before_the_23rd_of_november(day: str) -> None:
    wednesday = date.fromisoformat(day)

    assert repentance(wednesday.year) == wednesday
    assert is_holiday(wednesday)


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        ("2027-01-01", True),
        ("2027-01-02", False),
        ("2027-03-26", True),
        ("2027-03-29", True),
        ("2027-03-30", False),
        ("2027-05-06", True),
        ("2027-05-17", True),
        ("2027-05-27", True),
        ("2027-10-03", True),
        ("2027-12-24", False),
        ("2027-12-26", True),
        ("2027-12-27", False),
    ],
)
def test_a_day_is_a_holiday_by_its_date_or_by_easter(day: str, *, holiday: bool) -> None:
    assert is_holiday(date.fromisoformat(day)) is holiday
