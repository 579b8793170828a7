import pytest
from msgspec.structs import replace

from sale_api.domain.levels import KEPT_WITHIN_MS
from sale_api.domain.lot import Claim
from sale_api.domain.order import Bar
from sale_api.domain.plan import DAY_MS
from sale_api.domain.sale import State
from sale_api.domain.waiting import LIST_DAYS, OFFER_SECONDS, Waitlist
from sale_api.usecases import expire
from sale_api.usecases.keep import KEPT_AFTER_CLOSING_MS, needs_keeping
from sale_api.usecases.stock import Stock
from tests.sale_api.given import (
    CLOSES,
    GRACE,
    HOLD,
    MINUTE,
    OPENS,
    PREPAYMENT,
    SALE,
    SECOND,
    a_change,
    a_plan,
    a_sale,
)
from tests.sale_api.hindered import hindered, leave_alone, refuse
from tests.sale_api.shop import Shop

TWO_POOLS = a_plan(("de", 20), ("es", 20))
AFTER = GRACE + KEPT_WITHIN_MS


@pytest.mark.parametrize(("past", "kept"), [(0, True), (GRACE, True), (GRACE + 1, False)])
def test_a_claim_is_expired_once_it_is_over_by_more_than_the_grace(
    past: int, *, kept: bool
) -> None:
    shop = Shop()
    anna = shop.shopper()
    reservation = shop.reserve(anna, 2).reservation
    shop.now = OPENS + HOLD + past

    shop.keep()

    assert (anna in shop.lot().claims) is kept
    assert shop.lot().available == (18 if kept else 20)
    assert isinstance(shop.orders.standing.get(reservation.order), Bar) is not kept


def test_a_claim_that_became_an_order_is_settled_once_its_deadline_is_past() -> None:
    shop = Shop()
    anna, bert = shop.shopper(nth=0), shop.shopper(nth=1)
    for shopper in (anna, bert):
        shop.order(shop.reserve(shopper).reservation)
    shop.now += HOLD + GRACE + 1

    shop.keep()

    assert [shop.lot().claims[each].settled for each in (anna, bert)] == [True, True]
    assert shop.lot().returned == 0


def test_a_settled_claim_is_left_alone() -> None:
    shop = Shop()
    shop.order(shop.reserve(shop.shopper()).reservation)
    shop.now += HOLD + GRACE + 1
    shop.keep()
    lot = shop.lot()
    shop.orders = hindered(shop.orders, "bar", before=[refuse])

    shop.keep()

    assert shop.lot() == lot


def test_a_claim_whose_order_ended_is_given_back_not_settled() -> None:
    shop = Shop()
    order = shop.order(shop.reserve(shop.shopper(), 2).reservation).order
    claimed = shop.lot()
    shop.cancel(order)
    shop.stores.lots[SALE, 0] = claimed  # the cancelling stopped before it gave back
    shop.now += HOLD + GRACE + 1

    shop.keep()

    assert not shop.lot().claims
    assert shop.lot().available == 20


def test_units_that_came_back_go_on_sale_again_and_their_level_with_them() -> None:
    shop = Shop()
    anna = shop.shopper()
    shop.reserve(anna, 2)
    shop.publish_levels()
    shop.give_back(anna)

    shop.keep()

    assert (shop.lot().available, shop.lot().returned) == (20, 0)
    assert shop.levels.levels == (20,)
    assert shop.levels.generation == 1


def test_lent_units_go_on_sale_again_in_the_lot_that_lent_them() -> None:
    shop = Shop(TWO_POOLS)
    shop.reserve(shop.shopper(home=0), 2, "es")
    shop.now += HOLD + GRACE + 1

    shop.keep()

    assert [shop.lot(number).available for number in (0, 1)] == [20, 20]


def test_two_lots_at_once_go_on_sale_again() -> None:
    shop = Shop(TWO_POOLS)
    shop.reserve(shop.shopper(home=0), 2, "de")
    shop.reserve(shop.shopper(home=1), 2, "es")
    shop.publish_levels()
    shop.now += HOLD + GRACE + 1

    shop.keep()

    assert shop.levels.levels == (20, 20)
    assert shop.levels.generation == 2


def test_a_promotion_that_somebody_else_was_faster_with_is_left_to_the_next_time() -> None:
    shop = Shop(TWO_POOLS)
    for home, pool in ((0, "de"), (1, "es")):
        anna = shop.shopper(home)
        shop.reserve(anna, 2, pool)
        shop.give_back(anna)
    lots = shop.lots
    shop.lots = hindered(lots, "promote", before=[lots.promote])

    shop.keep()

    assert [shop.lot(number).available for number in (0, 1)] == [20, 20]
    assert [shop.lot(number).returned for number in (0, 1)] == [0, 0]


