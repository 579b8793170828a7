"""Goods to come: counted once as they arrive, and never given twice, nor more than there are."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.goods import Arrivals
from sale_api.domain.history import Note, NoteKind
from sale_api.domain.lot import Claim
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.ports import Goods, Orders, Unmet
from tests.orders import an_order

NOW = 1_800_000_000_000
ORDER = an_order(at=NOW)
SALE, POOL = ORDER.sale, "later"
NOTHING = Arrivals(SALE, POOL)


def allotted(order: Order) -> Order:
    return order.noted(Note(NoteKind.ALLOTTED, order.order), at=NOW + 5, by=Actor.SYSTEM)


def arrived(goods: Goods, units: int) -> Arrivals:
    goods.create(NOTHING)
    return goods.arrive(SALE, POOL, "monday", units)


def test_where_nothing_was_created_there_are_no_goods(goods: Goods) -> None:
    goods.create(replace(NOTHING, pool="other"))

    assert goods.find(SALE, POOL) is None
    with pytest.raises(Unmet):
        goods.arrive(SALE, POOL, "monday", 3)


def test_goods_that_stand_are_not_created_anew(goods: Goods) -> None:
    standing = arrived(goods, 3)

    goods.create(NOTHING)

    assert goods.find(SALE, POOL) == standing == replace(NOTHING, arrivals={"monday": 3})


def test_an_arrival_is_counted_once_under_its_id(goods: Goods) -> None:
    first = arrived(goods, 3)

    assert goods.arrive(SALE, POOL, "monday", 3) == first
    assert goods.arrive(SALE, POOL, "monday", 9) == first
    assert goods.arrive(SALE, POOL, "Tue-2_x", 2).arrived == 5


def test_an_allotment_is_in_the_order_and_in_the_count(goods: Goods, orders: Orders) -> None:
    orders.place(ORDER)
    there = arrived(goods, 3)

    goods.allot(allotted(ORDER), there)

    assert orders.find(ORDER.order) == allotted(ORDER)
    assert goods.find(SALE, POOL) == replace(there, given=2)


def test_the_same_allotment_again_is_the_same(goods: Goods, orders: Orders) -> None:
    orders.place(ORDER)
    there = arrived(goods, 3)
    goods.allot(allotted(ORDER), there)

    goods.allot(allotted(ORDER), there)

    assert goods.find(SALE, POOL) == replace(there, given=2)


@pytest.mark.parametrize(("units", "can"), [(3, False), (4, True), (5, True)])
def test_no_more_is_given_than_had_arrived(
    goods: Goods, orders: Orders, units: int, *, can: bool
) -> None:
    other = an_order(claim=Claim(2, "claim-02", NOW))
    for order in (ORDER, other):
        orders.place(order)
    there = arrived(goods, units)
    goods.allot(allotted(ORDER), there)

    if can:
        goods.allot(allotted(other), there)
    else:
        with pytest.raises(Unmet):
            goods.allot(allotted(other), there)

    assert orders.find(other.order) == (allotted(other) if can else other)


def test_an_order_that_was_moved_is_given_nothing(goods: Goods, orders: Orders) -> None:
    orders.place(ORDER)
    there = arrived(goods, 3)
    ended = ORDER.moved(OrderState.CANCELLED, at=NOW + 1, by=Actor.SHOPPER, reason="regretted")
    orders.move(ended)

    with pytest.raises(Unmet):
        goods.allot(allotted(ORDER), there)

    assert orders.find(ORDER.order) == ended
    assert goods.find(SALE, POOL) == there


def test_what_arrives_while_it_is_given_stays_counted(goods: Goods, orders: Orders) -> None:
    orders.place(ORDER)
    there = arrived(goods, 3)
    goods.arrive(SALE, POOL, "tuesday", 1)

    goods.allot(allotted(ORDER), there)

    assert goods.find(SALE, POOL) == Arrivals(SALE, POOL, {"monday": 3, "tuesday": 1}, given=2)
