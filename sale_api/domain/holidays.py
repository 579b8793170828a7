"""The public holidays of Germany, on which no period ends (§ 193 BGB).

Which of them count depends on where the seller is. So those of every state, and of Augsburg, are
here: a period is too long rather than too short. A parliament's holiday for one year alone is not.
A library knows them all, in 14 MB: the tests compare.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from dateutil.easter import easter

FIXED: Final = frozenset(
    {(1, 1), (1, 6), (3, 8), (5, 1), (8, 8), (8, 15), (9, 20), (10, 3), (10, 31), (11, 1)}
    | {(12, 25), (12, 26)}
)
"""Month and day."""

FROM_EASTER: Final = frozenset({-2, 0, 1, 39, 49, 50, 60})
"""Good Friday, Easter, Easter Monday, Ascension, Whitsun, Whit Monday, Corpus Christi; in days."""


def is_holiday(day: date) -> bool:
    """Tell whether a day is a public holiday anywhere in Germany."""
    return (
        (day.month, day.day) in FIXED
        or (day - easter(day.year)).days in FROM_EASTER
        or day == repentance(day.year)
    )


def repentance(year: int) -> date:
    """Return the Day of Repentance and Prayer: the Wednesday before 23 November."""
    last = date(year, 11, 22)
    wednesday = 2
    return last - timedelta(days=(last.weekday() - wednesday) % 7)
