from dataclasses import replace

import pytest

from sale_api.domain.errors import NotFound
from sale_api.domain.levels import KEPT_WITHIN_MS
from sale_api.domain.sale import Phase, State
from sale_api.usecases.status import SHOWN_AFTER_CLOSING_MS, Status, coming, status
from tests.sale_api.given import (
    CLOSES,
    GRACE,
    HOLD,
    HOUR,
    OPENS,
    SALE,
    a_change,
    a_plan,
    a_sale,
    a_window,
)
from tests.sale_api.shop import Shop

UNTIL = HOLD + GRACE + KEPT_WITHIN_MS


def status_of(shop: Shop) -> Status:
    return status(sale_id=SALE, now=shop.now, watch=shop.watch)


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


@pytest.mark.parametrize(
    ("now", "until"),
    [(OPENS - 1, None), (OPENS, OPENS + UNTIL), (CLOSES - 1, CLOSES - 1 + UNTIL), (CLOSES, None)],
)
def test_units_may_come_back_only_while_the_sale_runs(now: int, until: int | None) -> None:
    shop = Shop(now=now)

    assert status_of(shop).may_return_until == until


def test_units_may_come_back_to_a_halted_sale() -> None:
    shop = Shop()
    shop.sales.sales[SALE] = shop.sale.paused(a_change(OPENS))
    shop.now += HOUR

    assert status_of(shop).may_return_until == shop.now + UNTIL


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

    listed = coming(now=OPENS, watch=shop.watch)

    assert [sale.sale for sale in listed] == ["running", "later"]


@pytest.mark.parametrize(
    ("now", "listed"),
    [(CLOSES + SHOWN_AFTER_CLOSING_MS - 1, 1), (CLOSES + SHOWN_AFTER_CLOSING_MS, 0)],
)
def test_a_sale_that_is_over_is_listed_for_a_day(now: int, listed: int) -> None:
    shop = Shop()

    assert len(coming(now=now, watch=shop.watch)) == listed
