"""Goods to come arrive, and are allotted to paid orders, first come first."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from sale_api.domain.errors import (
    InvalidRequest,
    LimitReached,
    NotFound,
    RequestReused,
    WrongState,
)
from sale_api.domain.goods import MOST_ARRIVALS, Arrivals
from sale_api.domain.history import NoteKind
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.payment import Payment
from sale_api.domain.plan import Plan, Pool
from sale_api.domain.sale import State
from sale_api.ports import Unknown
from sale_api.usecases.allot import AT_ONCE, Depot, allot
from sale_api.usecases.arrive import arrive
from sale_api.usecases.find_orders import summary_of
from tests.fakes import FakeGoods
from tests.sale_api.given import PREPAYMENT, SALE, a_plan, a_sale
from tests.sale_api.hindered import Hindrance, hindered, lose, refuse
from tests.sale_api.shop import Shop

LATER = Pool("later", 40, delivers_by="2027-03-01", to_come=True, payment=Payment.PREPAYMENT)


def a_plan_with_goods_to_come() -> Plan:
    return replace(
        a_plan(("main", 20)), pools=(Pool("main", 20), LATER), prepayment=PREPAYMENT, limit=3
    )


class Yard(Shop):
    """A shop that sells goods to come, and the yard where they arrive."""

    def __init__(self) -> None:
        super().__init__(a_plan_with_goods_to_come())
        self.goods: Any = FakeGoods(self.orders)
        self.goods.create(Arrivals(SALE, "later"))

    def arrive(self, units: int, arrival: str = "monday", pool: str = "later") -> Arrivals:
        return arrive(
            sale_id=SALE,
            pool=pool,
            arrival=arrival,
            units=units,
            sales=self.sales,
            goods=self.goods,
        )

    def allot(self) -> None:
        allot(sale=self.sale, depot=Depot(self.now, self.goods, self.views, self.orders))

    def paid(self, nth: int, quantity: int) -> Order:
        """Return the order of another shopper, a second later than the one before, and paid."""
        self.now += 1_000
        hold = self.reserve(self.shopper(nth=nth), quantity, "later")
        order = self.order(hold.reservation).order
        return self.moved(order.moved(OrderState.PAID, at=self.now, by=Actor.SYSTEM, detail="b1"))

    def moved(self, order: Order) -> Order:
        self.orders.move(order)
        self.views.record(summary_of(order))
        return order

    def allotted(self) -> list[str]:
        orders = (each for each in self.orders.standing.values() if isinstance(each, Order))
        return [
            each.order
            for each in orders
            if any(event.notes(NoteKind.ALLOTTED) for event in each.history)
        ]

    @property
    def given(self) -> int:
        return int(self.goods.find(SALE, "later").given)


def test_goods_are_counted_as_they_arrive() -> None:
    yard = Yard()

    assert yard.arrive(3).arrived == 3
    assert yard.arrive(2, "tuesday").arrivals == {"monday": 3, "tuesday": 2}


def test_the_same_arrival_again_is_the_same_answer_and_another_number_is_refused() -> None:
    yard = Yard()
    first = yard.arrive(3)

    assert yard.arrive(3) == first
    with pytest.raises(RequestReused):
        yard.arrive(4)


def test_who_was_faster_with_another_number_under_the_id_has_it() -> None:
    yard = Yard()
    store = yard.goods
    yard.goods = hindered(
        store, "arrive", before=[lambda *_: store.arrive(SALE, "later", "monday", 9)]
    )

    with pytest.raises(RequestReused):
        yard.arrive(3)


@pytest.mark.parametrize(("pool", "refusal"), [("main", InvalidRequest), ("gone", InvalidRequest)])
def test_only_goods_that_are_to_come_arrive(pool: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        Yard().arrive(3, pool=pool)


def test_nothing_arrives_for_a_sale_that_is_unknown_or_not_published() -> None:
    yard = Yard()
    yard.sales.sales[SALE] = a_sale(a_plan_with_goods_to_come(), State.DRAFT)
    with pytest.raises(WrongState):
        yard.arrive(3)

    yard.sales.sales.clear()
    with pytest.raises(NotFound):
        yard.arrive(3)


def test_a_sale_that_is_being_published_has_no_goods_yet() -> None:
    yard = Yard()
    yard.goods.goods.clear()

    with pytest.raises(WrongState):
        yard.arrive(3)


def test_arrivals_are_bounded_and_one_that_is_known_is_still_the_same() -> None:
    yard = Yard()
    *_, last = (yard.arrive(1, f"a{nth}") for nth in range(MOST_ARRIVALS))

    assert yard.arrive(1, "a0") == last
    with pytest.raises(LimitReached):
        yard.arrive(1, "one-too-many")


def test_goods_go_to_those_who_ordered_first() -> None:
    yard = Yard()
    first, second, third = (yard.paid(nth, 2) for nth in range(3))
    yard.arrive(5)

    yard.allot()

    assert yard.allotted() == [first.order, second.order]
    assert yard.given == 4
    event = yard.orders.find(first.order).history[-1]
    assert (event.what, event.by, event.at) == (OrderState.PAID, Actor.SYSTEM, yard.now)
    assert first.is_ready_at(event)
    assert yard.orders.find(third.order) == third


def test_who_wants_more_than_is_left_is_not_passed_over() -> None:
    yard = Yard()
    yard.paid(0, 3)
    yard.paid(1, 1)
    yard.arrive(2)

    yard.allot()
    assert yard.allotted() == []

    yard.arrive(2, "tuesday")
    yard.allot()
    assert len(yard.allotted()) == 2
    assert yard.given == 4


def test_where_nothing_is_left_to_give_nobody_is_asked_who_waits() -> None:
    yard = Yard()
    yard.paid(0, 3)
    yard.views = hindered(yard.views, "needing", before=[lose])

    yard.allot()

    assert yard.given == 0


def test_a_pool_whose_goods_were_not_created_is_left_alone() -> None:
    yard = Yard()
    yard.goods.goods.clear()

    yard.allot()

    assert yard.goods.find(SALE, "later") is None


def test_who_has_cancelled_meanwhile_gets_nothing_and_holds_nobody_up() -> None:
    yard = Yard()
    first, second = yard.paid(0, 2), yard.paid(1, 2)
    yard.arrive(2)
    yard.orders.move(
        first.moved(OrderState.CANCELLED, at=yard.now, by=Actor.SHOPPER, reason="regretted")
    )

    yard.allot()

    assert yard.allotted() == [second.order]


def test_an_order_is_allotted_once_though_the_list_still_names_it() -> None:
    yard = Yard()
    order = yard.paid(0, 2)
    yard.arrive(4)

    yard.allot()
    yard.allot()

    history = yard.orders.find(order.order).history
    assert sum(event.notes(NoteKind.ALLOTTED) for event in history) == 1
    assert yard.given == 2


def test_two_keepers_at_once_give_each_order_its_part_once() -> None:
    yard = Yard()
    orders = [yard.paid(nth, 2) for nth in range(3)]
    yard.arrive(4)
    store = yard.goods

    def somebody_else(*_: object) -> None:
        yard.goods = store
        yard.allot()

    yard.goods = hindered(store, "allot", before=[somebody_else])
    yard.allot()

    assert yard.allotted() == [order.order for order in orders[:2]]
    assert yard.given == 4


@pytest.mark.parametrize(("times", "is_served"), [(3, True), (4, False)])
def test_a_transaction_in_the_way_is_tried_again_and_then_stops_the_pool(
    times: int, *, is_served: bool
) -> None:
    yard = Yard()
    yard.paid(0, 2)
    yard.paid(1, 2)
    yard.arrive(4)
    before: list[Hindrance] = [refuse] * times
    yard.goods = hindered(yard.goods, "allot", before=before)

    yard.allot()

    assert bool(yard.allotted()) is is_served
    assert yard.given in {0, 4}


def test_no_answer_stops_the_run_and_the_next_goes_on() -> None:
    yard = Yard()
    first, second = yard.paid(0, 2), yard.paid(1, 2)
    yard.arrive(4)
    store = yard.goods
    yard.goods = hindered(store, "allot", after=[lose])

    with pytest.raises(Unknown):
        yard.allot()
    assert yard.allotted() == [first.order]

    yard.goods = store
    yard.allot()
    assert yard.allotted() == [first.order, second.order]


def test_so_many_orders_are_served_in_one_go() -> None:
    yard = Yard()
    asked: list[int] = []
    yard.views = hindered(
        yard.views, "needing", before=[lambda _need, _until, most: asked.append(most)]
    )
    yard.arrive(1)

    yard.allot()

    assert asked == [AT_ONCE]
