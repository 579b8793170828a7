"""Layout: how stock is cut into lots, and which pool has which."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sale_api.domain.adding import with_stock
from sale_api.domain.errors import LimitReached, RequestReused
from sale_api.domain.lot import LARGEST_SINGLE_LOT, cut, lots_for
from sale_api.domain.plan import Addition
from sale_api.domain.sale import Sale
from tests.properties.strategies import SHOPPERS, sales
from tests.sale_api.given import OPENS, a_plan, a_sale

SOME = settings(max_examples=30)  # each draws a whole sale


@given(st.integers(1, 100_000))
def test_stock_is_cut_into_as_many_lots_as_are_promised_the_larger_ones_first(units: int) -> None:
    lots = cut(units)

    assert len(lots) == lots_for(units)
    assert lots == sorted(lots, reverse=True)
    assert lots[-1] > 0


@given(st.integers(1, LARGEST_SINGLE_LOT))
def test_a_small_stock_is_not_cut(units: int) -> None:
    assert cut(units) == [units]


@SOME
@given(sales())
def test_a_sale_lays_out_all_units_of_each_pool_in_lots_of_its_own(sale: Sale) -> None:
    layout = sale.layout
    planned, added = layout.planned_lots(), layout.added_lots()
    lots = [*planned, *added]

    assert [lot.number for lot in lots] == list(range(layout.lot_count))
    assert len(planned) == sale.plan.lot_count
    assert all(lot.allotted == lot.available > 0 for lot in planned)
    assert all(lot.allotted == lot.returned > 0 for lot in added)
    for pool in sale.plan.pools:
        of_pool = [lot for lot in lots if lot.pool == pool.pool]
        assert [lot.number for lot in of_pool] == layout.lots_of(pool.pool)
        assert sum(lot.available for lot in of_pool) == pool.units
        assert sum(lot.allotted for lot in of_pool) == layout.units_of(pool.pool)
        assert all(layout.pool_of(lot.number) == pool.pool for lot in of_pool)


@given(
    st.integers(1, 60),
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 40)), max_size=6),
    SHOPPERS,
)
def test_whatever_is_added_moves_neither_lots_nor_homes_and_is_no_more_than_was_planned(
    planned: int, wishes: list[tuple[str, int]], shopper: str
) -> None:
    sale = a_sale(a_plan(("main", planned)))
    home = sale.home_of(shopper)

    for name, units in wishes:
        before = sale
        try:
            sale = with_stock(sale, Addition(name, "main", units, OPENS), "Marta")
        except (LimitReached, RequestReused):
            continue
        assert list(sale.layout.planned_lots()) == list(before.layout.planned_lots())
        further = list(sale.layout.added_lots())[len(before.layout.added_numbers) :]
        assert [*before.layout.added_lots(), *further] == list(sale.layout.added_lots())

    assert sale.home_of(shopper) == home < sale.plan.lot_count
    assert sale.layout.units_of("main") <= 2 * planned
    assert len({addition.addition for addition in sale.additions}) == len(sale.additions)
