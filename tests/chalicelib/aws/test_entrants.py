"""Joining on DynamoDB is tried once; whoever opens a line reads all pages of all its parts."""

from __future__ import annotations

import pytest

from chalicelib.aws.entrants import PARTS
from sale_api.domain.contact import Contact
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.ports import Unknown
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

AT = 1_800_000_000_000


def an_entrant(shopper: str = "anna") -> Entrant:
    ticket = Ticket(sale="a-sale", window=0, shopper=shopper, joined_at=AT)
    return Entrant(ticket=ticket, contact=Contact("anna@example.org", "de", "Europe/Berlin"))


@pytest.mark.parametrize(
    "fault",
    [
        never_sent,
        answer_lost,
        refused_with("ThrottlingException"),
        refused_with("TransactionConflictException"),
    ],
)
def test_joining_without_an_answer_is_not_tried_again(aws: Stores, fault: Fault) -> None:
    # Tried again it could come after the digest of those who were in time.
    with exchanges(fault) as seen, pytest.raises(Unknown):
        aws.entrants.join(an_entrant())

    assert seen == ["PutItem"]


def test_who_joined_without_hearing_of_it_stands_there(aws: Stores) -> None:
    with exchanges(answer_lost), pytest.raises(Unknown):
        aws.entrants.join(an_entrant())

    assert list(aws.entrants.in_time("a-sale", 0, AT + 1)) == ["anna"]
    assert aws.entrants.join(an_entrant()) == an_entrant()


def test_a_part_of_several_pages_is_read_to_its_end(aws: Stores) -> None:
    aws.entrants.join(an_entrant())
    last = {"line": {"S": "a-sale#0#0"}, "shopper": {"S": "berta"}}
    page = instead(Items=[{"shopper": {"S": "berta"}}], LastEvaluatedKey=last)

    with exchanges(page, answered) as seen:
        found = set(aws.entrants.in_time("a-sale", 0, AT + 1))

    assert {"anna", "berta"} >= found >= {"berta"}
    assert seen == ["Query"] * (PARTS + 1)
