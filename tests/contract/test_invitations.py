"""An invitation lets in whoever uses it first, on both stores."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.contact import Contact
from sale_api.domain.invitation import Batch, Invitation
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.ports import Entrants, Invitations, Unmet

AT = 1_800_000_000_000
BATCH = Batch(sale="a-sale", batch="friends", window=0, size=2, made_at=AT)
FIRST = Invitation(sale="a-sale", invitation="first", batch="friends", window=0)
SECOND = replace(FIRST, invitation="second", only="shopper-00000001")


def an_entrant(shopper: str = "anna", joined_at: int = AT) -> Entrant:
    ticket = Ticket(sale="a-sale", window=0, shopper=shopper, joined_at=joined_at)
    return Entrant(ticket=ticket, contact=Contact("anna@example.org", "de", "Europe/Berlin"))


def test_a_batch_stands_as_it_was_first_made(invitations: Invitations) -> None:
    assert invitations.begin(BATCH) == BATCH

    assert invitations.begin(replace(BATCH, size=3, made_at=AT + 1)) == BATCH

    assert invitations.batch("a-sale", "friends") == BATCH
    assert invitations.batch("a-sale", "others") is None
    assert invitations.batch("other", "friends") is None


def test_a_sale_has_its_batches_by_their_ids(invitations: Invitations) -> None:
    others = replace(BATCH, batch="early", transferable=False, listed="ab")
    for batch in (BATCH, others, replace(BATCH, sale="other")):
        invitations.begin(batch)

    assert list(invitations.batches("a-sale")) == [others, BATCH]
    assert list(invitations.batches("nothing")) == []


def test_what_was_made_is_found(invitations: Invitations) -> None:
    invitations.make([FIRST, SECOND])

    assert invitations.find("a-sale", "first") == FIRST
    assert invitations.find("other", "first") is None
    found = invitations.look("a-sale", ["first", "second", "third"])
    assert sorted(found, key=lambda each: each.invitation) == [FIRST, SECOND]


def test_making_again_adds_what_is_missing_and_leaves_what_was_used(
    invitations: Invitations,
) -> None:
    invitations.make([FIRST])
    invitations.use("first", an_entrant())

    invitations.make([FIRST, SECOND])

    assert invitations.find("a-sale", "first") == replace(FIRST, used_by="anna")
    assert invitations.find("a-sale", "second") == SECOND


def test_more_than_a_hundred_are_made_at_once(invitations: Invitations) -> None:
    many = [replace(FIRST, invitation=f"n{number}") for number in range(101)]

    invitations.make(many)

    assert len(invitations.look("a-sale", [each.invitation for each in many])) == len(many)


def test_who_uses_one_is_an_entrant_and_it_is_used(
    invitations: Invitations, entrants: Entrants
) -> None:
    invitations.make([FIRST])

    assert invitations.use("first", an_entrant()) == an_entrant()

    assert invitations.find("a-sale", "first") == replace(FIRST, used_by="anna")
    assert entrants.join(an_entrant(joined_at=AT + 1)) == an_entrant()


def test_nobody_uses_one_that_somebody_has_used(
    invitations: Invitations, entrants: Entrants
) -> None:
    invitations.make([FIRST])
    invitations.use("first", an_entrant())

    with pytest.raises(Unmet):
        invitations.use("first", an_entrant("bert"))

    assert list(entrants.in_time("a-sale", 0, AT + 1)) == ["anna"]


def test_who_stands_in_the_line_does_not_use_another(
    invitations: Invitations, entrants: Entrants
) -> None:
    invitations.make([FIRST, SECOND])
    entrants.join(an_entrant())

    assert invitations.use("first", an_entrant(joined_at=AT + 1)) == an_entrant()

    assert invitations.find("a-sale", "first") == FIRST


@pytest.mark.parametrize("name", ["first", "unknown"])
def test_one_that_was_taken_back_or_never_made_lets_nobody_in(
    name: str, invitations: Invitations, entrants: Entrants
) -> None:
    invitations.make([FIRST])
    invitations.revoke("a-sale", "first", AT)

    with pytest.raises(Unmet):
        invitations.use(name, an_entrant())

    assert list(entrants.in_time("a-sale", 0, AT + 1)) == []


def test_one_is_taken_back_once_and_for_good(invitations: Invitations) -> None:
    invitations.make([FIRST])

    invitations.revoke("a-sale", "first", AT)
    invitations.revoke("a-sale", "first", AT + 1)

    assert invitations.find("a-sale", "first") == replace(FIRST, revoked_at=AT)


def test_one_that_was_used_is_not_taken_back(invitations: Invitations) -> None:
    invitations.make([FIRST])
    invitations.use("first", an_entrant())

    for name in ("first", "unknown"):
        with pytest.raises(Unmet):
            invitations.revoke("a-sale", name, AT)

    assert invitations.find("a-sale", "first") == replace(FIRST, used_by="anna")
    assert invitations.find("a-sale", "unknown") is None


def test_a_batch_is_taken_back_once_and_for_good(invitations: Invitations) -> None:
    invitations.begin(BATCH)

    invitations.revoke_batch("a-sale", "friends", AT)
    invitations.revoke_batch("a-sale", "friends", AT + 1)

    assert invitations.batch("a-sale", "friends") == replace(BATCH, revoked_at=AT)
    assert invitations.begin(BATCH) == replace(BATCH, revoked_at=AT)


def test_a_batch_that_is_none_is_not_taken_back(invitations: Invitations) -> None:
    with pytest.raises(Unmet):
        invitations.revoke_batch("a-sale", "friends", AT)

    assert invitations.batch("a-sale", "friends") is None
