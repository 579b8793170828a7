import pytest

from sale_api.domain.hours import instant_of, zone_named
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.withdrawal import can_withdraw, end_of_period, withdraw_until
from tests.orders import an_order, cancelled, shipped


def at(wall_time: str, zone: str = "Europe/Berlin") -> int:
    return instant_of(wall_time, zone_named(zone))


def delivered(at: int) -> Order:
    return shipped(an_order()).moved(OrderState.DELIVERED, at=at, by=Actor.MARKETER)


@pytest.mark.parametrize(
    ("delivery", "end"),
    [
        ("2026-11-03T00:00:00", "2026-11-18T00:00:00"),
        ("2026-11-03T23:59:59", "2026-11-18T00:00:00"),
        ("2026-11-06T10:00:00", "2026-11-21T00:00:00"),
        ("2026-11-07T10:00:00", "2026-11-24T00:00:00"),
        ("2026-11-08T10:00:00", "2026-11-24T00:00:00"),
        ("2026-10-20T10:00:00", "2026-11-04T00:00:00"),
        ("2026-12-11T10:00:00", "2026-12-29T00:00:00"),
        ("2027-03-12T10:00:00", "2027-03-31T00:00:00"),
        ("2026-04-17T10:00:00", "2026-05-05T00:00:00"),
    ],
)
def test_the_period_is_14_days_after_the_day_of_delivery_and_ends_on_a_working_day(
    delivery: str, end: str
) -> None:
    assert end_of_period(at(delivery), "Europe/Berlin") == at(end)


def test_the_days_are_those_of_the_shopper() -> None:
    late = at("2026-11-03T23:30:00", "America/Los_Angeles")

    end = end_of_period(late, "America/Los_Angeles")

    assert end == at("2026-11-18T00:00:00", "America/Los_Angeles")


def test_there_is_no_end_before_the_parcel_has_come() -> None:
    for order in (an_order(), shipped(an_order())):
        assert withdraw_until(order) is None
        assert can_withdraw(order, order.placed_at + 10**12)


def test_one_can_withdraw_until_the_last_millisecond_and_not_after_it() -> None:
    order = delivered(at("2026-11-03T10:00:00"))
    end = at("2026-11-18T00:00:00")

    assert withdraw_until(order) == end
    assert can_withdraw(order, end - 1)
    assert not can_withdraw(order, end)


def test_nobody_withdraws_from_what_was_cancelled() -> None:
    order = cancelled(an_order())

    assert not can_withdraw(order, order.placed_at)
