"""Heeding what became of mails: late, twice, out of order, of unknown orders."""

from __future__ import annotations

import pytest

from sale_api.domain.fates import Fate, Posted, posted_in
from sale_api.domain.order import Order
from sale_api.ports import Unmet
from sale_api.usecases.heed import heed
from tests.fakes import FakeOrders
from tests.sale_api.given import OPENS, an_order

DELIVERED, BOUNCED = Posted(Fate.DELIVERED, OPENS), Posted(Fate.BOUNCED, OPENS + 1)


def after(*told: Posted) -> Posted | None:
    """Return what is noted of an order's first mail after this was told."""
    orders, order = FakeOrders(), an_order()
    orders.place(order)
    for posted in told:
        heed(order_id=order.order, event=1, posted=posted, orders=orders)
    standing = orders.standing[order.order]
    assert isinstance(standing, Order)
    return posted_in(standing.posted, "1-notice")


@pytest.mark.parametrize(
    "told",
    [(BOUNCED,), (DELIVERED, BOUNCED), (BOUNCED, DELIVERED), (BOUNCED, DELIVERED, BOUNCED)],
)
def test_a_bounce_stands_in_whatever_order_it_is_told(told: tuple[Posted, ...]) -> None:
    assert after(*told) == BOUNCED


def test_what_is_told_twice_changes_nothing() -> None:
    assert after(DELIVERED, DELIVERED) == DELIVERED


def test_of_an_unknown_order_nothing_is_noted() -> None:
    orders = FakeOrders()

    with pytest.raises(Unmet):
        heed(order_id="nobody-ordered-this-", event=1, posted=DELIVERED, orders=orders)

    assert orders.standing == {}
