import pytest
from msgspec.structs import replace

from sale_api.domain.errors import NotFound
from sale_api.domain.sale import Phase, State
from sale_api.usecases.status import SHOWN_AFTER_CLOSING_MS, Status, coming, status
from tests.fakes import FakeBeacon
from tests.sale_api.given import (
    CLOSES,
    HOUR,
    OPENS,
    SALE,
    a_change,
    a_plan,
    a_sale,
    a_window,
)
from tests.sale_api.shop import Shop


def status_of(shop: Shop) -> Status:
    return status(sale_id=SALE, now=shop.now, watch=shop.watch, rounds=FakeBeacon.rounds)


def test_everybody_sees_what_each_pool_has_left() -> None:
    shop = Shop(a_plan(("de", 40), ("es", 20)))
    shop.stock(1, 0, 2, 20)
    shop.publish_levels()

    seen = status_of(shop)

    assert seen.sale == shop.sale
    assert seen.phase is Phase.OPEN
    assert seen.remaining == {"de": 3, "es": 20}
    assert not seen.sold_out


def test_a_sale_is_sold_out_once_no_lot_of_any_pool_has_a_unit() -> None:
    shop = Shop(a_plan(("de", 20), ("es", 20)))
    shop.stock(0, 1)
    shop.publish_levels()
    assert not status_of(shop).sold_out

    shop.stock(0, 0)
    shop.publish_levels()

    assert status_of(shop).sold_out
    assert status_of(shop).remaining == {"de": 0, "es": 0}


def sold_out_shop(now: int = OPENS) -> Shop:
    """Return a shop without a unit, where some lie in baskets for a while."""
    shop = Shop(now=now)
    shop.stock(0)
    shop.publish_levels()
    shop.published.levels[SALE] = replace(shop.levels, held_until=CLOSES + HOUR)
    return shop


@pytest.mark.parametrize(
    ("now", "told"), [(OPENS - 1, False), (OPENS, True), (CLOSES - 1, True), (CLOSES, False)]
)
def test_units_may_come_back_only_while_the_sale_runs(now: int, *, told: bool) -> None:
    until = status_of(sold_out_shop(now)).may_return_until

    assert until == (CLOSES + HOUR if told else None)


def test_units_may_come_back_to_a_halted_sale() -> None:
    shop = sold_out_shop()
    shop.sales.sales[SALE] = shop.sale.paused(a_change(OPENS))
    shop.now += HOUR

    assert status_of(shop).may_return_until == CLOSES + 2 * HOUR


def test_while_units_are_left_nobody_is_told_of_others() -> None:
    assert status_of(Shop()).may_return_until is None


def test_a_sale_that_there_is_not_has_no_status() -> None:
    shop = Shop()
    shop.sales.sales.clear()

    with pytest.raises(NotFound):
        status_of(shop)


def test_coming_and_running_sales_are_listed_the_next_one_first() -> None:
    shop = Shop()
    later = a_plan(windows=[a_window(OPENS + 9 * HOUR, OPENS + 10 * HOUR)])
    shop.sales.sales = {
        sale.sale: sale
        for sale in (
            replace(a_sale(later), sale="later"),
            replace(a_sale(), sale="running"),
            replace(a_sale(state=State.DRAFT), sale="draft"),
            replace(a_sale(state=State.PUBLISHING), sale="publishing"),
        )
    }

    shop.published.levels["running"] = replace(shop.levels, sale="running")

    listed = coming(now=OPENS, watch=shop.watch)

    assert [seen.sale.sale for seen in listed] == ["running", "later"]


@pytest.mark.parametrize(
    ("now", "sold_out"),
    [(OPENS - 1, False), (OPENS, True), (CLOSES - 1, True), (CLOSES, False)],
)
def test_a_running_sale_without_a_unit_is_listed_as_sold_out(now: int, *, sold_out: bool) -> None:
    (seen,) = coming(now=now, watch=sold_out_shop(now).watch)

    assert seen.sold_out is sold_out


@pytest.mark.parametrize(("age", "sold_out"), [(0, False), (4_999, False), (5_000, True)])
def test_the_list_is_satisfied_with_levels_of_five_seconds_ago(age: int, *, sold_out: bool) -> None:
    shop = Shop()
    watch = shop.watch
    status_of(shop)
    shop.stock(0)
    shop.publish_levels()

    (seen,) = coming(now=shop.now + age, watch=watch)

    assert seen.sold_out is sold_out


@pytest.mark.parametrize(
    ("now", "listed"),
    [(CLOSES + SHOWN_AFTER_CLOSING_MS - 1, 1), (CLOSES + SHOWN_AFTER_CLOSING_MS, 0)],
)
def test_a_sale_that_is_over_is_listed_for_a_day(now: int, listed: int) -> None:
    shop = Shop()

    assert len(coming(now=now, watch=shop.watch)) == listed
