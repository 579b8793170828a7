"""What only DynamoDB has: lost answers, conflicts, throttling, and the size of an item."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.aws.session import client
from chalicelib.aws.tables import LotItem
from sale_api.domain.levels import Levels
from sale_api.domain.lot import Claim, Lot, Returned
from sale_api.ports import Lots, Unknown, Unmet
from tests.cloud import (
    Fault,
    Stores,
    answer_lost,
    answered,
    exchanges,
    instead,
    never_sent,
    refused_with,
)

SALE = "windows7-2009"
NOW = 1_800_000_000_000
CLAIM = Claim(2, "claim001", NOW)
LENT = replace(CLAIM, lender=1)
KB = 1_024


@pytest.fixture
def lots(aws: Stores) -> Lots:
    aws.lots.create([Lot(SALE, number, "main", 16, available=5) for number in range(3)])
    aws.published.create(Levels(SALE, (5, 5, 5)))
    return aws.lots


def seen(lots: Lots, number: int = 0) -> Lot:
    (found,) = lots.look(SALE, [number])
    return found


def cancelled(*codes: str, **items: Any) -> Fault:
    reasons = [{"Code": code} for code in codes]
    return refused_with("TransactionCanceledException", CancellationReasons=reasons, **items)


def test_a_claim_at_home_is_one_request(lots: Lots) -> None:
    with exchanges() as seen_requests:
        lots.claim(SALE, 0, "anna", CLAIM)

    assert seen_requests == ["UpdateItem"]


def test_a_refused_claim_is_one_request_and_brings_the_lot(lots: Lots) -> None:
    with exchanges() as seen_requests, pytest.raises(Unmet) as unmet:
        lots.claim(SALE, 0, "anna", replace(CLAIM, quantity=6))

    assert seen_requests == ["UpdateItem"]
    assert [lot.available for lot in unmet.value.lots] == [5]


def test_a_claim_whose_answer_was_lost_finds_itself_and_takes_its_units_once(lots: Lots) -> None:
    with exchanges(answer_lost) as seen_requests:
        left = lots.claim(SALE, 0, "anna", CLAIM)

    assert seen_requests == ["UpdateItem"] * 2
    assert left == 3
    assert seen(lots).available == 3


def test_a_claim_that_was_never_sent_is_sent_again(lots: Lots) -> None:
    with exchanges(never_sent):
        assert lots.claim(SALE, 0, "anna", CLAIM) == 3


def test_units_whose_lending_lost_its_answer_are_lent_once(lots: Lots) -> None:
    with exchanges(answer_lost) as seen_requests:
        lots.lend(SALE, "main", 0, "anna", LENT)

    assert seen_requests == ["TransactWriteItems"] * 2
    assert seen(lots, 0).claims == {"anna": LENT}
    assert seen(lots, 1).available == 3


def test_an_emptied_lender_does_not_hide_that_the_lending_came_through(lots: Lots) -> None:
    lots.lend(SALE, "main", 0, "anna", replace(LENT, quantity=5))

    lots.lend(SALE, "main", 0, "anna", replace(LENT, quantity=5))

    assert seen(lots, 1).available == 0


@pytest.mark.parametrize("claim", [CLAIM, LENT])
def test_units_whose_return_lost_its_answer_come_back_once(lots: Lots, claim: Claim) -> None:
    if claim.lender is None:
        lots.claim(SALE, 0, "anna", claim)
    else:
        lots.lend(SALE, "main", 0, "anna", claim)

    with exchanges(answer_lost):
        lots.give_back(SALE, 0, "anna", claim, Returned.RETURNED)

    assert seen(lots, claim.source(0)).returned == 2


def test_units_of_a_claim_that_names_its_home_as_lender_come_back_in_one_update(lots: Lots) -> None:
    # A transaction may not write one item twice: it would be refused each time, for ever.
    odd = replace(CLAIM, lender=0)
    with pytest.raises(AssertionError):
        lots.lend(SALE, "main", 0, "anna", odd)
    lots.create([Lot(SALE, 9, "main", 16, 0, claims={"anna": replace(odd, lender=9)})])

    with exchanges() as seen_requests:
        assert lots.give_back(SALE, 9, "anna", replace(odd, lender=9), Returned.RETURNED)

    assert seen_requests == ["UpdateItem"]
    assert seen(lots, 9) == Lot(SALE, 9, "main", 16, 0, returned=2)


def test_settling_whose_answer_was_lost_has_succeeded(lots: Lots) -> None:
    lots.claim(SALE, 0, "anna", CLAIM)

    with exchanges(answer_lost) as seen_requests:
        lots.settle(SALE, 0, {"anna": CLAIM})

    assert seen_requests == ["UpdateItem"] * 2
    assert seen(lots).claims["anna"].settled


@pytest.mark.parametrize(
    "fault", [never_sent, refused_with("InternalServerError", 500), refused_with("Throttling")]
)
def test_what_is_not_answered_in_three_tries_is_unknown(lots: Lots, fault: Fault) -> None:
    with exchanges(fault, fault, fault) as seen_requests, pytest.raises(Unknown):
        lots.claim(SALE, 0, "anna", CLAIM)

    assert seen_requests == ["UpdateItem"] * 3


def test_a_claim_that_was_written_but_never_answered_is_unknown_and_then_found(lots: Lots) -> None:
    with exchanges(answer_lost, answer_lost, answer_lost), pytest.raises(Unknown):
        lots.claim(SALE, 0, "anna", CLAIM)

    assert lots.claim(SALE, 0, "anna", CLAIM) == 3


def test_a_conflict_says_nothing_of_the_stock(lots: Lots) -> None:
    with (
        exchanges(cancelled("None", "TransactionConflict")),
        pytest.raises(Unmet) as unmet,
    ):
        lots.lend(SALE, "main", 0, "anna", LENT)

    assert unmet.value.lots == ()


@pytest.mark.parametrize("lender", [None, 1])
def test_a_return_that_meets_a_transaction_has_not_happened(lots: Lots, lender: int | None) -> None:
    conflict = (
        refused_with("TransactionConflictException")
        if lender is None
        else cancelled("TransactionConflict", "None")
    )

    with exchanges(conflict), pytest.raises(Unmet) as unmet:
        lots.give_back(SALE, 0, "anna", replace(CLAIM, lender=lender), Returned.RETURNED)

    assert unmet.value.lots == ()


def test_a_claim_that_meets_a_transaction_is_refused_without_a_lot(lots: Lots) -> None:
    with (
        exchanges(refused_with("TransactionConflictException")),
        pytest.raises(Unmet) as unmet,
    ):
        lots.claim(SALE, 0, "anna", CLAIM)

    assert unmet.value.lots == ()


def test_a_lot_whose_creation_meets_a_transaction_may_not_be_there(lots: Lots) -> None:
    added = Lot(SALE, 7, "main", allotted=2, available=0, returned=2)

    with (
        exchanges(answered, refused_with("TransactionConflictException")),
        pytest.raises(Unknown),
    ):
        lots.create([added])

    lots.create([added])
    assert lots.look(SALE, [7]) == [added]


@pytest.mark.parametrize("code", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_throttled_transaction_is_unknown(lots: Lots, code: str) -> None:
    with exchanges(cancelled(code, "TransactionConflict")), pytest.raises(Unknown):
        lots.lend(SALE, "main", 0, "anna", LENT)


@pytest.mark.parametrize(
    "fault", [cancelled("ValidationError", "None"), refused_with("ValidationException")]
)
def test_a_request_of_ours_that_is_wrong_is_no_outcome(lots: Lots, fault: Fault) -> None:
    with exchanges(fault), pytest.raises(client("dynamodb").exceptions.ClientError):
        lots.lend(SALE, "main", 0, "anna", LENT)


def test_what_a_batch_left_out_is_asked_for_again(lots: Lots) -> None:
    keys = {LotItem.Meta.table_name: {"Keys": [{"lot": {"S": f"{SALE}#2"}}]}}

    with exchanges(instead(Responses={}, UnprocessedKeys=keys)) as seen_requests:
        found = lots.look(SALE, [2])

    assert [lot.number for lot in found] == [2]
    assert seen_requests == ["BatchGetItem"] * 2


def test_a_batch_that_is_never_read_to_its_end_is_unknown(lots: Lots) -> None:
    keys = {LotItem.Meta.table_name: {"Keys": [{"lot": {"S": f"{SALE}#2"}}]}}
    left_out = instead(Responses={}, UnprocessedKeys=keys)

    with exchanges(*[left_out] * 8), pytest.raises(Unknown):
        lots.look(SALE, [2])


def test_laying_out_lots_again_goes_on_where_it_stopped(lots: Lots) -> None:
    all_lots = [Lot(SALE, number, "main", 16, available=5) for number in range(5)]

    with exchanges() as seen_requests:
        lots.create(all_lots)

    assert seen_requests == ["BatchGetItem", "PutItem", "PutItem"]
    assert len(lots.look(SALE, range(5))) == 5


def test_a_lot_that_somebody_else_just_laid_out_is_left_alone(lots: Lots) -> None:
    with exchanges(instead(Responses={})):
        lots.create([Lot(SALE, 0, "main", 16, available=16)])

    assert seen(lots).available == 5


def test_many_claims_of_a_lot_are_settled_in_one_request(lots: Lots) -> None:
    claims = many_claims(100)
    lots.create([Lot(SALE, 9, "main", 16, 0, claims=claims)])

    with exchanges() as seen_requests:
        lots.settle(SALE, 9, claims)

    assert seen_requests == ["UpdateItem"]
    assert all(claim.settled for claim in seen(lots, 9).claims.values())


def many_claims(count: int, *, settled: bool = False) -> dict[str, Claim]:
    """Return claims as they come: ids at full length, every eighth of them lent."""
    return {
        urlsafe_b64encode(number.to_bytes(12, "big")).decode(): Claim(
            quantity=1,
            claim=f"{number:08x}",
            deadline=NOW + number,
            lender=number if number % 8 == 0 else None,
            settled=settled,
        )
        for number in range(count)
    }


def size_of(count: int, *, settled: bool) -> int:
    """Return the size of a stored lot by DynamoDB's published rules.

    Names and texts count their bytes; a number one byte for two digits and one more; a map three
    and one for each entry.
    """
    key = {"lot": {"S": f"{SALE}#62"}}
    item = client("dynamodb").get_item(TableName=LotItem.Meta.table_name, Key=key)["Item"]
    assert len(item["claims"]["M"]) == count
    assert settled == all(each["S"].endswith(".s") for each in item["claims"]["M"].values())
    return sum(len(name) + bytes_of(value) for name, value in item.items())


def bytes_of(value: dict[str, Any]) -> int:
    ((form, content),) = value.items()
    if form == "M":
        return 3 + sum(1 + len(name) + bytes_of(each) for name, each in content.items())
    return len(content) if form == "S" else len(content) // 2 + 2


@pytest.mark.parametrize(
    ("count", "settled", "most"),
    [(21, False, KB), (21, True, KB), (60, False, 3 * KB), (60, True, 3 * KB)],
)
def test_a_lot_costs_one_write_unit_up_to_21_claims_and_three_up_to_60(
    aws: Stores, count: int, most: int, *, settled: bool
) -> None:
    claims = many_claims(count, settled=settled)
    aws.lots.create([Lot(SALE, 62, "main", 16, available=0, claims=claims)])

    size = size_of(count, settled=settled)

    assert size <= most, f"{count} claims take {size} bytes"