def test_a_lot_that_another_keeper_promoted_meanwhile_is_passed_over() -> None:
    shop = Shop()
    anna = shop.shopper()
    shop.reserve(anna)
    shop.give_back(anna)
    lots = shop.lots

    def be_faster(*_: object) -> None:
        lots.promote(shop.lot(), shop.levels)

    shop.lots = hindered(lots, "look", before=[leave_alone, be_faster])

    shop.keep()

    assert shop.lot().available == 20
    assert shop.levels.generation == 1


def test_a_pause_keeps_claims_from_running_out() -> None:
    shop = Shop()
    anna = shop.shopper()
    shop.reserve(anna)
    shop.sales.sales[SALE] = shop.sale.paused(a_change(OPENS + MINUTE))
    shop.now += 2 * HOLD

    shop.keep()

    assert anna in shop.lot().claims


def test_a_claim_that_could_not_be_let_go_stays_for_the_next_time() -> None:
    shop = Shop()
    anna = shop.shopper()
    shop.reserve(anna)
    shop.now += HOLD + GRACE + 1
    shop.lots = hindered(shop.lots, "give_back", before=[refuse])
    shop.keep()
    assert anna in shop.lot().claims

    shop.keep()

    assert not shop.lot().claims
    assert shop.lot().available == 20


def test_a_run_lets_so_many_claims_go_and_the_next_one_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(expire, "MOST", 1)
    shop = Shop(TWO_POOLS)
    for home, pool in ((0, "de"), (1, "es")):
        shop.reserve(shop.shopper(home), 2, pool)
    shop.now += HOLD + GRACE + 1
    shop.keep()
    assert [shop.lot(number).available for number in (0, 1)] == [20, 18]

    shop.keep()

    assert [shop.lot(number).available for number in (0, 1)] == [20, 20]


def test_claims_that_are_left_to_the_next_run_may_still_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(expire, "MOST", 0)
    shop = sold_out_shop(held=1)
    shop.now = OPENS + HOLD + GRACE + 1

    shop.keep()

    assert shop.levels.held_until == shop.now + AFTER


def test_an_order_that_ends_while_its_claim_is_settled_keeps_no_other_from_it_for_long() -> None:
    shop = Shop()
    anna, bert = shop.shopper(nth=0), shop.shopper(nth=1)
    orders = [shop.order(shop.reserve(each).reservation).order for each in (anna, bert)]
    shop.now += HOLD + GRACE + 1
    lots = shop.lots
    shop.lots = hindered(lots, "settle", before=[lambda *_: shop.cancel(orders[0])])
    shop.keep()
    assert not shop.lot().claims[bert].settled

    shop.keep()

    assert shop.lot().claims[bert].settled
    assert anna not in shop.lot().claims
    assert shop.lot().available == 18


def test_a_sale_without_levels_has_nothing_to_keep() -> None:
    shop = Shop()
    shop.published.levels.clear()
    shop.lots = hindered(shop.lots, "look", before=[refuse])

    shop.keep()

    assert shop.published.levels == {}


@pytest.mark.parametrize(
    ("state", "now", "kept"),
    [
        (State.DRAFT, OPENS, False),
        (State.PUBLISHING, OPENS, False),
        (State.PUBLISHED, OPENS - MINUTE, True),
        (State.PUBLISHED, CLOSES + KEPT_AFTER_CLOSING_MS - 1, True),
        (State.PUBLISHED, CLOSES + KEPT_AFTER_CLOSING_MS, False),
    ],
)
def test_a_published_sale_is_kept_until_a_week_after_its_end(
    state: State, now: int, *, kept: bool
) -> None:
    assert needs_keeping(a_sale(state=state), now) is kept


def test_a_paused_sale_is_kept_however_long_it_lasts() -> None:
    paused = a_sale().paused(a_change(OPENS))

    assert needs_keeping(paused, CLOSES + 2 * KEPT_AFTER_CLOSING_MS)


@pytest.mark.parametrize(("after", "kept"), [(-1, True), (0, False)])
def test_a_sale_is_kept_as_long_as_its_last_order_may_be_paid(after: int, *, kept: bool) -> None:
    prepaid = a_sale(replace(a_plan(), prepayment=PREPAYMENT))
    until = CLOSES + PREPAYMENT.pay_seconds * SECOND + KEPT_AFTER_CLOSING_MS

    assert needs_keeping(prepaid, until + after) is kept


