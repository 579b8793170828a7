"""Added stock: into the plan, laid out, on sale; whoever stops half way, somebody finishes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from sale_api.domain.errors import InvalidRequest, NotFound, SoldOut
from sale_api.domain.sale import Sale
from sale_api.ports import Unknown, Unmet
from sale_api.usecases.add_stock import add_stock
from sale_api.usecases.live import live
from sale_api.usecases.watch import FRESH_MS, STALLED_MS
from tests.sale_api.given import OPENS, SALE, a_plan
from tests.sale_api.hindered import ALWAYS_REFUSED, hindered, leave_alone, lose, refuse
from tests.sale_api.shop import Shop

ADDED = 40
SIZES = [14, 13, 13]


def add(shop: Shop, units: int = ADDED, addition: str = "more", pool: str | None = None) -> Sale:
    return add_stock(
        sale_id=SALE,
        addition_id=addition,
        pool=pool,
        units=units,
        by="Marta",
        now=shop.now,
        sales=shop.sales,
        lots=shop.lots,
        published=shop.published,
    )


def a_sold_out_shop() -> Shop:
    """Return a shop of two pools without a unit; the first two lots are homes."""
    shop = Shop(a_plan(("de", 30), ("es", 20)))
    shop.stock(0, 0)
    shop.publish_levels()
    return shop


def available(shop: Shop) -> list[int]:
    return [lot.available for _, lot in sorted(shop.stores.lots.items())]


def test_added_units_are_on_sale_at_once_and_their_levels_with_them() -> None:
    shop = a_sold_out_shop()

    sale = add(shop)

    assert shop.sale == sale
    assert available(shop) == [0, 0, *SIZES]
    assert shop.levels.levels == (0, 0, *SIZES)


def test_added_units_are_lent_and_the_claim_stands_at_home() -> None:
    shop = a_sold_out_shop()
    add(shop)
    anna = shop.shopper(home=1)
    shop.watch = shop.another_process()

    hold = shop.reserve(anna, 2)

    assert hold.reservation.pool == "de"
    assert hold.reservation.claim.lender in {2, 3, 4}
    assert shop.lot(1).claims == {**shop.lot(1).claims, anna: hold.reservation.claim}
    assert shop.held(anna).reservation == hold.reservation


def test_the_first_pool_is_meant_unless_another_is_named() -> None:
    shop = a_sold_out_shop()

    add(shop, addition="1", units=1)
    add(shop, addition="2", units=1, pool="es")

    assert [shop.lot(number).pool for number in (2, 3)] == ["de", "es"]


def test_a_pool_that_there_is_not_is_refused() -> None:
    shop = a_sold_out_shop()

    with pytest.raises(InvalidRequest):
        add(shop, pool="fr")

    assert not shop.sale.additions


def test_to_a_sale_that_there_is_not_nothing_is_added() -> None:
    shop = Shop()
    shop.sales.sales.clear()

    with pytest.raises(NotFound):
        add(shop)


def test_the_same_addition_again_adds_nothing_and_resets_no_lot() -> None:
    shop = a_sold_out_shop()
    first = add(shop)
    shop.watch = shop.another_process()
    shop.reserve(shop.shopper(), 2)
    before = dict(shop.stores.lots)

    again = add(shop)

    assert again == first
    assert shop.stores.lots == before


def test_two_additions_at_once_are_numbered_one_after_the_other() -> None:
    shop = a_sold_out_shop()
    sales = shop.sales

    def be_faster(*_: object) -> None:
        shop.sales = sales
        add(shop, addition="other", units=3)

    shop.sales = hindered(sales, "replace", before=[be_faster])
    add(shop, units=2)

    assert [each.addition for each in shop.sale.additions] == ["other", "more"]
    assert available(shop) == [0, 0, 3, 2]


Prepare = Callable[[Shop], None]


def lost_before_the_lots(shop: Shop) -> None:
    shop.lots = hindered(shop.stores, "create", before=[lose])


def lost_between_the_lots(shop: Shop) -> None:
    def only_one(lots: list[object]) -> None:
        shop.stores.create(lots[1:2])  # type: ignore[arg-type] # lots they are
        raise Unknown

    shop.lots = hindered(shop.stores, "create", before=[only_one])


def lost_before_the_levels(shop: Shop) -> None:
    shop.lots = hindered(shop.stores, "create", after=[lose])


def lost_between_the_levels(shop: Shop) -> None:
    shop.lots = hindered(shop.stores, "promote", before=[leave_alone, lose])


def lost_after_a_level(shop: Shop) -> None:
    shop.lots = hindered(shop.stores, "promote", after=[lose])


HALF_WAY: list[Prepare] = [
    lost_before_the_lots,
    lost_between_the_lots,
    lost_before_the_levels,
    lost_between_the_levels,
    lost_after_a_level,
]


def stopped_half_way(prepare: Prepare) -> Shop:
    shop = a_sold_out_shop()
    prepare(shop)
    with pytest.raises(Unknown):
        add(shop)
    shop.lots = shop.stores
    return shop


@pytest.mark.parametrize("prepare", HALF_WAY)
def test_the_keeper_finishes_what_was_added_half(prepare: Prepare) -> None:
    shop = stopped_half_way(prepare)

    shop.keep()

    assert available(shop) == [0, 0, *SIZES]
    assert shop.levels.levels == (0, 0, *SIZES)


@pytest.mark.parametrize("prepare", HALF_WAY)
def test_who_asks_again_finishes_what_was_added_half(prepare: Prepare) -> None:
    shop = stopped_half_way(prepare)

    add(shop)

    assert available(shop) == [0, 0, *SIZES]
    assert len(shop.sale.additions) == 1


@pytest.mark.parametrize("verb", ["look", "create", "promote"])
@pytest.mark.parametrize("prepare", HALF_WAY)
def test_two_keepers_at_once_add_nothing_twice(prepare: Prepare, verb: str) -> None:
    shop = stopped_half_way(prepare)

    def be_faster(*_: object) -> None:
        shop.lots = shop.stores
        shop.keep()

    shop.lots = hindered(shop.stores, verb, before=[be_faster], after=[])
    shop.keep()

    assert available(shop) == [0, 0, *SIZES]
    assert shop.levels.levels == (0, 0, *SIZES)


def test_a_keeper_who_froze_over_an_addition_creates_no_lot_over_one_with_fewer_units() -> None:
    shop = stopped_half_way(lost_before_the_lots)

    def sell(*_: object) -> None:
        shop.lots = shop.stores
        shop.keep()
        shop.watch = shop.another_process()
        shop.reserve(shop.shopper(), 2)

    shop.lots = hindered(shop.stores, "create", before=[sell])
    shop.keep()

    assert sum(available(shop)) == ADDED - 2


def test_a_keeper_with_the_sale_from_before_looks_after_the_added_lots_too() -> None:
    shop = a_sold_out_shop()
    before = shop.sale
    add(shop)
    shop.stores.lots[SALE, 4] = replace(shop.lot(4), available=11, returned=2)
    after = shop.sale

    shop.sales.sales[SALE] = before
    shop.keep()

    assert available(shop) == [0, 0, *SIZES]
    assert after.additions


def test_a_publisher_who_read_before_the_addition_publishes_nothing() -> None:
    shop = a_sold_out_shop()
    shop.stores.lots[SALE, 0] = replace(shop.lot(0), available=1, claims={})
    shop.publish_levels()
    lots = shop.lots

    def add_meanwhile(*_: object) -> None:
        shop.lots = lots
        add(shop)

    shop.lots = hindered(lots, "look", after=[add_meanwhile])
    shop.watch = shop.another_process()
    shop.watch.levels(shop.sale, OPENS)

    shop.watch.levels(shop.sale, OPENS + STALLED_MS)

    assert shop.levels.levels == (1, 0, *SIZES)


def test_a_publisher_who_was_faster_with_the_lease_keeps_no_unit_from_going_on_sale() -> None:
    shop = a_sold_out_shop()
    shop.lots = hindered(
        shop.stores, "promote", before=[lambda *_: shop.published.lease(shop.levels)]
    )

    add(shop)

    assert shop.levels.levels == (0, 0, *SIZES)
    assert shop.levels.lease == 1


def test_a_rise_in_between_leaves_one_lot_to_the_keeper() -> None:
    shop = a_sold_out_shop()
    shop.lots = hindered(shop.stores, "promote", before=[refuse])
    add(shop)
    assert available(shop) == [0, 0, 0, *SIZES[1:]]
    assert shop.levels.levels == (0, 0, 0, *SIZES[1:])

    shop.keep()

    assert available(shop) == [0, 0, *SIZES]


def test_while_nothing_can_be_promoted_units_may_still_come() -> None:
    shop = a_sold_out_shop()
    shop.lots = hindered(shop.stores, "promote", before=ALWAYS_REFUSED)
    add(shop)

    shop.keep()

    assert shop.levels.levels == (0, 0)
    assert shop.levels.held_until > shop.now


def test_a_process_that_remembers_sale_and_levels_learns_of_it_within_a_second() -> None:
    shop = a_sold_out_shop()
    anna = shop.shopper()
    with pytest.raises(SoldOut):
        shop.reserve(anna)
    add(shop)
    shop.now += FRESH_MS

    hold = shop.reserve(anna)

    assert hold.reservation.claim.lender in {2, 3, 4}


def test_a_process_with_the_sale_from_before_knows_a_claim_on_added_units() -> None:
    shop = a_sold_out_shop()
    anna, behind = shop.shopper(), shop.watch
    behind.sale(SALE, OPENS)
    add(shop)
    hold = shop.reserve(anna, watch=shop.another_process())
    behind.levels(shop.sale, OPENS)

    shop.watch = behind

    assert shop.held(anna).reservation == hold.reservation


def test_who_asks_again_elsewhere_has_the_same_reservation_of_added_units() -> None:
    shop = a_sold_out_shop()
    shop.stores.lots[SALE, 0] = replace(shop.lot(0), available=2, claims={})
    shop.publish_levels()
    anna, behind = shop.shopper(home=1), shop.watch
    behind.stock(behind.sale(SALE, OPENS), OPENS)
    add(shop)
    shop.chance.below = lambda bound: bound - 1  # type: ignore[method-assign] # the last lot
    hold = shop.reserve(anna, 2, "de", watch=shop.another_process())
    assert hold.reservation.claim.lender == 4

    again = shop.reserve(anna, 2, "de", watch=behind)

    assert (again.reservation, again.new) == (hold.reservation, False)


def test_given_back_units_return_to_the_added_lot_and_are_on_sale_again() -> None:
    shop = a_sold_out_shop()
    add(shop)
    anna = shop.shopper()
    shop.watch = shop.another_process()
    lender = shop.reserve(anna).reservation.claim.lender
    assert lender is not None

    shop.give_back(anna)
    assert shop.lot(lender).returned == 2
    shop.keep()

    assert available(shop) == [0, 0, *SIZES]


def test_live_counts_include_what_was_added() -> None:
    shop = a_sold_out_shop()
    add(shop)

    counts = live(
        sale_id=SALE, sales=shop.sales, lots=shop.lots, views=shop.views, queues=shop.queues
    )

    assert (counts.units, counts.available) == (50 + ADDED, ADDED)


def test_an_addition_that_was_refused_lays_nothing_out() -> None:
    shop = a_sold_out_shop()
    shop.sales = hindered(shop.sales, "replace", before=[lose])

    with pytest.raises(Unknown):
        add(shop)

    assert available(shop) == [0, 0]
    with pytest.raises(Unmet):
        shop.stores._lot(SALE, 2)


def test_a_request_that_froze_between_sale_and_levels_knows_what_was_added() -> None:
    shop = a_sold_out_shop()
    process = shop.another_process()
    before = process.sale(SALE, shop.now)
    add(shop)

    stock = process.stock(before, shop.now)

    assert stock.sale == shop.sale
    assert stock.largest("de") == max(SIZES)
