"""Codes: as many as one wants, hard to guess, easy to read."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.invitation import (
    DIGITS,
    Batch,
    Invitation,
    code_of,
    invitation_id,
    listing,
    plain,
)

KEY = b"k" * 32
BATCH = Batch(sale="a-sale", batch="friends", window=0, size=3, made_at=0)
INVITATION = Invitation(sale="a-sale", invitation="i", batch="friends", window=0)


def test_a_code_is_sixteen_digits_that_look_like_no_others() -> None:
    codes = [code_of(BATCH, number, KEY) for number in range(200)]

    assert all(len(code) == 19 for code in codes)
    assert {digit for code in codes for digit in code} == {*DIGITS, "-"}
    assert not set("ILOU") & set(DIGITS)


def test_every_code_is_another_and_always_the_same() -> None:
    others = replace(BATCH, batch="others"), replace(BATCH, sale="other")
    codes = [code_of(batch, n, KEY) for batch in (BATCH, *others) for n in range(50)]

    assert len(set(codes)) == len(codes)
    assert code_of(BATCH, 0, KEY) == codes[0]
    assert code_of(BATCH, 0, b"l" * 32) not in codes


def test_the_code_of_a_batch_never_changes() -> None:
    assert code_of(BATCH, 0, KEY) == "4GP9-R47E-5FBJ-0P93"


@pytest.mark.parametrize(
    "typed", ["7k2m-9qxa-b3cd-0fgh", " 7K2M9QXAB3CDOFGH ", "7k2m 9qxa b3cd 0fgh"]
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert plain(typed) == "7K2M9QXAB3CD0FGH"


@pytest.mark.parametrize("typed", ["", "7K2M", "7K2M-9QXA-B3CD-0FGH-1", "7K2M-9QXA-B3CD-0FGU"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert plain(typed) is None


def test_an_invitation_is_kept_under_a_hash_with_a_key() -> None:
    code = code_of(BATCH, 0, KEY)
    name = invitation_id("a-sale", code, KEY)

    assert len(name) == 20
    assert invitation_id("a-sale", code.lower(), KEY) == name
    assert name not in {
        invitation_id("other", code, KEY),
        invitation_id("a-sale", code_of(BATCH, 1, KEY), KEY),
        invitation_id("a-sale", code, b"l" * 32),
    }


def test_a_batch_is_the_same_if_it_invites_the_same() -> None:
    assert BATCH.is_same(replace(BATCH, made_at=5, revoked_at=6))
    for other in (
        replace(BATCH, window=1),
        replace(BATCH, size=4),
        replace(BATCH, transferable=False),
        replace(BATCH, listed="ab"),
    ):
        assert not BATCH.is_same(other)


def test_what_stands_for_addresses_does_not_say_them() -> None:
    listed = listing(["anna@example.org"], KEY)

    assert len(listed) == 64
    assert listed != listing(["anna@example.org"], b"l" * 32)
    assert listed != listing(["anna@example.org", "bert@example.org"], KEY)
    assert listing([], KEY) == ""


def test_a_code_is_good_until_it_is_used_or_taken_back() -> None:
    assert INVITATION.can_be_used
    assert not replace(INVITATION, used_by="anna").can_be_used
    assert not replace(INVITATION, revoked_at=1).can_be_used
