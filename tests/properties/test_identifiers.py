"""Identifiers: the same facts give the same key, and other facts another."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sale_api.domain.addresses import normalised
from sale_api.domain.identifiers import framed, order_id, shopper_id
from tests.properties.strategies import CLAIM_IDS, EMAILS, SALE_NAMES, SHOPPERS

KEYS = st.binary(min_size=32, max_size=32)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)


def unframed(content: bytes) -> list[str]:
    """Return the fields that were framed: each stands after its length in four bytes."""
    fields = []
    while content:
        end = 4 + int.from_bytes(content[:4], "big")
        fields.append(content[4:end].decode())
        content = content[end:]
    return fields


@given(st.lists(TEXTS, max_size=4))
def test_framed_fields_can_be_told_apart_again(fields: list[str]) -> None:
    assert unframed(framed(*fields)) == fields


@given(SALE_NAMES, SHOPPERS, CLAIM_IDS, st.integers(1, 7))
def test_letters_that_move_from_one_fact_to_the_next_give_another_order(
    sale: str, shopper: str, claim: str, moved: int
) -> None:
    facts = [
        (sale, shopper, claim),
        (sale + shopper[:moved], shopper[moved:], claim),
        (sale, shopper + claim[:moved], claim[moved:]),
        (sale, shopper[:-moved], shopper[-moved:] + claim),
    ]

    assert len({order_id(*each) for each in facts}) == len(facts)


@given(*(st.sets(each, min_size=2, max_size=3) for each in (SALE_NAMES, SHOPPERS, CLAIM_IDS)))
def test_each_claim_of_each_shopper_in_each_sale_has_an_order_key_of_its_own(
    sales: set[str], shoppers: set[str], claims: set[str]
) -> None:
    facts = list(product(sales, shoppers, claims))

    orders = {order_id(*each) for each in facts}

    assert len(orders) == len(facts)
    assert all(len(urlsafe_b64decode(order)) == 15 for order in orders)


@given(EMAILS, KEYS, st.sampled_from(["", " ", "\t", "\u00a0"]), st.data())
def test_who_writes_an_address_in_another_case_or_with_spaces_is_the_same_shopper(
    address: str, key: bytes, space: str, data: st.DataObject
) -> None:
    letters: Sequence[str] = [data.draw(st.sampled_from([c.lower(), c.upper()])) for c in address]
    written = f"{space}{''.join(letters)}{space}"

    assert shopper_id(written, key) == shopper_id(address, key)


@given(st.sets(EMAILS, max_size=20), KEYS)
def test_other_people_are_other_shoppers(addresses: set[str], key: bytes) -> None:
    people = {normalised(address) for address in addresses}

    assert len({shopper_id(person, key) for person in people}) == len(people)


@given(EMAILS, st.lists(KEYS, min_size=2, max_size=2, unique=True))
def test_another_key_makes_another_shopper(address: str, keys: list[bytes]) -> None:
    one, other = (shopper_id(address, key) for key in keys)

    assert one != other


@pytest.mark.parametrize("content", [b"", b"\0\0\0\1a"])
def test_frames_can_be_read_one_by_one(content: bytes) -> None:
    assert framed(*unframed(content)) == content
