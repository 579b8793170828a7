"""Values on DynamoDB: whatever is written is read back the same, through the stores themselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.aws.lot_items import item_of, lot_of
from chalicelib.aws.orders import order_from_image
from chalicelib.aws.wire import packed, packed_fields, unpacked
from sale_api.domain.contact import Delivery
from sale_api.domain.levels import Levels
from sale_api.domain.lot import Lot
from sale_api.domain.moves import MOVES
from sale_api.domain.order import Bar, Order
from sale_api.domain.plan import Plan
from sale_api.domain.sale import Sale
from sale_api.ports import OrderSummary
from tests.cloud import Stores, on_dynamodb
from tests.properties.strategies import (
    DELIVERIES,
    INSTANTS,
    JSON,
    LEVELS,
    LOTS,
    SHOPPERS,
    moves,
    orders,
    plans,
    sales,
)

SOME = settings(max_examples=30)  # each draws a whole plan or order
FEW = settings(max_examples=15)  # each asks moto
KEYS = (f"key-{number}" for number in count())
"""Keys that nothing stands under yet: an example must not meet the one before it."""


@pytest.fixture(scope="module")
def stores() -> Iterator[Stores]:
    with on_dynamodb() as stores:
        yield stores


@given(LOTS)
def test_a_lot_comes_back_from_its_item(lot: Lot) -> None:
    assert lot_of(item_of(lot)) == lot


@SOME
@given(plans())
def test_a_plan_comes_back_from_the_wire(plan: Plan) -> None:
    assert unpacked(Plan, packed(plan)["M"]) == plan


@SOME
@given(orders(), st.dictionaries(st.text("xyz", min_size=7), JSON.map(str)))
def test_an_order_comes_back_from_an_image_whatever_a_newer_version_has_written_beside_it(
    order: Order, beside: dict[str, str]
) -> None:
    newer = {name: {"S": text} for name, text in beside.items()}

    assert order_from_image({**packed_fields(order), **newer}) == order


@FEW
@given(sales())
def test_a_sale_is_read_as_it_was_written(stores: Stores, sale: Sale) -> None:
    sale = replace(sale, sale=next(KEYS))

    stores.sales.create(sale)

    assert stores.sales.find(sale.sale) == sale
    assert stores.sales.create(replace(sale, version=sale.version + 1)) == sale


@FEW
@given(LOTS)
def test_a_lot_is_read_as_it_was_written(stores: Stores, lot: Lot) -> None:
    lot = replace(lot, sale=next(KEYS))

    stores.lots.create([lot])

    assert list(stores.lots.look(lot.sale, [lot.number])) == [lot]


@FEW
@given(LEVELS)
def test_levels_are_read_as_they_were_written(stores: Stores, levels: Levels) -> None:
    levels = replace(levels, sale=next(KEYS))

    stores.published.create(levels)

    assert stores.published.find(levels.sale) == levels


@FEW
@given(orders(), st.data())
def test_an_order_is_read_as_it_was_placed_and_as_it_was_moved(
    stores: Stores, order: Order, data: st.DataObject
) -> None:
    order = replace(order, order=next(KEYS))

    assert stores.orders.place(order) == order
    assert stores.orders.find(order.order) == order
    if MOVES[order.state]:
        after = data.draw(moves(order))
        stores.orders.move(after)
        assert stores.orders.find(order.order) == after
        assert stores.orders.place(order) == after


@FEW
@given(st.builds(Bar, order=st.just(""), sale=SHOPPERS, at=INSTANTS))
def test_a_bar_is_read_as_it_was_written(stores: Stores, bar: Bar) -> None:
    bar = replace(bar, order=next(KEYS))

    stores.orders.bar(bar)

    assert stores.orders.find(bar.order) == bar


@FEW
@given(orders())
def test_a_summary_is_read_as_it_was_written(stores: Stores, order: Order) -> None:
    summary = OrderSummary(
        order=order.order,
        sale=next(KEYS),
        title=order.title,
        shopper=next(KEYS),
        state=order.state,
        quantity=order.claim.quantity,
        price=order.price,
        placed_at=order.placed_at,
        version=order.version,
    )

    stores.views.record(summary)

    assert list(stores.views.of_shopper(summary.shopper)) == [summary]
    assert list(stores.views.of_sale(summary.sale, summary.state, None).orders) == [summary]


@FEW
@given(DELIVERIES)
def test_an_address_is_remembered_as_it_was_given(stores: Stores, delivery: Delivery) -> None:
    shopper = next(KEYS)

    stores.shoppers.remember(shopper, delivery)

    assert stores.shoppers.delivery(shopper) == delivery
