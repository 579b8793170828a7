"""Values on the wire: everything that the domain stores comes back equal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.aws.claims import claim_of, forms_of, text_of
from chalicelib.aws.wire import packed, type_of, unpacked
from sale_api.domain.lot import Claim
from sale_api.domain.sale import Pause

CLAIMS = st.builds(
    Claim,
    quantity=st.integers(1, 1000),
    claim=st.text("abcdef0123456789-_", min_size=1, max_size=8),
    deadline=st.integers(0, 10**13),
    lender=st.none() | st.integers(0, 10_000),
    settled=st.booleans(),
    offered=st.booleans(),
)


@given(CLAIMS)
def test_a_claim_comes_back_from_its_text(claim: Claim) -> None:
    assert claim_of(text_of(claim)) == claim
    assert text_of(claim) in forms_of(claim)


@given(CLAIMS, CLAIMS)
def test_two_claims_have_one_text_only_if_they_are_equal(one: Claim, other: Claim) -> None:
    assert (text_of(one) == text_of(other)) == (one == other)


def test_a_claim_is_short() -> None:
    claim = Claim(3, "a1b2c3d4", 1_800_000_000_000, lender=62, settled=True)

    assert text_of(claim) == "3.a1b2c3d4.mywpiww0.1q.s"


@given(CLAIMS)
def test_an_offered_claim_stays_one_whether_held_or_settled(claim: Claim) -> None:
    held, settled = map(claim_of, forms_of(claim))

    assert (held.settled, settled.settled) == (False, True)
    assert held.offered is settled.offered is claim.offered


def test_a_claim_id_with_a_full_stop_is_refused() -> None:
    with pytest.raises(AssertionError):
        text_of(Claim(1, "a.b", 0))


def test_what_is_none_is_left_out() -> None:
    assert packed(Pause(7)) == {"M": {"paused_at": {"N": "7"}, "reason": {"S": ""}}}


def test_what_is_left_out_gets_its_default() -> None:
    assert unpacked(Pause, {"paused_at": {"N": "7"}}) == Pause(7)


@pytest.mark.parametrize("odd", [1.5, None, object(), [1]])
def test_what_has_no_form_is_refused(odd: object) -> None:
    with pytest.raises(AssertionError):
        packed(odd)


@pytest.mark.parametrize("kind", [float, bytes, list[int]])
def test_a_kind_without_a_form_is_refused(kind: type) -> None:
    with pytest.raises(AssertionError):
        type_of(kind)
