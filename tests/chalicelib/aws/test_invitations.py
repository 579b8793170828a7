"""Invitations on DynamoDB: what they cost, and what becomes of answers that do not come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from sale_api.domain.contact import Contact
from sale_api.domain.invitation import Batch, Invitation
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.ports import Unknown
from tests.cloud import Stores, answer_lost, exchanges, instead, never_sent, refused_with

AT = 1_800_000_000_000
BATCH = Batch(sale="a-sale", batch="friends", window=0, size=2, made_at=AT)
FIRST = Invitation(sale="a-sale", invitation="first", batch="friends", window=0)
SECOND = replace(FIRST, invitation="second")
ANNA = Entrant(
    ticket=Ticket(sale="a-sale", window=0, shopper="anna", joined_at=AT),
    contact=Contact("anna@example.org", "de", "Europe/Berlin"),
)
CONFLICT = refused_with("TransactionConflictException")
CANCELLED: dict[str, Any] = {"CancellationReasons": [{"Code": "TransactionConflict"}] * 2}


def test_a_hundred_are_made_with_a_read_and_a_transaction(aws: Stores) -> None:
    many = [replace(FIRST, invitation=f"n{number}") for number in range(101)]

    with exchanges() as seen:
        aws.invitations.make(many)
        aws.invitations.make(many)

    each = ["BatchGetItem", "TransactWriteItems"]
    assert seen == [*each, *each, "BatchGetItem", "BatchGetItem"]


def test_using_one_is_one_transaction_that_is_tried_once(aws: Stores) -> None:
    aws.invitations.make([FIRST, SECOND])

    with exchanges(never_sent) as seen, pytest.raises(Unknown):
        aws.invitations.use("first", ANNA)
    with exchanges(answer_lost) as then, pytest.raises(Unknown):
        aws.invitations.use("first", ANNA)

    assert seen == then == ["TransactWriteItems"]
    found = aws.invitations.find("a-sale", "first")
    assert found is not None
    assert found.used_by == "anna"
    assert aws.invitations.use("first", ANNA) == ANNA


USES: list[Callable[[Stores], object]] = [
    lambda stores: stores.invitations.use("first", ANNA),
    lambda stores: stores.invitations.make([SECOND]),
    lambda stores: stores.invitations.revoke("a-sale", "first", AT),
    lambda stores: stores.invitations.revoke_batch("a-sale", "friends", AT),
]


@pytest.mark.parametrize("verb", USES)
def test_a_transaction_in_the_way_leaves_it_unknown(
    aws: Stores, verb: Callable[[Stores], object]
) -> None:
    aws.invitations.begin(BATCH)
    aws.invitations.make([FIRST])
    reading = [lambda exchange: exchange()] if verb is USES[1] else []
    is_transaction = verb in USES[:2]
    conflict = (
        refused_with("TransactionCanceledException", **CANCELLED) if is_transaction else CONFLICT
    )

    with exchanges(*reading, conflict), pytest.raises(Unknown):
        verb(aws)

    assert aws.invitations.find("a-sale", "first") == FIRST
    assert aws.invitations.batch("a-sale", "friends") == BATCH


def test_two_who_make_the_same_batch_at_once_make_it_once(aws: Stores) -> None:
    def nothing_there(_: Callable[[], object]) -> Any:
        return instead(Responses={}, UnprocessedKeys={})(_)

    aws.invitations.make([FIRST])
    aws.invitations.use("first", ANNA)

    with exchanges(nothing_there), pytest.raises(Unknown):
        aws.invitations.make([FIRST, SECOND])
    aws.invitations.make([FIRST, SECOND])

    found = aws.invitations.find("a-sale", "first")
    assert found == replace(FIRST, used_by="anna")
    assert aws.invitations.find("a-sale", "second") == SECOND


def test_a_list_of_several_pages_is_read_to_its_end(aws: Stores) -> None:
    aws.invitations.begin(BATCH)
    last = {"sale": {"S": "a-sale"}, "batch": {"S": "early"}}

    with exchanges(instead(Items=[], LastEvaluatedKey=last)) as seen:
        found = aws.invitations.batches("a-sale")

    assert seen == ["Query", "Query"]
    assert list(found) == [BATCH]
