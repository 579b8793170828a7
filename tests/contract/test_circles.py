"""Circles let in as many shoppers as may be, each once, on both stores."""

from __future__ import annotations

from sale_api.domain.circles import CIRCLE_LIMITS
from sale_api.ports import Circle
from tests.cloud import Stores

AT = 1_800_000_000_000


def entered(circle: Circle, *shoppers: str, most: int = 2, name: str = "circle") -> list[bool]:
    return [circle.enter(name, shopper, most, AT) for shopper in shoppers]


def test_as_many_are_let_in_as_may_be_and_no_more(households: Circle) -> None:
    assert entered(households, "anna", "bert", "carl") == [True, True, False]


def test_a_single_one_may_be_all(households: Circle) -> None:
    assert entered(households, "anna", "bert", "anna", most=1) == [True, False, True]


def test_who_is_in_stays_in(households: Circle) -> None:
    entered(households, "anna", "bert")

    assert entered(households, "anna", "bert", "carl", "anna") == [True, True, False, True]


def test_who_asks_again_counts_once(households: Circle) -> None:
    assert entered(households, "anna", "anna", "anna", "bert") == [True] * 4


def test_every_circle_counts_for_itself(households: Circle) -> None:
    entered(households, "anna", "bert")

    assert entered(households, "carl", "anna", name="other") == [True, True]


def test_domains_and_households_are_not_counted_together(stores: Stores) -> None:
    entered(stores.households, "anna", "bert")

    assert entered(stores.domains, "carl") == [True]


def test_the_largest_circle_has_room_for_all(households: Circle) -> None:
    most = CIRCLE_LIMITS[-1]
    shoppers = [f"shopper-{number:08}" for number in range(most + 1)]

    let_in = entered(households, *shoppers, most=most)

    assert let_in == [True] * most + [False]
