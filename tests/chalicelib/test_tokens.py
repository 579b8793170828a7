"""A token is good for one purpose, one deployment and a while; all else is one refusal."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable

import jwt
import msgspec
import pytest

from chalicelib.keyring import Keyring
from chalicelib.token_claims import Claims, SignInClaims
from chalicelib.tokens import LONGEST_TOKEN, Tokens
from sale_api.domain.circles import Origin
from sale_api.domain.contact import Contact
from sale_api.domain.errors import Unauthenticated
from sale_api.domain.links import HOUR_MS
from sale_api.domain.lot import Claim
from sale_api.domain.money import Money
from sale_api.domain.reservation import Reservation
from sale_api.domain.ticket import Ticket

NOW = 1_800_000_000_000
MINUTE, DAY = 60_000, 86_400_000
CONTACT = Contact("anna@example.org", "de", "Europe/Berlin")
RESERVATION = Reservation(
    sale="windows7",
    shopper="shopper-00000001",
    pool="main",
    claim=Claim(2, "claim001", NOW - 5_000, lender=7),
    price=Money(4_997, "EUR"),
)
TICKET = Ticket(sale="windows7", window=1, shopper="shopper-00000001", joined_at=NOW - MINUTE)
KEYS = Keyring({"k1": b"1" * 32}, b"s" * 32)
TOKENS = Tokens(KEYS, "sale-test")

Sign = Callable[[Tokens, int], str]
Read = Callable[[Tokens, str, int], object]

KINDS: dict[str, tuple[Sign, Read, int]] = {
    "sign-in": (lambda t, now: t.sign_in(CONTACT, now), Tokens.read_sign_in, 60 * MINUTE),
    "shopper": (lambda t, now: t.shopper("abc", CONTACT, now), Tokens.read_shopper, 30 * DAY),
    "ticket": (lambda t, now: t.ticket(TICKET, now), Tokens.read_ticket, 90 * DAY),
    "reservation": (
        lambda t, now: t.reservation(RESERVATION, now),
        Tokens.read_reservation,
        30 * DAY,
    ),
    "order-link": (lambda t, now: t.order_link("order1", now), Tokens.read_order_link, 3_650 * DAY),
    "admin": (lambda t, now: t.admin("maria", now), Tokens.read_admin, 12 * 60 * MINUTE),
}
ALL = pytest.mark.parametrize("kind", KINDS)


def refused(read: Read, tokens: Tokens, token: str, now: int = NOW) -> str:
    with pytest.raises(Unauthenticated) as refusal:
        read(tokens, token, now)
    assert not refusal.value.data
    return refusal.value.detail


def parts(token: str) -> tuple[dict[str, object], dict[str, object], str]:
    header, payload, signature = token.split(".")
    return decoded(header), decoded(payload), signature


def decoded(part: str) -> dict[str, object]:
    value: dict[str, object] = msgspec.json.decode(urlsafe_b64decode(part + "=="))
    return value


def encoded(value: object) -> str:
    return urlsafe_b64encode(msgspec.json.encode(value)).decode().rstrip("=")


def encoded_bytes(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def test_the_table_has_every_kind_of_token() -> None:
    assert {kind.purpose for kind in Claims.kinds()} == set(KINDS)


def test_what_was_signed_is_read_back() -> None:
    shopper = TOKENS.read_shopper(TOKENS.shopper("abc", CONTACT, NOW), NOW)

    assert TOKENS.read_sign_in(TOKENS.sign_in(CONTACT, NOW), NOW) == CONTACT
    assert (shopper.shopper, shopper.contact) == ("abc", CONTACT)
    assert shopper.expires_at == NOW + 30 * DAY
    assert TOKENS.read_reservation(TOKENS.reservation(RESERVATION, NOW), NOW) == RESERVATION
    assert TOKENS.read_ticket(TOKENS.ticket(TICKET, NOW), NOW) == TICKET
    assert TOKENS.read_order_link(TOKENS.order_link("order1", NOW), NOW) == "order1"
    assert TOKENS.read_admin(TOKENS.admin("maria", NOW), NOW) == "maria"


def test_a_shopper_token_says_where_the_mailbox_stands() -> None:
    origin = Origin(throwaway=True, domain="mailinator.com")

    read = TOKENS.read_shopper(TOKENS.shopper("abc", CONTACT, NOW, origin), NOW)

    assert read.origin == origin


def test_whoever_is_mailed_no_more_links_has_one_that_works() -> None:
    assert SignInClaims.lives_seconds * 1_000 >= HOUR_MS


@ALL
def test_a_token_says_what_it_is_for_and_names_its_key(kind: str) -> None:
    sign, _, lives_ms = KINDS[kind]

    header, payload, _ = parts(sign(TOKENS, NOW))

    assert header == {"alg": "HS256", "kid": "k1", "typ": kind}
    assert payload["aud"] == kind
    assert payload["iss"] == "sale-test"
    assert payload["iat"] == NOW // 1000
    assert payload["exp"] == (NOW + lives_ms) // 1000
    assert payload["v"] == 1
    assert TOKENS.purpose(sign(TOKENS, NOW)) == kind


@ALL
def test_a_token_is_good_until_its_end_and_not_at_it(kind: str) -> None:
    sign, read, lives_ms = KINDS[kind]
    token = sign(TOKENS, NOW)

    read(TOKENS, token, NOW + lives_ms - 1)

    refused(read, TOKENS, token, NOW + lives_ms)


@ALL
def test_a_token_from_a_clock_that_is_ahead_is_good_by_a_minute(kind: str) -> None:
    sign, read, _ = KINDS[kind]

    read(TOKENS, sign(TOKENS, NOW + MINUTE), NOW)

    refused(read, TOKENS, sign(TOKENS, NOW + MINUTE + 1000), NOW)


@ALL
@pytest.mark.parametrize("other", KINDS)
def test_a_token_is_worth_nothing_for_another_purpose(kind: str, other: str) -> None:
    if kind == other:
        return
    _, read, _ = KINDS[kind]
    sign, _, _ = KINDS[other]

    refused(read, TOKENS, sign(TOKENS, NOW))


@ALL
@pytest.mark.parametrize("other", KINDS)
def test_a_purpose_that_is_claimed_in_the_header_is_not_believed(kind: str, other: str) -> None:
    if kind == other:
        return
    _, read, _ = KINDS[kind]
    _, payload, signature = KINDS[other][0](TOKENS, NOW).split(".")
    header = encoded({"alg": "HS256", "kid": "k1", "typ": kind})

    refused(read, TOKENS, f"{header}.{payload}.{signature}")


@ALL
def test_a_token_of_another_stage_is_refused_even_with_the_same_keys(kind: str) -> None:
    sign, read, _ = KINDS[kind]

    refused(read, TOKENS, sign(Tokens(KEYS, "sale-other"), NOW))


@ALL
@pytest.mark.parametrize("change", [{"v": 2}, {"aud": "other"}, {"exp": "soon"}, {"iat": None}])
def test_a_well_signed_token_with_other_claims_is_refused(
    kind: str, change: dict[str, object]
) -> None:
    sign, read, _ = KINDS[kind]
    _, payload, _ = parts(sign(TOKENS, NOW))
    key = KEYS.derived(kind)["k1"]
    headers = {"kid": "k1", "typ": kind}

    token = jwt.PyJWS().encode(msgspec.json.encode(payload | change), key, "HS256", headers)

    refused(read, TOKENS, token)


@ALL
def test_no_part_of_a_token_can_be_changed(kind: str) -> None:
    sign, read, _ = KINDS[kind]
    token = sign(TOKENS, NOW)

    for place in range(0, len(token) - 1, 7):
        other = "A" if token[place] != "A" else "B"
        refused(read, TOKENS, token[:place] + other + token[place + 1 :])


@ALL
@pytest.mark.parametrize("algorithm", ["none", "None", "HS512", "RS256", ""])
def test_the_algorithm_is_never_taken_from_the_token(kind: str, algorithm: str) -> None:
    sign, read, _ = KINDS[kind]
    _, payload, signature = sign(TOKENS, NOW).split(".")
    header = encoded({"alg": algorithm, "kid": "k1", "typ": kind})

    refused(read, TOKENS, f"{header}.{payload}.{signature}")
    refused(read, TOKENS, f"{header}.{payload}.")


@ALL
def test_any_library_for_these_tokens_reads_what_we_sign(kind: str) -> None:
    sign, _, _ = KINDS[kind]
    token = sign(TOKENS, NOW)

    read = jwt.PyJWS().decode_complete(token, KEYS.derived(kind)["k1"], ["HS256"])

    assert read["header"] == {"alg": "HS256", "kid": "k1", "typ": kind}
    assert msgspec.json.decode(read["payload"]) == parts(token)[1]


@ALL
def test_what_another_library_signs_with_our_key_is_read(kind: str) -> None:
    sign, read, _ = KINDS[kind]
    _, payload, _ = parts(sign(TOKENS, NOW))
    headers = {"kid": "k1", "typ": kind}

    token = jwt.PyJWS().encode(
        msgspec.json.encode(payload), KEYS.derived(kind)["k1"], "HS256", headers
    )

    assert read(TOKENS, token, NOW) == read(TOKENS, sign(TOKENS, NOW), NOW)


@ALL
@pytest.mark.parametrize("tail", ["=", "==", ".", ".x", " ", "\n", "\x00", "A", "é", "\ud800"])
def test_nothing_may_follow_a_token_or_go_before_it(kind: str, tail: str) -> None:
    sign, read, _ = KINDS[kind]
    token = sign(TOKENS, NOW)

    refused(read, TOKENS, token + tail)
    refused(read, TOKENS, tail + token)


@ALL
@pytest.mark.parametrize("filling", ["=", ".", "*", " ", "\n", "é", "\ud800"])
def test_what_decoding_would_skip_is_refused_in_every_part(kind: str, filling: str) -> None:
    sign, read, _ = KINDS[kind]
    header, payload, signature = sign(TOKENS, NOW).split(".")

    refused(read, TOKENS, f"{header}{filling}.{payload}.{signature}")
    refused(read, TOKENS, f"{header}.{payload}{filling}.{signature}")
    refused(read, TOKENS, f"{header}.{payload}.{signature[:9]}{filling}{signature[9:]}")


@ALL
def test_a_signature_has_one_spelling(kind: str) -> None:
    sign, read, _ = KINDS[kind]
    token = sign(TOKENS, NOW)
    same_bytes = urlsafe_b64decode(token.rpartition(".")[2] + "=")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    others = [token[:-1] + letter for letter in letters if letter != token[-1]]
    alike = [
        other for other in others if urlsafe_b64decode(other.rpartition(".")[2] + "=") == same_bytes
    ]

    assert len(alike) == 3
    assert len({refused(read, TOKENS, other) for other in others}) == 1


@ALL
def test_a_key_of_another_id_is_not_tried(kind: str) -> None:
    _, read, _ = KINDS[kind]
    both = Tokens(Keyring({"k2": b"2" * 32, "k1": b"1" * 32}, b"s" * 32), "sale-test")
    header, payload = (encoded(part) for part in parts(KINDS[kind][0](TOKENS, NOW))[:2])
    other = encoded({"alg": "HS256", "kid": "k2", "typ": kind})

    signature = encoded_bytes(
        hmac.digest(KEYS.derived(kind)["k1"], f"{other}.{payload}".encode(), "sha256")
    )

    assert header != other
    refused(read, both, f"{other}.{payload}.{signature}")


@pytest.mark.parametrize("longer", [0, 1])
def test_a_token_is_read_up_to_its_longest(longer: int) -> None:
    header = encoded({"alg": "HS256", "kid": "k1", "typ": "admin"})
    payload = parts(TOKENS.admin("x", NOW))[1]
    room = LONGEST_TOKEN - len(header) - 2 - 43
    text = msgspec.json.encode(payload).ljust(room * 3 // 4) + b" " * longer
    key = KEYS.derived("admin")["k1"]
    token = jwt.PyJWS().encode(text, key, "HS256", {"kid": "k1", "typ": "admin"})

    assert len(token) in {LONGEST_TOKEN - 1 + longer, LONGEST_TOKEN + longer}
    if len(token) > LONGEST_TOKEN:
        refused(Tokens.read_admin, TOKENS, token)
    else:
        assert TOKENS.read_admin(token, NOW) == "x"


@ALL
def test_a_better_hash_under_the_right_key_is_refused_too(kind: str) -> None:
    sign, read, _ = KINDS[kind]
    _, payload, _ = parts(sign(TOKENS, NOW))
    key = KEYS.derived(kind)["k1"] * 2

    headers = {"kid": "k1", "typ": kind}
    token = jwt.PyJWS().encode(msgspec.json.encode(payload), key, "HS512", headers)

    refused(read, TOKENS, token)


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        "é.é.é",
        "\ud800.a.b",
        "\x00",
        encoded({"alg": "HS256", "kid": 7, "typ": "shopper"}) + ".e30.x",
        encoded({"alg": "HS256", "typ": "shopper"}) + ".e30.x",
        encoded({"alg": "HS256", "kid": "k1", "typ": ["shopper"]}) + ".e30.x",
        encoded([]) + ".e30.x",
        encoded({"alg": "HS256", "kid": "k1", "typ": "shopper", "b64": False}) + ".e30.x",
        "x" * 100_000,
    ],
)
def test_nonsense_is_refused(nonsense: str) -> None:
    details = {refused(read, TOKENS, nonsense) for _, read, _ in KINDS.values()}

    assert len(details) == 1


def test_whatever_is_wrong_the_refusal_is_the_same() -> None:
    token = TOKENS.shopper("abc", CONTACT, NOW)
    details = {
        refused(Tokens.read_shopper, TOKENS, token, NOW + 31 * DAY),
        refused(Tokens.read_shopper, TOKENS, token[:-3]),
        refused(Tokens.read_shopper, TOKENS, TOKENS.admin("x", NOW)),
        refused(Tokens.read_shopper, TOKENS, "x"),
        refused(Tokens.read_shopper, Tokens(Keyring({"k9": b"9" * 32}, b"s" * 32), "x"), token),
    }

    assert len(details) == 1


def test_the_newest_key_signs_and_all_that_are_listed_verify() -> None:
    old = TOKENS.admin("maria", NOW)
    rotated = Tokens(Keyring({"k2": b"2" * 32, "k1": b"1" * 32}, b"s" * 32), "sale-test")

    assert parts(rotated.admin("maria", NOW))[0]["kid"] == "k2"
    assert rotated.read_admin(old, NOW) == "maria"


def test_an_unknown_key_is_looked_for_once_in_ten_seconds() -> None:
    loads: list[Keyring] = []
    newer = Keyring({"k2": b"2" * 32, "k1": b"1" * 32}, b"t" * 32)

    def reload() -> Keyring:
        loads.append(newer)
        return newer

    tokens = Tokens(KEYS, "sale-test", reload)
    unknown = Tokens(Keyring({"k3": b"3" * 32}, b"s" * 32), "sale-test").admin("x", NOW)

    assert tokens.read_admin(Tokens(newer, "sale-test").admin("maria", NOW), NOW) == "maria"
    assert tokens.shopper_key == b"t" * 32
    refused(Tokens.read_admin, tokens, unknown, NOW + 9_999)
    assert len(loads) == 1
    refused(Tokens.read_admin, tokens, unknown, NOW + 10_000)
    assert len(loads) == 2


def test_without_a_way_to_read_keys_anew_an_unknown_key_is_refused() -> None:
    unknown = Tokens(Keyring({"k3": b"3" * 32}, b"s" * 32), "sale-test").admin("x", NOW)

    refused(Tokens.read_admin, TOKENS, unknown)


@pytest.mark.parametrize(("ahead", "good"), [(60_000, True), (60_001, False), (600_000, False)])
def test_a_ticket_of_the_future_is_none(ahead: int, good: bool) -> None:  # noqa: FBT001 - a case
    ticket = msgspec.structs.replace(TICKET, joined_at=NOW + ahead)
    token = TOKENS.ticket(ticket, NOW)

    if good:
        assert TOKENS.read_ticket(token, NOW) == ticket
    else:
        refused(Tokens.read_ticket, TOKENS, token)
