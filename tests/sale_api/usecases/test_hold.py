import pytest

from sale_api.domain.errors import NotFound
from sale_api.domain.order import Bar
from tests.sale_api.given import CLOSES, GRACE, HOLD, MINUTE, OPENS, SALE, a_change, a_plan
from tests.sale_api.shop import Shop


@pytest.mark.parametrize(("past", "holds"), [(-1, True), (0, True), (1, False), (GRACE, False)])
def test_a_reservation_is_held_to_its_deadline_and_not_beyond(past: int, *, holds: bool) -> None:
    shop = Shop()
    anna = shop.shopper()
    reservation = shop.reserve(anna).reservation
    shop.now = OPENS + HOLD + past

    if holds:
        assert shop.held(anna).reservation == reservation
        assert shop.held(anna).deadline_at == OPENS + HOLD
    else:
        with pytest.raises(NotFound):
            shop.held(anna)


def test_who_has_no_claim_holds_nothing() -> None:
    shop = Shop()

    with pytest.raises(NotFound):
        shop.held(shop.shopper())


def test_a_lent_reservation_is_seen_with_the_pool_that_its_units_are_from() -> None:
    shop = Shop(a_plan(("de", 20), ("es", 20)))
    anna = shop.shopper(home=0)
    reservation = shop.reserve(anna, 2, "es").reservation

    assert shop.held(anna).reservation == reservation


def test_an_order_is_seen_whenever_one_looks() -> None:
    shop = Shop()
    anna = shop.shopper()
    order = shop.order(shop.reserve(anna).reservation).order
    shop.now = CLOSES + HOLD

    assert shop.held(anna).order == order


def test_an_order_that_has_ended_holds_nothing() -> None:
    shop = Shop()
    anna = shop.shopper()
    order = shop.order(shop.reserve(anna).reservation).order
    claimed = shop.lot()
    shop.cancel(order)
    shop.stores.lots[SALE, 0] = claimed  # as if the cancelling had stopped before the give-back

    with pytest.raises(NotFound):
        shop.held(anna)


def test_a_barred_claim_holds_nothing_though_it_still_stands() -> None:
    shop = Shop()
    anna = shop.shopper()
    reservation = shop.reserve(anna).reservation
    shop.orders.bar(Bar(reservation.order, SALE, OPENS))

    with pytest.raises(NotFound):
        shop.held(anna)


def test_a_pause_moves_the_instant_until_which_units_are_held() -> None:
    shop = Shop()
    anna = shop.shopper()
    shop.reserve(anna)
    halted = shop.sale.paused(a_change(OPENS + MINUTE)).resumed(a_change(OPENS + 3 * MINUTE))
    shop.sales.sales[SALE] = halted
    shop.now = OPENS + 4 * MINUTE

    hold = shop.held(anna)

    assert hold.deadline_at == OPENS + HOLD + 2 * MINUTE


def test_while_a_pause_lasts_the_deadline_keeps_its_distance() -> None:
    shop = Shop()
    anna = shop.shopper()
    shop.reserve(anna)
    shop.sales.sales[SALE] = shop.sale.paused(a_change(OPENS + MINUTE))
    shop.now = OPENS + 60 * MINUTE

    hold = shop.held(anna)

    assert hold.deadline_at == shop.now + HOLD - MINUTE
