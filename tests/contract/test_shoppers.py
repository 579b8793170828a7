"""What shoppers had us remember is found, changed, and forgotten; their links are counted."""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.links import HOUR_MS
from sale_api.ports import Shoppers
from tests.orders import DELIVERY

AT = 1_800_000_000_000


def test_of_a_stranger_nothing_is_remembered(shoppers: Shoppers) -> None:
    assert shoppers.delivery("anna") is None


def test_an_address_is_remembered(shoppers: Shoppers) -> None:
    shoppers.remember("anna", DELIVERY)

    assert shoppers.delivery("anna") == DELIVERY
    assert shoppers.delivery("bert") is None


def test_a_new_address_replaces_the_old(shoppers: Shoppers) -> None:
    shoppers.remember("anna", DELIVERY)

    shoppers.remember("anna", replace(DELIVERY, city="München"))

    assert shoppers.delivery("anna") == replace(DELIVERY, city="München")


def test_an_address_is_forgotten(shoppers: Shoppers) -> None:
    shoppers.remember("anna", DELIVERY)

    shoppers.forget("anna")
    shoppers.forget("anna")

    assert shoppers.delivery("anna") is None


def asked(shoppers: Shoppers, *instants: int) -> list[bool]:
    """Ask for links at these instants, by requests of their own."""
    return [shoppers.ask_for_link("anna", at, f"request{at}") for at in instants]


def test_three_links_may_be_asked_for_in_an_hour_and_no_fourth(shoppers: Shoppers) -> None:
    assert asked(shoppers, AT, AT + 1, AT + 2) == [True, True, True]

    assert asked(shoppers, AT + 3, AT + HOUR_MS - 1) == [False, False]


def test_whoever_may_not_ask_may_an_hour_after_the_third_before(shoppers: Shoppers) -> None:
    asked(shoppers, AT, AT + 10, AT + 20)

    later = asked(shoppers, AT + HOUR_MS, AT + HOUR_MS + 9, AT + HOUR_MS + 10, AT + HOUR_MS + 19)

    assert later == [True, False, True, False]


def test_any_hour_has_three_links_at_most(shoppers: Shoppers) -> None:
    step = HOUR_MS // 10
    instants = [AT + step * number for number in range(40)]

    given = [at for at, may in zip(instants, asked(shoppers, *instants), strict=True) if may]

    assert max(sum(at <= other < at + HOUR_MS for other in given) for at in given) == 3


def test_a_link_that_was_refused_does_not_count(shoppers: Shoppers) -> None:
    asked(shoppers, AT, AT + 1, AT + 2)
    asked(shoppers, *range(AT + 3, AT + 9))

    assert asked(shoppers, AT + HOUR_MS) == [True]


def test_the_same_request_counts_once(shoppers: Shoppers) -> None:
    again = [shoppers.ask_for_link("anna", AT, "request") for _ in range(5)]

    assert again == [True] * 5
    assert asked(shoppers, AT, AT + 1, AT + 2) == [True, True, False]


def test_the_third_request_is_known_again_too(shoppers: Shoppers) -> None:
    asked(shoppers, AT, AT + 1, AT + 2)

    assert shoppers.ask_for_link("anna", AT + 3, f"request{AT + 2}")


def test_everybody_has_links_of_their_own(shoppers: Shoppers) -> None:
    asked(shoppers, AT, AT + 1, AT + 2)

    assert shoppers.ask_for_link("bert", AT + 3, "berts")


def test_clocks_that_differ_by_seconds_still_give_three(shoppers: Shoppers) -> None:
    assert asked(shoppers, AT, AT - 2_000, AT + 1, AT - 1_000) == [True, True, True, False]


def test_forgetting_what_is_remembered_leaves_the_count(shoppers: Shoppers) -> None:
    asked(shoppers, AT, AT + 1, AT + 2)

    shoppers.forget("anna")

    assert asked(shoppers, AT + 3) == [False]