@pytest.mark.parametrize(("after", "kept"), [(-1, True), (0, False)])
def test_the_last_order_to_be_paid_may_come_of_the_last_offer(after: int, *, kept: bool) -> None:
    waitlist = Waitlist(offer_seconds=OFFER_SECONDS[-1], days=LIST_DAYS[-1])
    listed = a_sale(replace(a_plan(), prepayment=PREPAYMENT, waitlist=waitlist))
    last_offer = CLOSES + LIST_DAYS[-1] * DAY_MS + OFFER_SECONDS[-1] * SECOND
    until = last_offer + PREPAYMENT.pay_seconds * SECOND + KEPT_AFTER_CLOSING_MS

    assert needs_keeping(listed, until + after) is kept


@pytest.mark.parametrize(("after", "kept"), [(-1, True), (0, False)])
def test_what_was_held_while_a_pause_outlasted_the_sale_is_still_let_go(
    after: int, *, kept: bool
) -> None:
    resumed_at = CLOSES + 2 * KEPT_AFTER_CLOSING_MS
    resumed = a_sale().paused(a_change(OPENS)).resumed(a_change(resumed_at))

    assert needs_keeping(resumed, resumed_at + KEPT_AFTER_CLOSING_MS + after) is kept


def test_an_offer_that_a_pause_prolonged_is_let_go_however_long_it_stood() -> None:
    waitlist = Waitlist(offer_seconds=OFFER_SECONDS[-1], days=0)
    last_offer = Claim(1, "offered0", CLOSES - 1 + OFFER_SECONDS[-1] * SECOND, offered=True)
    listed = a_sale(replace(a_plan(), waitlist=waitlist)).paused(a_change(CLOSES))
    resumed = listed.resumed(a_change(CLOSES + 2 * KEPT_AFTER_CLOSING_MS))
    over = resumed.wall(last_offer.deadline, resumed.pauses[0].resumed_at or 0) + GRACE + 1

    assert last_offer.is_over(resumed.clock(over), GRACE)
    assert needs_keeping(resumed, over + MINUTE)


def sold_out_shop(*, held: int) -> Shop:
    """Return a shop with no unit left, so many shoppers holding one, and the bound published."""
    shop = Shop()
    for nth in range(held):
        shop.reserve(shop.shopper(nth=nth), 1)
        shop.now += SECOND
    shop.stores.lots[SALE, 0] = replace(shop.lot(), available=0, written_off=20 - held)
    shop.publish_levels()
    bound = replace(shop.levels, held_until=OPENS + 10 * HOLD)
    shop.published.levels[SALE] = bound
    return shop


def test_it_is_told_until_when_the_last_basket_may_come_back() -> None:
    shop = sold_out_shop(held=2)

    shop.keep()

    assert shop.levels.held_until == OPENS + SECOND + HOLD + AFTER


def test_when_no_basket_is_left_nothing_may_come_back() -> None:
    shop = sold_out_shop(held=1)
    shop.order(shop.held(shop.shopper()).reservation)
    shop.now += HOLD + GRACE + SECOND

    shop.keep()

    assert shop.levels.held_until == 0
    assert shop.watch.may_return_until(Stock(shop.sale, shop.levels), shop.now) is None


def test_a_bound_that_was_too_low_is_raised() -> None:
    shop = sold_out_shop(held=1)
    shop.published.levels[SALE] = replace(shop.levels, held_until=OPENS)

    shop.keep()

    assert shop.levels.held_until == OPENS + HOLD + AFTER


def test_a_bound_that_is_right_is_not_written_again() -> None:
    shop = sold_out_shop(held=1)
    shop.keep()
    shop.published = hindered(shop.published, "publish", before=[refuse])
    levels = shop.levels

    shop.keep()

    assert shop.levels is levels


def test_nothing_is_told_while_a_lot_may_have_units() -> None:
    shop = Shop()
    shop.reserve(shop.shopper())

    shop.keep()

    assert shop.levels.held_until == 0


def test_a_claim_that_could_not_be_let_go_may_still_come_back() -> None:
    shop = sold_out_shop(held=1)
    shop.now = OPENS + HOLD + GRACE + 1
    shop.lots = hindered(shop.lots, "give_back", before=[refuse])

    shop.keep()

    assert shop.levels.held_until == shop.now + AFTER


def test_units_that_could_not_be_promoted_may_still_come_back() -> None:
    shop = sold_out_shop(held=1)
    shop.give_back(shop.shopper())
    shop.lots = hindered(shop.lots, "promote", before=[refuse])

    shop.keep()

    assert shop.lot().returned == 1
    assert shop.levels.held_until == shop.now + AFTER


def test_nothing_is_told_if_units_went_on_sale_in_between() -> None:
    shop = sold_out_shop(held=1)
    shop.give_back(shop.shopper())
    bound = shop.levels.held_until

    shop.keep()

    assert shop.levels.levels == (1,)
    assert shop.levels.held_until == bound
