"""Lists of orders: by shopper, by sale, counted by state; never back to an earlier version."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from msgspec.structs import replace

from sale_api.domain.errors import InvalidRequest
from sale_api.domain.fates import Fate
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.ports import OrderSummary, OrderViews

NOW = 1_800_000_000_000


def summary(number: int = 1, state: OrderState = OrderState.PLACED) -> OrderSummary:
    return OrderSummary(
        order=f"order-{number}",
        sale="a-sale",
        title="A phone",
        shopper="anna",
        state=state,
        quantity=2,
        price=Money(4997, "EUR"),
        placed_at=NOW + number,
        version=1,
        ended_by=Actor.MARKETER,
        reason="No supply.",
        mail=Fate.BOUNCED,
    )


def all_pages(views: OrderViews, sale: str, state: OrderState | None) -> list[OrderSummary]:
    page = views.of_sale(sale, state, None)
    found = list(page.orders)
    while page.cursor is not None:
        page = views.of_sale(sale, state, page.cursor)
        found += page.orders
    return found


def test_a_shopper_without_orders_has_none(views: OrderViews) -> None:
    assert list(views.of_shopper("anna")) == []


def test_a_shoppers_orders_come_the_newest_first(views: OrderViews) -> None:
    others = replace(summary(9), shopper="bert")
    for each in (summary(2), others, replace(summary(3), sale="other"), summary(1)):
        views.record(each)

    found = views.of_shopper("anna")

    assert list(found) == [replace(summary(3), sale="other"), summary(2), summary(1)]


def test_a_later_version_replaces_an_earlier(views: OrderViews) -> None:
    later = replace(summary(), version=2, state=OrderState.SHIPPED)
    views.record(summary())

    views.record(later)

    assert list(views.of_shopper("anna")) == [later]


def test_an_earlier_version_that_comes_late_changes_nothing(views: OrderViews) -> None:
    later = replace(summary(), version=2, state=OrderState.SHIPPED)
    views.record(later)

    views.record(summary())
    views.record(later)

    assert list(views.of_shopper("anna")) == [later]


def test_what_came_before_trouble_with_a_mail_and_is_late_changes_nothing(
    views: OrderViews,
) -> None:
    views.record(summary())

    views.record(replace(summary(), mail=None))
    kept = views.of_shopper("anna")
    views.record(replace(summary(), mail=Fate.COMPLAINED))
    views.record(summary())

    assert [view.mail for view in kept] == [Fate.BOUNCED]
    assert [view.mail for view in views.of_shopper("anna")] == [Fate.COMPLAINED]


def test_a_sales_orders_come_in_pages_the_oldest_first(views: OrderViews) -> None:
    for number in (5, 2, 7, 1, 3, 6, 4):
        views.record(summary(number))
    views.record(replace(summary(8), sale="other"))

    page = views.of_sale("a-sale", None, None)

    assert len(page.orders) == 3
    assert all_pages(views, "a-sale", None) == [summary(number) for number in range(1, 8)]


def test_a_sale_without_orders_is_one_empty_page(views: OrderViews) -> None:
    page = views.of_sale("a-sale", None, None)

    assert (list(page.orders), page.cursor) == ([], None)


def test_a_state_narrows_the_pages(views: OrderViews) -> None:
    for number in range(7):
        state = OrderState.SHIPPED if number in {0, 5, 6} else OrderState.PLACED
        views.record(summary(number, state))

    found = all_pages(views, "a-sale", OrderState.SHIPPED)

    assert [each.order for each in found] == ["order-0", "order-5", "order-6"]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "bm9uZQ==",
        "WzEsIDIsIDNd",
        "\u00fc",
        "WyJ4Il0=",
        *(
            urlsafe_b64encode(forged).decode()
            for forged in (
                b'[Infinity, "shopper", "order"]',
                b'[1e40, "shopper", "order"]',
                b'["1" , "\\ud800", "order"]',
                b'["1", "", "order"]',
                b'["-1", "shopper", "order"]',
                b'["' + b"9" * 300 + b'", "shopper", "order"]',
                b"[" * 370,
            )
        ),
    ],
)
def test_a_cursor_of_ones_own_is_refused(views: OrderViews, cursor: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        views.of_sale("a-sale", None, cursor)

    assert set(refused.value.fields) == {"cursor"}


def test_orders_are_counted_by_state(views: OrderViews) -> None:
    views.record(summary(1))
    views.record(summary(2))
    views.record(summary(3, OrderState.CANCELLED))
    views.record(replace(summary(4), sale="other"))

    assert dict(views.counts("a-sale")) == {OrderState.PLACED: 2, OrderState.CANCELLED: 1}


def test_orders_are_read_from_an_instant_on_and_no_more_than_asked_for(views: OrderViews) -> None:
    for number in (5, 2, 3, 1, 4):
        views.record(summary(number))
    views.record(replace(summary(6), sale="other"))

    found = views.placed_from("a-sale", NOW + 2, 3)

    assert list(found) == [summary(number) for number in (2, 3, 4)]
    assert list(views.placed_from("a-sale", NOW + 5, 3)) == [summary(5)]
    assert list(views.placed_from("a-sale", NOW + 6, 3)) == []


def waiting(number: int, need: str = "a-sale#money") -> OrderSummary:
    return replace(summary(number), need=need, need_at=NOW + number)


def test_orders_that_wait_for_something_are_read_by_when_it_is_due(views: OrderViews) -> None:
    for number in (5, 2, 3, 1, 4):
        views.record(waiting(number))
    views.record(waiting(0, "a-sale#goods#main"))
    views.record(summary(6))

    assert list(views.needing("a-sale#money", NOW, 9)) == []
    assert list(views.needing("a-sale#money", NOW + 1, 9)) == ["order-1"]
    assert list(views.needing("a-sale#money", NOW + 9, 3)) == ["order-1", "order-2", "order-3"]
    assert list(views.needing("a-sale#goods#main", NOW + 9, 9)) == ["order-0"]


def test_an_order_that_waits_no_more_leaves_its_list(views: OrderViews) -> None:
    views.record(waiting(1))

    views.record(replace(summary(1), version=2))

    assert list(views.needing("a-sale#money", NOW + 9, 9)) == []
    assert list(views.of_shopper("anna")) == [replace(summary(1), version=2)]


def test_an_order_that_waits_for_longer_moves_down_its_list(views: OrderViews) -> None:
    views.record(waiting(1))
    views.record(waiting(2))

    views.record(replace(waiting(1), version=2, need_at=NOW + 5))

    assert list(views.needing("a-sale#money", NOW + 9, 9)) == ["order-2", "order-1"]
