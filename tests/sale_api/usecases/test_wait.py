"""Seeing where one stands in a waiting list, and leaving it."""

import pytest
from msgspec.structs import replace

from sale_api.domain.errors import NotFound, TryAgain, WrongState
from sale_api.domain.order import Bar
from sale_api.domain.waiting import EntryState
from tests.sale_api.given import SALE, SECOND
from tests.sale_api.hindered import ALWAYS_REFUSED, hindered, refuse
from tests.sale_api.shop import Shop
from tests.sale_api.usecases.test_join_list import offered, sold_out


def state_of(shop: Shop, shopper: str) -> EntryState:
    entry = shop.waiting.find(SALE, shopper)
    state: EntryState = entry.state
    return state


def test_who_waits_sees_the_entry_and_nobody_else_sees_one() -> None:
    shop = sold_out()
    joined = shop.join_list(shop.shopper())

    assert shop.look_at_list(shop.shopper()) == (joined.entry, False, None)
    with pytest.raises(NotFound):
        shop.look_at_list(shop.shopper(nth=1))


def test_who_is_offered_units_sees_the_reservation_that_orders_them() -> None:
    shop = sold_out()
    anna = offered(shop)

    listed = shop.look_at_list(anna)

    assert listed.hold is not None
    assert listed.hold.reservation.order == listed.entry.order
    assert shop.order(listed.hold.reservation).new


def test_an_offer_that_has_run_out_is_not_shown() -> None:
    shop = sold_out()
    anna = offered(shop)
    shop.now += 61 * SECOND

    assert shop.look_at_list(anna).hold is None


def test_who_reserves_after_an_offer_is_shown_no_offer_of_it() -> None:
    shop = sold_out()
    anna = offered(shop)
    claim = shop.lot().claims[anna]
    other = replace(claim, claim="other000", offered=False)
    shop.stores.lots[SALE, 0] = shop.lot().holding(anna, other)

    assert shop.look_at_list(anna).hold is None


def test_who_leaves_does_not_wait_any_more_and_leaving_again_is_the_same() -> None:
    shop = sold_out()
    anna = shop.shopper()
    shop.join_list(anna)

    for _ in range(2):
        shop.leave_list(anna)

    assert state_of(shop, anna) is EntryState.LEFT
    assert shop.waiting.find(SALE, anna).version == 2
    shop.leave_list(shop.shopper(nth=1))  # who never joined


def test_leaving_means_one_version_and_a_late_repeat_means_nothing() -> None:
    shop = sold_out()
    anna = shop.shopper()
    first = shop.join_list(anna).entry
    shop.leave_list(anna, only=first.version)
    shop.join_list(anna)

    shop.leave_list(anna, only=first.version)

    assert state_of(shop, anna) is EntryState.WAITING


@pytest.mark.parametrize("only", [None, 1, 2])
def test_leaving_lets_an_offer_go_and_the_one_that_has_just_come_too(only: int | None) -> None:
    shop = sold_out()
    anna = offered(shop)

    shop.leave_list(anna, only=only)

    assert anna not in shop.lot().claims
    assert shop.lot().returned == 2
    (bar,) = [each for each in shop.orders.standing.values() if isinstance(each, Bar)]
    assert (bar.offered_to, bar.by) == (anna, "shopper")


def test_leaving_a_version_that_is_gone_leaves_the_offer_alone() -> None:
    shop = sold_out()
    anna = offered(shop)

    shop.leave_list(anna, only=7)

    assert anna in shop.lot().claims


def test_leaving_an_offer_that_was_let_go_is_done_before() -> None:
    shop = sold_out()
    anna = offered(shop)
    shop.give_back(anna)

    shop.leave_list(anna)

    assert state_of(shop, anna) is EntryState.OFFERED  # the relay will note it


def test_what_was_ordered_is_cancelled_not_left() -> None:
    shop = sold_out()
    anna = offered(shop)
    shop.order(shop.held(anna).reservation)

    with pytest.raises(WrongState):
        shop.leave_list(anna)


def test_who_is_offered_units_while_leaving_lets_them_go() -> None:
    shop = sold_out()
    anna = shop.shopper()
    shop.join_list(anna)
    plain = shop.waiting

    def offer_first(*_: object) -> None:
        shop.waiting = plain
        shop.stores.lots[SALE, 0] = replace(shop.lot(), returned=2, allotted=22)
        shop.keep()
        assert anna in shop.lot().claims

    shop.waiting = hindered(plain, "leave", before=[offer_first])

    shop.leave_list(anna, only=1)

    assert anna not in shop.lot().claims


def test_leaving_is_tried_again_and_not_for_ever() -> None:
    shop = sold_out()
    anna = shop.shopper()
    shop.join_list(anna)
    plain = shop.waiting
    shop.waiting = hindered(plain, "leave", before=ALWAYS_REFUSED)

    with pytest.raises(TryAgain):
        shop.leave_list(anna)
    shop.waiting = hindered(plain, "leave", before=[refuse])
    shop.leave_list(anna)

    assert state_of(shop, anna) is EntryState.LEFT
