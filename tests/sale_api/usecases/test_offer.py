"""The keeper's pass over a waiting list: always the first, and nothing on sale past it."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from msgspec.structs import replace

from sale_api.domain import waiting as lists
from sale_api.domain.levels import mark_of
from sale_api.domain.lot import Claim
from sale_api.domain.sale import Pause
from sale_api.domain.waiting import Entry, EntryState, Waitlist
from sale_api.ports import Unknown
from sale_api.usecases import add_stock as adding
from sale_api.usecases import offer
from tests.sale_api.given import (
    CLOSES,
    GRACE,
    HOLD,
    HOUR,
    MINUTE,
    SALE,
    SECOND,
    a_plan,
    a_reservation,
    an_order,
)
from tests.sale_api.hindered import ALWAYS_REFUSED, Hindrance, hindered, lose, refuse
from tests.sale_api.shop import Shop
from tests.sale_api.usecases.test_join_list import LISTED, sold_out

LENDING = replace(a_plan(("main", 34)), waitlist=Waitlist(60, 1))
OFFER = 60 * SECOND


def returned(shop: Shop, units: int, number: int = 0) -> None:
    """Let units come back to a lot."""
    lot = shop.lot(number)
    shop.stores.lots[SALE, number] = replace(
        lot, returned=lot.returned + units, allotted=lot.allotted + units
    )


def entry_of(shop: Shop, shopper: str) -> Entry:
    entry: Entry = shop.waiting.find(SALE, shopper)
    return entry


def in_list(shop: Shop, *wishes: int) -> list[str]:
    """Let shoppers join one after the other, who want so many units."""
    shoppers = [shop.shopper(nth=nth) for nth in range(len(wishes))]
    for shopper, quantity in zip(shoppers, wishes, strict=True):
        shop.join_list(shopper, quantity)
        shop.now += SECOND
    return shoppers


def test_what_came_back_is_offered_to_who_came_first_until_a_deadline() -> None:
    shop = sold_out()
    anna, bert = in_list(shop, 2, 1)
    returned(shop, 2)

    shop.keep()

    entry, claim = entry_of(shop, anna), shop.lot().claims[anna]
    assert (entry.state, entry.history[-1].quantity) == (EntryState.OFFERED, 2)
    assert (claim.quantity, claim.offered, claim.deadline) == (2, True, shop.now + OFFER)
    assert entry.history[-1].until_at == shop.now + OFFER
    assert shop.held(anna).reservation.order == entry.order
    assert entry_of(shop, bert).state is EntryState.WAITING
    assert (shop.lot().returned, shop.lot().available) == (0, 0)


def test_an_offer_may_be_of_fewer_units_than_were_asked_for() -> None:
    shop = sold_out()
    (anna,) = in_list(shop, 3)
    returned(shop, 2)

    shop.keep()

    assert (entry_of(shop, anna).history[-1].quantity, entry_of(shop, anna).quantity) == (2, 3)


def test_units_that_are_on_sale_are_offered_too() -> None:
    shop = sold_out()
    (anna,) = in_list(shop, 2)
    shop.stores.lots[SALE, 0] = replace(shop.lot(), available=1, returned=1, allotted=22)

    shop.keep()

    assert shop.lot().claims[anna].quantity == 2
    assert (shop.lot().returned, shop.lot().available) == (0, 0)


def lending_shop() -> Shop:
    shop = Shop(plan=LENDING)
    shop.stock(0, 0, 0)
    shop.publish_levels()
    return shop


def test_the_smallest_lot_that_has_enough_lends_what_is_offered() -> None:
    shop = lending_shop()
    (anna,) = in_list(shop, 2)
    for number, units in ((0, 1), (1, 3), (2, 2)):
        returned(shop, units, number)

    shop.keep()

    assert shop.lot(0).claims[anna].lender == 2
    assert shop.lot(2).returned == 0


def test_where_no_lot_has_enough_the_largest_offers_what_it_has() -> None:
    shop = lending_shop()
    (anna,) = in_list(shop, 3)
    for number, units in ((0, 1), (1, 2), (2, 1)):
        returned(shop, units, number)

    shop.keep()

    claim = shop.lot(0).claims[anna]
    assert (claim.quantity, claim.lender) == (2, 1)


def test_what_nobody_waits_for_goes_on_sale() -> None:
    shop = sold_out()
    (anna,) = in_list(shop, 1)
    returned(shop, 3)

    shop.keep()

    assert entry_of(shop, anna).state is EntryState.OFFERED
    assert (shop.lot().available, shop.lot().returned) == (2, 0)
    assert shop.levels.levels == (2,)


def test_who_joined_while_units_went_on_sale_is_offered_those() -> None:
    shop = sold_out()
    anna = shop.shopper()
    returned(shop, 2)
    shop.lots = hindered(shop.stores, "promote", before=[lambda *_: shop.join_list(anna)])

    shop.keep()

    assert entry_of(shop, anna).state is EntryState.OFFERED


def test_other_pools_are_left_alone() -> None:
    plan = replace(a_plan(("de", 20), ("es", 20)), waitlist=Waitlist(60, 0))
    shop = Shop(plan=plan)
    shop.stock(0, 0)
    shop.publish_levels()
    anna = shop.shopper()
    shop.join_list(anna, 2, "es")
    returned(shop, 2, 0)

    shop.keep()

    assert entry_of(shop, anna).state is EntryState.WAITING
    assert shop.lot(0).available == 2


def held_by(shop: Shop, shopper: str, claim: Claim) -> None:
    shop.stores.lots[SALE, 0] = shop.lot().holding(shopper, claim)


def test_who_holds_units_of_their_own_is_served() -> None:
    shop = sold_out()
    anna, bert = in_list(shop, 1, 1)
    held_by(shop, anna, Claim(1, "own00000", shop.now + MINUTE))
    returned(shop, 1)

    shop.keep()

    assert entry_of(shop, anna).state is EntryState.SERVED
    assert entry_of(shop, bert).state is EntryState.OFFERED


def test_who_has_ordered_meanwhile_is_served() -> None:
    shop = Shop(plan=LISTED)
    anna = shop.shopper()
    reservation = shop.reserve(anna, 1).reservation
    shop.order(reservation)
    held = shop.lot().claims[anna]
    shop.stores.lots[SALE, 0] = shop.lot().released(anna)
    shop.stock(0)
    shop.publish_levels()
    shop.join_list(anna, 1)
    held_by(shop, anna, held)
    returned(shop, 1)

    shop.keep()

    assert entry_of(shop, anna).state is EntryState.SERVED


def test_a_claim_in_its_grace_stops_the_list_for_this_time() -> None:
    shop = sold_out()
    anna, bert = in_list(shop, 1, 1)
    held_by(shop, anna, Claim(1, "own00000", shop.now - GRACE))
    returned(shop, 1)

    shop.keep()

    assert [entry_of(shop, each).state for each in (anna, bert)] == ["waiting", "waiting"]
    assert (shop.lot().returned, shop.lot().available) == (1, 0)


def test_a_claim_that_is_over_is_let_go_first() -> None:
    shop = sold_out()
    (anna,) = in_list(shop, 2)
    returned(shop, 1)
    shop.lots = hindered(  # it stands there only once the keeper has expired what was over
        shop.stores,
        "look",
        after=[
            lambda *_: held_by(shop, anna, Claim(1, "own00000", shop.now - GRACE - 1)),
        ],
    )

    shop.keep()

    assert shop.lot().claims[anna].offered
    assert shop.lot().claims[anna].quantity == 2


def test_an_order_that_comes_while_its_claim_is_let_go_serves_its_shopper() -> None:
    shop = sold_out()
    (anna,) = in_list(shop, 1)
    returned(shop, 1)
    claim = Claim(1, "own00000", shop.now - GRACE - 1)
    shop.lots = hindered(shop.stores, "look", after=[lambda *_: held_by(shop, anna, claim)])
    plain = shop.orders

    def order_first(*_: object) -> None:
        plain.place(an_order(a_reservation(claim, anna)))

    shop.orders = hindered(plain, "bar", before=[order_first])

    shop.keep()

    assert entry_of(shop, anna).state is EntryState.SERVED


def test_who_left_meanwhile_is_passed_by() -> None:
    shop = sold_out()
    anna, bert = in_list(shop, 1, 1)
    returned(shop, 1)
    plain = shop.waiting

    def leave(*_: object) -> None:
        shop.waiting = plain
        shop.leave_list(anna)

    shop.waiting = hindered(plain, "find", before=[leave])

    shop.keep()

    assert [entry_of(shop, each).state for each in (anna, bert)] == ["left", "offered"]


def test_a_refused_offer_is_tried_again_to_the_same() -> None:
    shop = sold_out()
    anna, bert = in_list(shop, 1, 1)
    returned(shop, 1)
    shop.waiting = hindered(shop.waiting, "offer", before=[refuse])

    shop.keep()

    assert [entry_of(shop, each).state for each in (anna, bert)] == ["offered", "waiting"]


def test_an_offer_whose_answer_was_lost_was_made_once() -> None:
    shop = sold_out()
    anna, bert = in_list(shop, 1, 1)
    returned(shop, 2)
    shop.waiting = hindered(shop.waiting, "offer", after=[lose])

    shop.keep()

    assert [entry_of(shop, each).version for each in (anna, bert)] == [2, 2]
    assert sum(claim.quantity for claim in shop.lot().claims.values() if claim.offered) == 2


def test_while_the_first_cannot_be_offered_anything_nobody_is_and_nothing_goes_on_sale() -> None:
    shop = sold_out()
    anna, bert = in_list(shop, 1, 1)
    returned(shop, 3)
    shop.waiting = hindered(shop.waiting, "offer", before=ALWAYS_REFUSED)

    shop.keep()

    assert [entry_of(shop, each).state for each in (anna, bert)] == ["waiting", "waiting"]
    assert (shop.lot().returned, shop.lot().available) == (3, 0)


def test_units_that_are_gone_by_the_second_look_end_the_pass() -> None:
    shop = sold_out()
    (anna,) = in_list(shop, 1)
    returned(shop, 1)

    def take(*_: object) -> None:
        shop.stores.lots[SALE, 0] = replace(shop.lot(), returned=0, written_off=1)

    shop.waiting = hindered(shop.waiting, "offer", before=[take])

    shop.keep()

    assert entry_of(shop, anna).state is EntryState.WAITING


def test_a_pass_ends_after_so_many_and_puts_nothing_on_sale(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(offer, "MOST_OFFERS", 1)
    shop = sold_out()
    anna, bert = in_list(shop, 1, 1)
    returned(shop, 3)

    shop.keep()

    assert [entry_of(shop, each).state for each in (anna, bert)] == ["offered", "waiting"]
    assert (shop.lot().returned, shop.lot().available) == (2, 0)


def test_the_clock_is_asked_anew_for_each_offer() -> None:
    shop = sold_out()
    (anna,) = in_list(shop, 1)
    returned(shop, 1)
    begun = shop.now

    def freeze(*_: object) -> None:
        shop.now += HOLD

    shop.waiting = hindered(shop.waiting, "head", before=[freeze])

    shop.keep()

    assert shop.lot().claims[anna].deadline == begun + HOLD + OFFER


def change(shop: Shop, **fields: object) -> None:
    shop.sales.sales[SALE] = replace(shop.sale, **fields)


def test_a_pause_halts_offers_and_sales() -> None:
    shop = sold_out()
    (anna,) = in_list(shop, 1)
    returned(shop, 2)
    change(shop, pauses=(Pause(shop.now),))

    shop.keep()

    assert entry_of(shop, anna).state is EntryState.WAITING
    assert (shop.lot().returned, shop.lot().available) == (2, 0)


@pytest.mark.parametrize(
    "end",
    [lambda shop: change(shop, closed_at=shop.now), lambda shop: setattr(shop, "now", CLOSES)],
)
def test_once_the_list_is_over_units_go_on_sale_as_ever(end: Callable[[Shop], None]) -> None:
    shop = sold_out()
    (anna,) = in_list(shop, 1)
    returned(shop, 2)
    end(shop)

    shop.keep()

    assert entry_of(shop, anna).state is EntryState.WAITING
    assert (shop.lot().returned, shop.lot().available) == (0, 2)


def test_units_are_offered_on_the_days_after_the_sale_and_can_be_ordered_then() -> None:
    shop = sold_out(replace(LISTED, waitlist=Waitlist(60, 1)))
    (anna,) = in_list(shop, 2)
    returned(shop, 2)
    shop.now = CLOSES + HOUR

    shop.keep()

    assert entry_of(shop, anna).state is EntryState.OFFERED
    assert shop.order(shop.held(anna).reservation).new


def test_those_to_whom_units_are_offered_are_known_to_hold_something() -> None:
    shop = sold_out()
    (anna,) = in_list(shop, 1)
    returned(shop, 1)

    shop.keep()

    assert mark_of(anna) in shop.levels.holders
    assert shop.levels.held_until > shop.now + OFFER
    shop.watch = shop.another_process()
    assert shop.reserve(anna, 1).reservation.claim.offered


@pytest.mark.parametrize("trouble", [lose, refuse])
def test_a_run_that_could_not_tell_whom_it_offered_units_leaves_that_to_the_next(
    trouble: Hindrance,
) -> None:
    shop = sold_out()
    (anna,) = in_list(shop, 1)
    returned(shop, 1)
    plain = shop.published
    shop.published = hindered(plain, "publish", before=[trouble])
    with suppress(Unknown):
        shop.keep()
    shop.published = plain

    shop.keep()

    assert mark_of(anna) in shop.levels.holders


def test_whose_offer_has_run_out_is_not_known_to_hold_something_for_ever() -> None:
    shop = sold_out()
    anna, bert = in_list(shop, 1, 1)
    returned(shop, 1)
    shop.keep()
    shop.now += OFFER + GRACE + 1

    for _ in range(2):
        shop.keep()

    assert mark_of(anna) not in shop.levels.holders
    assert mark_of(bert) in shop.levels.holders


def test_stock_that_is_added_beside_a_list_is_left_to_the_keeper() -> None:
    shop = sold_out()
    (anna,) = in_list(shop, 1)

    adding.add_stock(
        sale_id=SALE,
        addition_id="more",
        units=4,
        by="marketer",
        now=shop.now,
        sales=shop.sales,
        lots=shop.lots,
        published=shop.published,
    )

    assert (shop.lot(1).available, shop.lot(1).returned) == (0, 4)
    shop.keep()
    assert shop.lot(0).claims[anna].lender == 1
    assert shop.lot(1).available == 3


def test_no_answer_from_the_list_ends_the_run() -> None:
    shop = sold_out()
    returned(shop, 1)
    shop.waiting = hindered(shop.waiting, "head", before=[lose])

    with pytest.raises(Unknown):
        shop.keep()

    assert shop.lot().returned == 1


def test_all_parts_of_a_list_are_read() -> None:
    shop = sold_out()
    parts: list[int] = []
    returned(shop, 1)
    shop.waiting = hindered(
        shop.waiting, "head", before=[lambda _sale, _pool, part: parts.append(part)] * lists.PARTS
    )

    shop.keep()

    assert parts == list(range(lists.PARTS))
