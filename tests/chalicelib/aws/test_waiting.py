"""The waiting list on DynamoDB: transactions in the way, and parts of several pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from sale_api.domain.waiting import PARTS, EntryState
from sale_api.ports import Unknown, Unmet
from tests.cloud import Stores, answered, exchanges, instead, refused_with
from tests.contract.test_waiting import ANNA, AT, BERT, SALE, an_entry

CONFLICT = refused_with("TransactionConflictException")


def test_who_joins_beside_a_transaction_does_not_know_whether_they_stand_there(
    aws: Stores,
) -> None:
    with exchanges(CONFLICT), pytest.raises(Unknown):
        aws.waiting.join(an_entry())

    assert aws.waiting.find(SALE, ANNA) is None


@pytest.mark.parametrize("step", ["leave", "end_offer", "lease", "finish"])
def test_a_step_beside_a_transaction_is_to_be_tried_again(aws: Stores, step: str) -> None:
    entry = aws.waiting.join(an_entry())
    steps: Mapping[str, Callable[[], object]] = {
        "leave": lambda: aws.waiting.leave(entry.left(AT + 1)),
        "end_offer": lambda: aws.waiting.end_offer(SALE, ANNA, "order", EntryState.LAPSED, AT + 1),
        "lease": lambda: aws.waiting.lease(SALE, ANNA, "1-notice", AT, AT + 1),
        "finish": lambda: aws.waiting.finish(SALE, ANNA, "1-notice", AT),
    }

    with exchanges(CONFLICT), pytest.raises(Unmet):
        steps[step]()

    assert aws.waiting.find(SALE, ANNA) == entry


def test_parts_of_several_pages_are_read_to_their_end_and_turns_no_further_than_asked(
    aws: Stores,
) -> None:
    entries = [aws.waiting.join(an_entry(shopper)) for shopper in (ANNA, BERT)]
    before_all = {"list": {"S": f"{SALE}#0"}, "shopper": {"S": " "}}
    in_index = {**before_all, "turn": {"S": " "}}

    with exchanges(instead(Items=[], LastEvaluatedKey=before_all), *[answered] * PARTS) as seen:
        found = {entry.shopper for entry in aws.waiting.of_sale(SALE)}
    with exchanges(instead(Items=[], LastEvaluatedKey=in_index), *[answered] * PARTS):
        turns = aws.waiting.turns(SALE, "main", 1)

    assert (found, len(seen)) == ({ANNA, BERT}, PARTS + 1)
    assert turns == [min(str(entry.turn) for entry in entries)]
