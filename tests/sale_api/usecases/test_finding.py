"""Order pages and lists: `order_page` and `find_orders`."""

import pytest

from sale_api.domain.errors import InvalidRequest, NotFound
from sale_api.domain.lot import Claim
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Bar, Order
from sale_api.ports import OrderSummary, Page
from sale_api.usecases.find_orders import of_shopper, search, summary_of
from sale_api.usecases.order_page import read_order
from tests.fakes import FakeOrders, FakeOrderViews
from tests.sale_api.given import OPENS, PRICE, SALE, a_reservation, an_order, cancelled

ANNA, BERT = "shopper-0000anna", "shopper-0000bert"


def order_of(shopper: str, nth: int = 0) -> Order:
    claim = Claim(2, f"claim{nth:03}", OPENS)
    return an_order(a_reservation(claim, shopper), at=OPENS + nth)


class Lists:
    def __init__(self, *orders: Order) -> None:
        self.orders = FakeOrders()
        self.views = FakeOrderViews(page_size=2)
        for order in orders:
            self.orders.place(order)
            self.views.record(summary_of(order))

    def search(
        self,
        *,
        sale: str | None = None,
        state: OrderState | None = None,
        shopper: str | None = None,
        order: str | None = None,
        cursor: str | None = None,
    ) -> Page:
        return search(
            sale=sale,
            state=state,
            shopper=shopper,
            order=order,
            cursor=cursor,
            views=self.views,
            orders=self.orders,
        )


@pytest.mark.parametrize("who", [ANNA, None])
def test_an_order_is_shown_to_its_shopper_and_to_whoever_may_see_all(who: str | None) -> None:
    order = order_of(ANNA)
    lists = Lists(order)

    assert read_order(order_id=order.order, shopper=who, orders=lists.orders) == order


def test_another_shoppers_order_a_bar_and_nothing_are_the_same_not_found() -> None:
    lists = Lists(order_of(ANNA))
    lists.orders.bar(Bar("barred", SALE, OPENS))

    for order, who in ((order_of(ANNA).order, BERT), ("barred", None), ("nothing", None)):
        with pytest.raises(NotFound, match="no such order"):
            read_order(order_id=order, shopper=who, orders=lists.orders)


def test_a_summary_says_what_lists_show() -> None:
    order = cancelled(order_of(ANNA))

    assert summary_of(order) == OrderSummary(
        order=order.order,
        sale=SALE,
        title="Windows 7",
        shopper=ANNA,
        state=OrderState.CANCELLED,
        quantity=2,
        price=PRICE,
        placed_at=OPENS,
        version=2,
        ended_by=Actor.MARKETER,
        reason="no supply",
    )


def test_why_a_shopper_ended_an_order_is_in_no_list() -> None:
    order = order_of(ANNA)
    ended = order.moved(OrderState.CANCELLED, at=OPENS, by=Actor.SHOPPER, reason="Too dear.")

    summary = summary_of(ended)

    assert (summary.ended_by, summary.reason) == (Actor.SHOPPER, None)


def test_a_shopper_sees_all_orders_whatever_became_of_them_the_newest_first() -> None:
    old, new = cancelled(order_of(ANNA)), order_of(ANNA, 1)
    lists = Lists(old, new, order_of(BERT))

    found = of_shopper(shopper=ANNA, views=lists.views)

    assert found == [summary_of(new), summary_of(old)]


def test_an_order_is_found_by_its_number() -> None:
    order = order_of(ANNA)
    lists = Lists(order, order_of(BERT))

    assert lists.search(order=order.order) == Page([summary_of(order)], None)
    assert lists.search(order="nothing") == Page([], None)


def test_a_bar_is_no_order_to_be_found() -> None:
    lists = Lists()
    lists.orders.bar(Bar("barred", SALE, OPENS))

    assert lists.search(order="barred") == Page([], None)


def test_a_sales_orders_come_page_by_page_the_oldest_first() -> None:
    orders = [order_of(ANNA, nth) for nth in range(3)]
    lists = Lists(*reversed(orders))

    first = lists.search(sale=SALE)
    second = lists.search(sale=SALE, cursor=first.cursor)

    assert [*first.orders, *second.orders] == [summary_of(order) for order in orders]
    assert (len(first.orders), second.cursor) == (2, None)


def test_a_shoppers_orders_can_be_narrowed_by_sale_and_state() -> None:
    ended, running = cancelled(order_of(ANNA)), order_of(ANNA, 1)
    lists = Lists(ended, running)

    assert lists.search(shopper=ANNA, state=OrderState.CANCELLED).orders == [summary_of(ended)]
    assert len(lists.search(shopper=ANNA, sale=SALE).orders) == 2
    assert lists.search(shopper=ANNA, sale="another").orders == []


def test_an_order_found_by_number_is_another_shoppers_if_it_does_not_match() -> None:
    order = order_of(ANNA)
    lists = Lists(order)

    assert lists.search(order=order.order, shopper=BERT).orders == []
    assert len(lists.search(order=order.order, shopper=ANNA).orders) == 1


def test_a_search_for_nothing_in_particular_is_refused() -> None:
    with pytest.raises(InvalidRequest) as refused:
        Lists().search(state=OrderState.PLACED)

    assert list(refused.value.fields) == ["sale"]
