import pytest
from msgspec.structs import replace

from sale_api.domain.levels import Levels
from sale_api.domain.plan import Addition
from sale_api.usecases.stock import NextPool, Stock
from tests.sale_api.given import OPENS, SALE, a_plan, a_sale

TWO_POOLS = a_sale(a_plan(("de", 40), ("es", 20)))
ADDED = replace(TWO_POOLS, additions=(Addition("more", "es", 20, OPENS),))
LEVELS = Levels(SALE, (1, 0, 2, 3))
GROWN = Levels(SALE, (1, 0, 2, 3, 5))


def test_the_levels_are_summed_up_by_pool() -> None:
    stock = Stock(TWO_POOLS, LEVELS)

    assert stock.remaining == {"de": 3, "es": 3}
    assert [stock.largest(pool) for pool in ("de", "es")] == [2, 3]
    assert not stock.is_sold_out


def test_added_lots_belong_to_their_pool() -> None:
    stock = Stock(ADDED, GROWN)

    assert stock.remaining == {"de": 3, "es": 8}
    assert stock.largest("es") == 5


def test_added_lots_that_are_not_listed_yet_have_nothing_on_sale() -> None:
    stock = Stock(ADDED, LEVELS)

    assert stock.remaining == {"de": 3, "es": 3}
    assert stock.left(4) == 0
    assert stock.lender("es", 4, 0, lambda _: 0) is None


def test_lots_that_the_sale_does_not_know_yet_are_left_alone_but_are_stock() -> None:
    stock = Stock(TWO_POOLS, replace(GROWN, levels=(0, 0, 0, 0, 5)))

    assert stock.remaining == {"de": 0, "es": 0}
    assert stock.lender("es", 1, 0, lambda _: 0) is None
    assert not stock.is_sold_out


def test_nothing_left_anywhere_is_sold_out() -> None:
    assert Stock(TWO_POOLS, replace(LEVELS, levels=(0, 0, 0, 0))).is_sold_out


@pytest.mark.parametrize(
    ("left", "asked", "quantity", "following"),
    [
        ((0, 3, 3), "de", 2, ("es", 2)),
        ((0, 1, 3), "de", 2, ("later", 2)),
        ((0, 1, 0), "de", 2, ("es", 1)),
        ((2, 0, 0), "es", 2, ("de", 2)),
        ((2, 0, 1), "es", 1, ("later", 1)),
        ((1, 0, 2), "later", 2, ("de", 1)),
        ((3, 0, 0), "de", 3, None),
    ],
)
def test_the_next_pool_is_the_first_after_the_asked_one_with_so_many_else_with_any(
    left: tuple[int, ...], asked: str, quantity: int, following: tuple[str, int] | None
) -> None:
    sale = a_sale(a_plan(("de", 20), ("es", 20), ("later", 20), limit=2))
    stock = Stock(sale, Levels(SALE, left))

    found = stock.next_pool(asked, quantity)

    assert found == (
        None if following is None else NextPool(sale.plan.pool_called(following[0]), following[1])
    )


def test_what_was_seen_of_a_lot_bounds_it() -> None:
    stock = Stock(TWO_POOLS, LEVELS)

    stock.observe(2, 1)
    stock.observe(2, 9)

    assert [stock.left(number) for number in range(4)] == [1, 0, 1, 3]
    assert stock.largest("de") == 2


@pytest.mark.parametrize(("generation", "left"), [(0, 1), (1, 2)])
def test_what_was_seen_holds_until_units_go_on_sale_again(generation: int, left: int) -> None:
    before = Stock(TWO_POOLS, LEVELS)
    before.observe(2, 1)

    after = Stock(TWO_POOLS, replace(LEVELS, generation=generation), before)

    assert after.left(2) == left


@pytest.mark.parametrize("asked_before", [False, True])
def test_a_lender_is_a_lot_of_the_pool_by_all_that_was_seen(*, asked_before: bool) -> None:
    stock = Stock(TWO_POOLS, LEVELS)
    if asked_before:
        assert stock.lender("de", 2, 3, lambda _: 0) == 2

    stock.observe(2, 1)

    assert stock.lender("de", 2, 3, lambda _: 0) is None
    assert stock.lender("de", 1, 0, lambda _: 0) == 2
    assert stock.lender("es", 2, 0, lambda _: 0) == 3
