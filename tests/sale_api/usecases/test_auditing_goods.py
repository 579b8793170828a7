"""The audit of goods to come: what was given is what orders have, and no more than has arrived."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from sale_api.domain.moves import Actor, OrderState
from sale_api.usecases.audit import audit
from tests.fakes import FakeEntrants
from tests.sale_api.given import CLOSES, GRACE, HOUR, SALE
from tests.sale_api.usecases.test_allotting import Yard


class Served(Yard):
    """Two orders have had their part of what arrived, and one of them has ended since."""

    def __init__(self) -> None:
        super().__init__()
        self.first, _, self.waits = (self.paid(nth, 2) for nth in range(3))
        self.arrive(5)
        self.allot()
        had = self.orders.find(self.first.order)
        self.moved(had.moved(OrderState.CANCELLED, at=self.now, by=Actor.SHOPPER, reason="x"))

    def faults(self) -> str:
        audited = audit(
            sale_id=SALE,
            now=CLOSES + HOUR,
            sales=self.sales,
            lots=self.lots,
            orders=self.orders,
            views=self.views,
            entrants=FakeEntrants(),
            waiting=self.waiting,
            goods=self.goods,
            grace_ms=GRACE,
        )
        (goods,) = (check for check in audited.checks if check.check == "goods")
        assert goods.looked_at == 1
        return " ".join(goods.faults)

    def change(self, **changes: object) -> None:
        there = self.goods.find(SALE, "later")
        self.goods.goods[SALE, "later"] = replace(there, **changes)


def test_goods_that_were_given_to_orders_in_time_pass() -> None:
    assert Served().faults() == ""


def given_to_nobody(served: Served) -> None:
    served.change(given=5)


def given_twice(served: Served) -> None:
    order = served.orders.find(served.waits.order)
    noted = served.orders.find(served.first.order).history[2]
    served.orders.standing[order.order] = replace(order, history=(*order.history, noted))


def given_before_it_came(served: Served) -> None:
    served.change(arrivals={"monday": 3})


def forgotten(served: Served) -> None:
    served.goods.goods.clear()


@pytest.mark.parametrize(
    ("plant", "fault"),
    [
        (given_to_nobody, "5 units were given, orders have 4, 5 have arrived"),
        (given_twice, "4 units were given, orders have 6, 5 have arrived"),
        (given_before_it_came, "4 units were given, orders have 4, 3 have arrived"),
        (forgotten, "0 units were given, orders have 4, 0 have arrived"),
    ],
)
def test_what_was_given_is_what_orders_have_and_no_more_than_arrived(
    plant: Callable[[Served], None], fault: str
) -> None:
    served = Served()
    plant(served)

    assert fault in served.faults()
