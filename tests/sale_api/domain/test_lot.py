from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sale_api.domain.lot import LARGEST_SINGLE_LOT, UNITS_PER_LOT, Claim, Lot, Returned, cut
from tests.sale_api.given import a_lot

GRACE = 10


def a_claim(quantity: int = 2, claim: str = "claim001", lender: int | None = None) -> Claim:
    return Claim(quantity, claim, 1_000, lender)


@given(st.integers(1, 100_000))
def test_cutting_loses_no_unit_and_adds_none(units: int) -> None:
    lots = cut(units)

    assert sum(lots) == units


@given(st.integers(LARGEST_SINGLE_LOT + 1, 100_000))
def test_lots_differ_by_one_unit_at_most_and_none_is_above_sixteen(units: int) -> None:
    lots = cut(units)

    assert max(lots) <= UNITS_PER_LOT
    assert max(lots) - min(lots) <= 1


@given(st.integers(LARGEST_SINGLE_LOT + 1, 100_000))
def test_stock_is_cut_into_as_few_lots_as_hold_it(units: int) -> None:
    lots = cut(units)

    assert (len(lots) - 1) * UNITS_PER_LOT < units


@pytest.mark.parametrize(
    ("units", "lots"),
    [
        (1, [1]),
        (31, [31]),
        (32, [32]),
        (33, [11, 11, 11]),
        (48, [16, 16, 16]),
        (49, [13, 12, 12, 12]),
    ],
)
def test_up_to_32_units_are_one_lot_and_more_are_cut_evenly(units: int, lots: list[int]) -> None:
    assert cut(units) == lots


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_claim_on_nothing_cannot_be_made(quantity: int) -> None:
    with pytest.raises(AssertionError):
        a_claim(quantity)


@pytest.mark.parametrize(
    ("clock", "over"),
    [(999, False), (1_000, False), (1_001, False), (1_009, False), (1_010, False), (1_011, True)],
)
def test_a_claim_is_over_once_its_deadline_is_past_by_more_than_the_grace(
    clock: int, *, over: bool
) -> None:
    assert a_claim().is_over(clock, GRACE) is over


def test_a_settled_claim_is_never_over() -> None:
    claim = Claim(2, "claim001", 1_000, settled=True)

    assert not claim.is_over(10**15, GRACE)


def test_units_come_from_the_home_lot_unless_another_lent_them() -> None:
    assert a_claim().source(home=4) == 4
    assert a_claim(lender=0).source(home=4) == 0


@pytest.mark.parametrize("count", ["allotted", "available", "returned", "written_off"])
def test_a_lot_with_a_negative_count_cannot_be_made(count: str) -> None:
    counts: dict[str, Any] = {"allotted": 16, "available": 0} | {count: -1}

    with pytest.raises(AssertionError):
        Lot("sale", 0, "main", **counts)


@pytest.mark.parametrize(("quantity", "can"), [(1, True), (2, True), (3, False)])
def test_a_shopper_can_claim_as_many_units_as_are_on_sale(quantity: int, *, can: bool) -> None:
    lot = a_lot(2)

    assert lot.can_claim("anna", quantity) is can
    assert lot.can_lend(quantity) is can


def test_a_shopper_who_has_a_claim_can_make_no_second_one() -> None:
    lot = a_lot(16).claimed("anna", a_claim())

    assert not lot.can_claim("anna", 1)
    assert not lot.can_stand("anna")
    assert lot.can_claim("bert", 1)


def test_a_claim_at_home_takes_its_units_from_the_lot() -> None:
    lot = a_lot(16).claimed("anna", a_claim(3))

    assert lot.available == 13
    assert lot.claims == {"anna": a_claim(3)}


def test_a_lent_claim_takes_no_units_from_the_home_lot() -> None:
    claim = a_claim(3, lender=7)

    home, lender = a_lot(1).claimed("anna", claim), a_lot(16, number=7).lent(3)

    assert (home.available, lender.available) == (1, 13)
    assert home.claims == {"anna": claim}
    assert not lender.claims


def test_a_claim_stands_by_its_id_settled_or_not() -> None:
    lot = a_lot(16).claimed("anna", a_claim())

    assert lot.stands("anna", a_claim())
    assert lot.settled("anna").stands("anna", a_claim())
    assert not lot.stands("anna", a_claim(claim="claim002"))
    assert not lot.stands("bert", a_claim())


def test_a_released_claim_leaves_the_others_and_counts_no_units() -> None:
    lot = a_lot(16).claimed("anna", a_claim()).claimed("bert", a_claim(1, "claim002"))

    lot = lot.released("anna")

    assert list(lot.claims) == ["bert"]
    assert (lot.available, lot.returned) == (13, 0)


def test_units_come_back_as_returned_or_as_written_off() -> None:
    lot = a_lot(10)

    assert lot.restocked(2, Returned.RETURNED).returned == 2
    assert lot.restocked(2, Returned.WRITTEN_OFF).written_off == 2
    assert lot.restocked(2, Returned.RETURNED).available == 10


def test_a_settled_claim_keeps_all_but_its_mark() -> None:
    lot = a_lot(16).claimed("anna", a_claim(lender=7)).settled("anna")

    assert lot.claims["anna"] == Claim(2, "claim001", 1_000, 7, settled=True)


def test_promoted_units_move_from_returned_to_available() -> None:
    lot = a_lot(1).restocked(3, Returned.RETURNED).promoted(2)

    assert (lot.available, lot.returned) == (3, 1)


def test_more_than_returned_cannot_be_promoted() -> None:
    with pytest.raises(AssertionError):
        a_lot(1).promoted(1)


@pytest.mark.parametrize(
    ("returned", "available", "can"), [(2, 1, True), (3, 1, False), (2, 2, False), (0, 0, True)]
)
def test_an_offer_takes_what_came_back_and_what_is_on_sale(
    returned: int, available: int, *, can: bool
) -> None:
    lot = Lot("a-sale", 0, "main", allotted=3, available=1, returned=2)

    assert lot.can_offer(returned, available) is can
    if can:
        left = lot.offered(returned, available)
        assert (left.returned, left.available) == (2 - returned, 1 - available)
