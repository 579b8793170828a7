"""The plans: nobody writes over what they have not read."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.line import WindowDraw
from sale_api.domain.money import Money
from sale_api.domain.plan import Addition, Delay, Line, Remaining
from sale_api.domain.sale import Change, Pause, Sale
from sale_api.ports import Sales, Unmet
from tests.sales import published_sale

NOW = 1_800_000_000_000
SALE = published_sale("windows7-2009", opens_at=NOW)
RICH = replace(
    SALE,
    plan=replace(
        SALE.plan,
        description="Zeile 1\nZeile 2: für 49,97 €",
        seller="",
        contact="service@shop.example",
        reference_price=Money(11999, "EUR"),
        remaining=Remaining.BANDS,
        line=Line(10, 60),
    ),
    additions=(Addition("delivery-2", "main", 2, NOW),),
    delays=(Delay("main", "2027-04-30", "Ein Sturm.", NOW, told=2),),
    pauses=(Pause(NOW, NOW + 1, "a reason"), Pause(NOW + 2)),
    draws=(
        WindowDraw(
            commitment="c" * 64,
            digest="d" * 64,
            digested_at=NOW + 5_000,
            entrants=0,
            beacon="",
            seed="5e" * 32,
        ),
        WindowDraw(commitment="c" * 64),
    ),
    closed_at=NOW + 3,
    history=(Change(NOW, "Marta", "paused", "a reason"), Change(NOW + 1, "Marta", "resumed")),
)
CHANGE = Change(NOW, "Marta", "changed")


def test_there_is_no_sale_under_a_new_id(sales: Sales) -> None:
    assert sales.find("windows7-2009") is None
    assert list(sales.all()) == []


@pytest.mark.parametrize("sale", [SALE, RICH])
def test_a_sale_is_found_as_it_was_created(sales: Sales, sale: Sale) -> None:
    assert sales.create(sale) == sale

    assert sales.find("windows7-2009") == sale


def test_a_sale_that_exists_is_returned_and_stays(sales: Sales) -> None:
    sales.create(SALE)

    assert sales.create(RICH) == SALE
    assert sales.find("windows7-2009") == SALE


def test_all_sales_are_found(sales: Sales) -> None:
    other = published_sale("other", opens_at=NOW)
    sales.create(SALE)
    sales.create(other)

    assert sorted(sales.all(), key=lambda sale: sale.sale) == [other, SALE]


def test_the_next_version_replaces_the_one_before(sales: Sales) -> None:
    sales.create(SALE)

    sales.replace(replace(SALE.changed(CHANGE), closed_at=NOW))

    assert sales.find("windows7-2009") == replace(SALE.changed(CHANGE), closed_at=NOW)


def test_who_was_slower_replaces_nothing(sales: Sales) -> None:
    sales.create(SALE)
    sales.replace(replace(SALE.changed(CHANGE), closed_at=NOW))

    with pytest.raises(Unmet):
        sales.replace(replace(SALE.changed(CHANGE), closed_at=NOW + 1))

    assert sales.find("windows7-2009") == replace(SALE.changed(CHANGE), closed_at=NOW)


def test_replacing_with_the_same_again_has_succeeded(sales: Sales) -> None:
    sales.create(SALE)
    sales.replace(SALE.changed(CHANGE))

    sales.replace(SALE.changed(CHANGE))

    assert sales.find("windows7-2009") == SALE.changed(CHANGE)


def test_a_version_is_not_left_out(sales: Sales) -> None:
    sales.create(SALE)

    with pytest.raises(Unmet):
        sales.replace(SALE.changed(CHANGE).changed(CHANGE))


def test_what_is_not_there_is_not_replaced(sales: Sales) -> None:
    with pytest.raises(Unmet):
        sales.replace(SALE.changed(CHANGE))

    assert sales.find("windows7-2009") is None
