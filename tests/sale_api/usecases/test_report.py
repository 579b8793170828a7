"""The public report on a sale that is over: its units, and its orders a page at a time."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.errors import NotFound, WrongState
from sale_api.domain.moves import OrderState
from sale_api.ports import OrderSummary
from sale_api.usecases.find_orders import summary_of
from sale_api.usecases.report import Units, finished, served, where_units_went
from tests.fakes import FakeOrderViews
from tests.sale_api.given import CLOSES, GRACE, HOLD, OPENS, SALE, an_order
from tests.sale_api.shop import Shop

OVER = CLOSES + HOLD + GRACE + 1


def listed(*placed_at: int) -> FakeOrderViews:
    """Return a list of orders that were placed so many milliseconds after the opening."""
    views = FakeOrderViews()
    for number, at in enumerate(placed_at):
        views.record(replace(summary_of(an_order(at=OPENS + at)), order=f"order-{number}"))
    return views


def pages(views: FakeOrderViews, most: int) -> list[list[int]]:
    start: int | None = 0
    found = []
    while start is not None:
        page = served(sale=SALE, start=start, most=most, views=views)
        found.append([order.placed_at - OPENS for order in page.orders])
        start = page.following
    return found


@pytest.mark.parametrize(
    ("placed_at", "expected"),
    [
        ((), [[]]),
        ((3, 1), [[1, 3]]),
        ((1, 2, 3), [[1, 2], [3]]),
        ((1, 2, 3, 4), [[1, 2], [3, 4]]),
        ((1, 2, 2, 3), [[1], [2, 2], [3]]),
        ((1, 1, 1, 2, 3), [[1, 1, 1, 2], [3]]),
        ((1, 1, 1), [[1, 1, 1]]),
    ],
)
def test_every_order_is_on_one_page_and_no_instant_on_two(
    placed_at: tuple[int, ...], expected: list[list[int]]
) -> None:
    assert pages(listed(*placed_at), 2) == expected


def test_other_sales_orders_are_not_listed() -> None:
    views = listed(1)
    views.record(replace(summary_of(an_order(at=OPENS)), order="other", sale="other"))

    assert pages(views, 2) == [[1]]


def test_a_cancelled_order_is_listed() -> None:
    views = listed(1)
    shown: OrderSummary = views.summaries["order-0"]
    views.summaries["order-0"] = replace(shown, state=OrderState.CANCELLED)

    (found,) = served(sale=SALE, start=0, views=views).orders

    assert found.state is OrderState.CANCELLED


def test_every_unit_is_counted_where_it_is() -> None:
    shop = Shop()
    shop.stock(17)
    shop.reserve(shop.shopper(), 2)
    lot = shop.lot()
    shop.stores.lots[SALE, 0] = replace(lot, available=10, returned=4, written_off=1)

    counted = where_units_went(shop.sale, shop.lots)

    assert counted == Units(units=20, left=14, written_off=1, held=2, ordered=3)


def test_a_sale_is_reported_once_nothing_is_held_any_more() -> None:
    shop = Shop()

    with pytest.raises(WrongState):
        finished(sale_id=SALE, now=OVER - 1, watch=shop.watch, grace_ms=GRACE)

    assert finished(sale_id=SALE, now=OVER, watch=shop.watch, grace_ms=GRACE) == shop.sale


def test_a_sale_that_nobody_may_see_is_not_found() -> None:
    with pytest.raises(NotFound):
        finished(sale_id="none", now=OVER, watch=Shop().watch, grace_ms=GRACE)
