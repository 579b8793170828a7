"""Tokens: what was signed is read back the same in its time, and nothing else is ever read."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.keyring import Keyring
from chalicelib.token_claims import (
    AdminClaims,
    Claims,
    OrderLinkClaims,
    ReservationClaims,
    ShopperClaims,
    SignInClaims,
)
from chalicelib.tokens import LONGEST_TOKEN, SKEW_SECONDS, Tokens
from sale_api.domain.contact import Contact
from sale_api.domain.errors import Unauthenticated
from sale_api.domain.reservation import Reservation
from tests.properties.strategies import (
    BASE64,
    CLAIM_IDS,
    CONTACTS,
    INSTANTS,
    JSON,
    RESERVATIONS,
    SHOPPERS,
)
from tests.systems import SECRET

V = TypeVar("V")

TOKENS, OTHERS = (Tokens(Keyring.from_json(SECRET), issuer) for issuer in ("test", "prod"))


@dataclass(frozen=True)
class Signed:
    """Something that was signed, how its token is read, and the kind, which says for how long."""

    value: object
    sign: Callable[[Tokens, int], str]
    read: Callable[[Tokens, str, int], object]
    kind: type[Claims]


def shopper(who: str, contact: Contact) -> Signed:
    def read(tokens: Tokens, token: str, now: int) -> tuple[str, Contact]:
        read = tokens.read_shopper(token, now)
        return read.shopper, read.contact

    return Signed((who, contact), lambda t, now: t.shopper(who, contact, now), read, ShopperClaims)


def one(
    values: st.SearchStrategy[V],
    sign: Callable[[Tokens, V, int], str],
    read: Callable[[Tokens, str, int], V],
    kind: type[Claims],
) -> st.SearchStrategy[Signed]:
    """Return the strategy of what is signed by its value alone."""
    return values.map(lambda value: Signed(value, lambda t, now: sign(t, value, now), read, kind))


SIGNED = st.one_of(
    one(CONTACTS, Tokens.sign_in, Tokens.read_sign_in, SignInClaims),
    st.builds(shopper, SHOPPERS, CONTACTS),
    one(RESERVATIONS, Tokens.reservation, Tokens.read_reservation, ReservationClaims),
    one(CLAIM_IDS, Tokens.order_link, Tokens.read_order_link, OrderLinkClaims),
    one(CLAIM_IDS, Tokens.admin, Tokens.read_admin, AdminClaims),
)
READERS = [
    Tokens.read_sign_in,
    Tokens.read_shopper,
    Tokens.read_reservation,
    Tokens.read_order_link,
    Tokens.read_admin,
]


def segment(value: object) -> str:
    """Return a value as one of the three parts of a token."""
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


SEGMENTS = st.one_of(
    st.binary(max_size=30).map(urlsafe_b64encode).map(bytes.decode), JSON.map(segment)
)
HEADERS = st.fixed_dictionaries(
    {"alg": st.sampled_from(["HS256", "none", "RS256", None])},
    optional={
        "typ": st.sampled_from([kind.purpose for kind in Claims.kinds()]),
        "kid": st.sampled_from(["k1", "k2", "", 7, None]),
    },
)
ANYTHING = st.one_of(
    st.text(max_size=40),
    st.lists(SEGMENTS, min_size=2, max_size=4).map(".".join),
    st.builds("{}.{}.{}".format, HEADERS.map(segment), SEGMENTS, SEGMENTS),
)


@given(SIGNED, INSTANTS, st.floats(0, 1, exclude_max=True))
def test_what_was_signed_is_read_back_the_same_as_long_as_it_lives(
    signed: Signed, now: int, share: float
) -> None:
    token = signed.sign(TOKENS, now)
    first, expiry = now // 1000 - SKEW_SECONDS, now // 1000 + signed.kind.lives_seconds

    read_at = first * 1000 + int((expiry - first) * 1000 * share)
    assert signed.read(TOKENS, token, read_at) == signed.value
    for outside in (first * 1000 - 1, expiry * 1000):
        with pytest.raises(Unauthenticated):
            signed.read(TOKENS, token, outside)


@given(SIGNED, INSTANTS)
def test_a_token_is_read_as_its_own_kind_and_in_its_own_deployment_only(
    signed: Signed, now: int
) -> None:
    token = signed.sign(TOKENS, now)
    read_as = []

    for reader in READERS:
        with suppress(Unauthenticated):
            read_as.append(reader(TOKENS, token, now))

    assert len(read_as) == 1
    with pytest.raises(Unauthenticated):
        signed.read(OTHERS, token, now)


@given(SIGNED, INSTANTS, st.data())
def test_an_altered_token_says_the_same_or_nothing(
    signed: Signed, now: int, data: st.DataObject
) -> None:
    token = signed.sign(TOKENS, now)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from(BASE64 + "."))
    ways = [
        token[:place] + letter + token[place + 1 :],
        token[:place] + letter + token[place:],
        token[:place] + token[place + 1 :],
        token[:place],
    ]
    altered = data.draw(st.sampled_from(ways))

    try:
        read = signed.read(TOKENS, altered, now)
    except Unauthenticated:
        return
    assert read == signed.value


@given(SIGNED, SIGNED, INSTANTS)
def test_the_signature_of_one_token_is_good_for_no_other(
    one: Signed, other: Signed, now: int
) -> None:
    *signed, _ = one.sign(TOKENS, now).split(".")
    *others, signature = other.sign(TOKENS, now).split(".")

    if signed != others:
        with pytest.raises(Unauthenticated):
            one.read(TOKENS, ".".join([*signed, signature]), now)


@given(ANYTHING, st.sampled_from(READERS), INSTANTS)
def test_whatever_else_is_sent_as_a_token_is_refused(
    token: str, reader: Callable[[Tokens, str, int], object], now: int
) -> None:
    with pytest.raises(Unauthenticated):
        reader(TOKENS, token, now)
    assert isinstance(TOKENS.purpose(token), str)


@given(RESERVATIONS, INSTANTS)
def test_every_reservation_that_there_can_be_fits_a_token(held: Reservation, now: int) -> None:
    long = replace(held, sale="s" * 40, pool="p" * 20)

    assert len(TOKENS.reservation(long, now)) < LONGEST_TOKEN


@given(st.integers(0, LONGEST_TOKEN), INSTANTS)
def test_a_token_that_is_too_long_is_refused_although_it_was_signed(length: int, now: int) -> None:
    name = "x" * length
    token = TOKENS.admin(name, now)

    if len(token) > LONGEST_TOKEN:
        with pytest.raises(Unauthenticated):
            TOKENS.read_admin(token, now)
        return
    assert TOKENS.read_admin(token, now) == name
