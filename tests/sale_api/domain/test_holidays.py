from datetime import date, timedelta

import pytest
from holidays.countries.germany import Germany

from sale_api.domain.holidays import is_holiday

OF_A_CATHOLIC_TOWN = ("public", "catholic")
FOR_ONE_YEAR = {date(2025, 5, 8), date(2028, 6, 17)}
"""What Berlin's parliament made a holiday once."""


@pytest.mark.parametrize("year", range(2024, 2045))
def test_what_is_a_holiday_in_any_german_state_is_one(year: int) -> None:
    known = {
        day
        for state in Germany.subdivisions
        for day in Germany(subdiv=state, years=year, categories=OF_A_CATHOLIC_TOWN)
    }
    days = (date(year, 1, 1) + timedelta(days=passed) for passed in range(366))

    found = {day for day in days if day.year == year and is_holiday(day)}

    assert found == known - FOR_ONE_YEAR
