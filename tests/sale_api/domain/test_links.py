"""How many sign-in links a mailbox is sent."""

import pytest

from sale_api.domain.links import HOUR_MS, LINKS_AN_HOUR, Asked

NOW = 1_800_000_000_000


@pytest.mark.parametrize("count", range(LINKS_AN_HOUR))
def test_fewer_than_three_leave_room_for_one_more(count: int) -> None:
    assert Asked((NOW,) * count).may_ask(NOW)


@pytest.mark.parametrize(("later", "may"), [(0, False), (HOUR_MS - 1, False), (HOUR_MS, True)])
def test_after_three_the_next_comes_when_the_first_is_an_hour_old(later: int, may: bool) -> None:  # noqa: FBT001 - the case
    assert Asked((NOW, NOW + 1, NOW + 2)).may_ask(NOW + later) is may


def test_only_the_last_three_are_remembered() -> None:
    asked = Asked((1, 2, 3), "third").asked(4, "fourth")

    assert asked == Asked((2, 3, 4), "fourth")
