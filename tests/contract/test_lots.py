"""The stock: the rules of the lot, as a method in memory and as a condition on DynamoDB."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.levels import Levels
from sale_api.domain.lot import Claim, Lot, Returned
from sale_api.ports import Lots, Published, Unmet

ANNA, BERT, CARA = "Anna-_shopper-id", "0ert-_shopper-id", "-cara_shopper-id"
CLAIM = Claim(2, "claim001", 1_800_000_000_000)
LENT = replace(CLAIM, lender=1)


def lot(number: int = 0, available: int = 3, pool: str = "main", returned: int = 0) -> Lot:
    return Lot("a-sale", number, pool, 16, available, returned)


def seen(lots: Lots, number: int = 0) -> Lot:
    (found,) = lots.look("a-sale", [number])
    return found


def test_a_look_finds_the_lots_that_there_are(lots: Lots) -> None:
    all_lots = [lot(number) for number in range(120)]
    lots.create(all_lots)

    found = lots.look("a-sale", range(130))

    assert sorted(found, key=lambda each: each.number) == all_lots


def test_a_look_at_nothing_finds_nothing(lots: Lots) -> None:
    assert list(lots.look("a-sale", [])) == []


def test_lots_that_exist_are_left_as_they_are(lots: Lots) -> None:
    lots.create([lot()])
    lots.claim("a-sale", 0, ANNA, CLAIM)

    lots.create([lot(), lot(1)])

    assert seen(lots).claims == {ANNA: CLAIM}
    assert seen(lots, 1) == lot(1)


def test_a_claim_takes_its_units_and_tells_how_many_are_left(lots: Lots) -> None:
    lots.create([lot(available=3)])

    left = lots.claim("a-sale", 0, ANNA, CLAIM)

    assert left == 1
    assert seen(lots) == replace(lot(available=1), claims={ANNA: CLAIM})


@pytest.mark.parametrize(("quantity", "left"), [(2, 1), (3, 0)])
def test_a_claim_up_to_what_is_available_is_written(lots: Lots, quantity: int, left: int) -> None:
    lots.create([lot(available=3)])

    assert lots.claim("a-sale", 0, ANNA, replace(CLAIM, quantity=quantity)) == left


def test_a_claim_on_more_than_is_available_is_refused_with_the_lot(lots: Lots) -> None:
    lots.create([lot(available=3)])

    with pytest.raises(Unmet) as unmet:
        lots.claim("a-sale", 0, ANNA, replace(CLAIM, quantity=4))

    assert unmet.value.lots == (lot(available=3),)
    assert seen(lots) == lot(available=3)


def test_a_second_claim_of_a_shopper_is_refused_with_the_first(lots: Lots) -> None:
    lots.create([lot(available=9)])
    lots.claim("a-sale", 0, ANNA, CLAIM)

    with pytest.raises(Unmet) as unmet:
        lots.claim("a-sale", 0, ANNA, replace(CLAIM, claim="claim002"))

    (shown,) = unmet.value.lots
    assert shown.claims == {ANNA: CLAIM}
    assert seen(lots).available == 7


@pytest.mark.parametrize("settled", [False, True])
def test_the_same_claim_again_has_succeeded_and_takes_nothing(lots: Lots, *, settled: bool) -> None:
    lots.create([lot(available=9)])
    lots.claim("a-sale", 0, ANNA, CLAIM)
    if settled:
        lots.settle("a-sale", 0, {ANNA: CLAIM})

    assert lots.claim("a-sale", 0, ANNA, CLAIM) == 7
    assert seen(lots).available == 7


def test_a_claim_on_a_lot_that_is_not_there_is_refused(lots: Lots) -> None:
    with pytest.raises(Unmet) as unmet:
        lots.claim("a-sale", 0, ANNA, CLAIM)

    assert unmet.value.lots == ()


def test_lent_units_leave_the_lender_and_are_claimed_at_home(lots: Lots) -> None:
    lots.create([lot(0, available=0), lot(1, available=2)])

    lots.lend("a-sale", "main", 0, ANNA, LENT)

    assert seen(lots, 0) == replace(lot(0, available=0), claims={ANNA: LENT})
    assert seen(lots, 1) == lot(1, available=0)


def test_a_lender_with_too_little_refuses(lots: Lots) -> None:
    lots.create([lot(0), lot(1, available=1)])

    with pytest.raises(Unmet) as unmet:
        lots.lend("a-sale", "main", 0, ANNA, LENT)

    assert unmet.value.lots == (lot(1, available=1),)
    assert seen(lots, 0) == lot(0)


def test_a_lender_of_another_pool_refuses(lots: Lots) -> None:
    lots.create([lot(0), lot(1, pool="other")])

    with pytest.raises(Unmet) as unmet:
        lots.lend("a-sale", "main", 0, ANNA, LENT)

    assert unmet.value.lots == (lot(1, pool="other"),)


def test_a_home_with_a_claim_of_the_shopper_refuses(lots: Lots) -> None:
    lots.create([lot(0), lot(1)])
    lots.claim("a-sale", 0, ANNA, CLAIM)

    with pytest.raises(Unmet) as unmet:
        lots.lend("a-sale", "main", 0, ANNA, replace(LENT, claim="claim002"))

    assert [each.number for each in unmet.value.lots] == [0]
    assert seen(lots, 1) == lot(1)


def test_lender_and_home_may_both_refuse(lots: Lots) -> None:
    lots.create([lot(0), lot(1, available=1)])
    lots.claim("a-sale", 0, ANNA, CLAIM)

    with pytest.raises(Unmet) as unmet:
        lots.lend("a-sale", "main", 0, ANNA, replace(LENT, claim="claim002"))

    assert {each.number for each in unmet.value.lots} == {0, 1}


def test_a_home_that_is_not_there_takes_no_lent_units(lots: Lots) -> None:
    lots.create([lot(1)])

    with pytest.raises(Unmet):
        lots.lend("a-sale", "main", 0, ANNA, LENT)

    assert seen(lots, 1) == lot(1)


def test_lending_the_same_again_has_succeeded_and_takes_nothing(lots: Lots) -> None:
    lots.create([lot(0), lot(1, available=4)])
    lots.lend("a-sale", "main", 0, ANNA, LENT)

    lots.lend("a-sale", "main", 0, ANNA, LENT)

    assert seen(lots, 1).available == 2


def test_the_same_claim_from_another_lender_is_refused(lots: Lots) -> None:
    # Whoever tries another lender keeps the id; to take the first write for the second would
    # give the units back to a lot that they never came from.
    lots.create([lot(0), lot(1), lot(2)])
    lots.lend("a-sale", "main", 0, ANNA, LENT)

    with pytest.raises(Unmet) as unmet:
        lots.lend("a-sale", "main", 0, ANNA, replace(LENT, lender=2))

    assert unmet.value.lots[0].claims == {ANNA: LENT}
    assert seen(lots, 2) == lot(2)


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize(
    ("to", "returned", "written_off"), [(Returned.RETURNED, 2, 0), (Returned.WRITTEN_OFF, 0, 2)]
)
def test_units_come_back_to_their_lot(
    lots: Lots, to: Returned, returned: int, written_off: int, *, settled: bool
) -> None:
    lots.create([lot(available=3)])
    lots.claim("a-sale", 0, ANNA, CLAIM)
    lots.claim("a-sale", 0, BERT, Claim(1, "claim002", CLAIM.deadline))
    if settled:
        lots.settle("a-sale", 0, {ANNA: CLAIM})

    assert lots.give_back("a-sale", 0, ANNA, CLAIM, to)

    found = seen(lots)
    assert (found.available, found.returned, found.written_off) == (0, returned, written_off)
    assert set(found.claims) == {BERT}


def test_a_settled_claim_as_it_was_read_is_given_back_too(lots: Lots) -> None:
    lots.create([lot()])
    lots.claim("a-sale", 0, ANNA, CLAIM)
    lots.settle("a-sale", 0, {ANNA: CLAIM})

    assert lots.give_back("a-sale", 0, ANNA, seen(lots).claims[ANNA], Returned.RETURNED)


def test_lent_units_come_back_to_the_lender(lots: Lots) -> None:
    lots.create([lot(0), lot(1)])
    lots.lend("a-sale", "main", 0, ANNA, LENT)

    assert lots.give_back("a-sale", 0, ANNA, LENT, Returned.WRITTEN_OFF)

    assert seen(lots, 0) == lot(0)
    assert seen(lots, 1) == replace(lot(1, available=1), written_off=2)


@pytest.mark.parametrize("claim", [CLAIM, LENT])
def test_a_claim_is_given_back_once(lots: Lots, claim: Claim) -> None:
    lots.create([lot(0), lot(1)])
    if claim.lender is None:
        lots.claim("a-sale", 0, ANNA, claim)
    else:
        lots.lend("a-sale", "main", 0, ANNA, claim)

    assert lots.give_back("a-sale", 0, ANNA, claim, Returned.RETURNED)
    assert not lots.give_back("a-sale", 0, ANNA, claim, Returned.RETURNED)

    assert seen(lots, claim.source(0)).returned == 2


@pytest.mark.parametrize("claim", [CLAIM, LENT])
def test_a_later_claim_of_the_same_shopper_stays(lots: Lots, claim: Claim) -> None:
    lots.create([lot(0), lot(1)])
    later = Claim(1, "claim002", CLAIM.deadline)
    lots.claim("a-sale", 0, ANNA, later)

    assert not lots.give_back("a-sale", 0, ANNA, claim, Returned.RETURNED)

    assert seen(lots).claims == {ANNA: later}


@pytest.mark.parametrize("claim", [CLAIM, LENT])
def test_nothing_is_given_back_in_a_home_that_is_not_there(lots: Lots, claim: Claim) -> None:
    lots.create([lot(1)])

    assert not lots.give_back("a-sale", 0, ANNA, claim, Returned.RETURNED)

    assert seen(lots, 1) == lot(1)


def test_claims_of_a_lot_are_settled_together(lots: Lots) -> None:
    lots.create([lot(available=9)])
    other = Claim(1, "claim002", CLAIM.deadline + 1)
    lots.claim("a-sale", 0, ANNA, CLAIM)
    lots.claim("a-sale", 0, BERT, other)
    lots.claim("a-sale", 0, CARA, replace(other, claim="claim003"))

    lots.settle("a-sale", 0, {ANNA: CLAIM, BERT: other})

    settled = {shopper: claim.settled for shopper, claim in seen(lots).claims.items()}
    assert settled == {ANNA: True, BERT: True, CARA: False}


def test_settling_again_changes_nothing(lots: Lots) -> None:
    lots.create([lot()])
    lots.claim("a-sale", 0, ANNA, CLAIM)
    lots.settle("a-sale", 0, {ANNA: CLAIM})

    lots.settle("a-sale", 0, {ANNA: CLAIM})

    assert seen(lots).claims == {ANNA: replace(CLAIM, settled=True)}


def test_claims_are_not_settled_in_a_home_that_is_not_there(lots: Lots) -> None:
    with pytest.raises(Unmet) as unmet:
        lots.settle("a-sale", 0, {ANNA: CLAIM})

    assert unmet.value.lots == ()


def test_settling_nothing_does_nothing(lots: Lots) -> None:
    lots.create([lot()])

    lots.settle("a-sale", 0, {})

    assert seen(lots) == lot()


def test_one_claim_that_is_gone_keeps_all_from_being_settled(lots: Lots) -> None:
    lots.create([lot(available=9)])
    lots.claim("a-sale", 0, ANNA, CLAIM)

    with pytest.raises(Unmet) as unmet:
        lots.settle("a-sale", 0, {ANNA: CLAIM, BERT: CLAIM})

    assert unmet.value.lots == (seen(lots),)
    assert seen(lots).claims == {ANNA: CLAIM}


def test_returned_units_go_on_sale_and_the_level_with_them(
    lots: Lots, published: Published
) -> None:
    lots.create([lot(0, available=1, returned=2), lot(1)])
    published.create(Levels("a-sale", (0, 3)))

    lots.promote(seen(lots), Levels("a-sale", (0, 3)))

    assert seen(lots) == lot(0, available=3)
    assert published.find("a-sale") == Levels("a-sale", (3, 3), generation=1)


def test_units_that_return_after_the_look_wait(lots: Lots, published: Published) -> None:
    lots.create([lot(0, available=1, returned=5)])
    published.create(Levels("a-sale", (1,)))

    lots.promote(lot(0, available=1, returned=2), Levels("a-sale", (1,)))

    assert seen(lots) == lot(0, available=3, returned=3)


def test_units_that_are_not_returned_any_more_are_not_promoted(
    lots: Lots, published: Published
) -> None:
    lots.create([lot(0, available=1, returned=1)])
    published.create(Levels("a-sale", (1,)))

    with pytest.raises(Unmet) as unmet:
        lots.promote(lot(0, available=1, returned=2), Levels("a-sale", (1,)))

    assert unmet.value.lots == (lot(0, available=1, returned=1),)
    assert published.find("a-sale") == Levels("a-sale", (1,))


def test_a_lot_that_rose_since_it_was_read_is_not_promoted(
    lots: Lots, published: Published
) -> None:
    # With levels as of now but a lot as of before, the level would be too low: I11.
    lots.create([lot(0, available=4, returned=2)])
    published.create(Levels("a-sale", (4,), generation=7))

    with pytest.raises(Unmet):
        lots.promote(lot(0, available=1, returned=2), Levels("a-sale", (4,), generation=7))

    assert seen(lots) == lot(0, available=4, returned=2)


def test_a_promotion_on_levels_of_an_earlier_generation_changes_nothing(
    lots: Lots, published: Published
) -> None:
    lots.create([lot(0, available=1, returned=2)])
    published.create(Levels("a-sale", (1,), generation=1))

    with pytest.raises(Unmet):
        lots.promote(seen(lots), Levels("a-sale", (1,)))

    assert seen(lots) == lot(0, available=1, returned=2)
    assert published.find("a-sale") == Levels("a-sale", (1,), generation=1)


def test_a_promotion_keeps_what_was_published_of_holders_meanwhile(
    lots: Lots, published: Published
) -> None:
    read = Levels("a-sale", (1,))
    meanwhile = replace(read.leased(), held_until=9, holders=frozenset({b"abc"}))
    lots.create([lot(0, available=1, returned=2)])
    published.create(read)
    published.lease(read)
    published.publish(meanwhile)

    lots.promote(seen(lots), read)

    assert published.find("a-sale") == replace(meanwhile.leased(), levels=(3,), generation=1)


def test_a_lot_that_was_added_gets_its_level_with_its_first_promotion(
    lots: Lots, published: Published
) -> None:
    read = Levels("a-sale", (1,), lease=3)
    lots.create([lot(0, available=1), lot(2, available=0, returned=4)])
    published.create(read)

    lots.promote(seen(lots, 2), read)

    assert seen(lots, 2) == lot(2, available=4)
    assert published.find("a-sale") == replace(read, levels=(1, 0, 4), generation=1)


def test_levels_read_before_a_lot_was_added_are_not_published_over_its_level(
    lots: Lots, published: Published
) -> None:
    read = Levels("a-sale", (1,))
    lots.create([lot(0, available=1), lot(1, available=0, returned=4)])
    published.create(read)
    lots.promote(seen(lots, 1), read)

    with pytest.raises(Unmet):
        published.publish(read)

    found = published.find("a-sale")
    assert found is not None
    assert found.levels == (1, 4)
