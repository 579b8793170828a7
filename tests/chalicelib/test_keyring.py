"""Keys: derived as RFC 5869 says, one for each purpose, and read from a secret that is whole."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

import pytest

from chalicelib.keyring import Keyring, SecretError, hkdf

OLD, NEW, SHOPPERS = b"o" * 32, b"n" * 32, b"s" * 32


def text(key: bytes) -> str:
    return urlsafe_b64encode(key).decode().rstrip("=")


def secret(**changes: object) -> str:
    good = {
        "keys": [{"kid": "k2", "secret": text(NEW)}, {"kid": "k1", "secret": text(OLD)}],
        "shopper_key": text(SHOPPERS),
    }
    return json.dumps({**good, **changes})


@pytest.mark.parametrize(
    ("secret_bytes", "salt", "info", "length", "expected"),
    [
        (
            b"\x0b" * 22,
            bytes(range(13)),
            bytes(range(0xF0, 0xFA)),
            42,
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            bytes(range(80)),
            bytes(range(0x60, 0xB0)),
            bytes(range(0xB0, 0x100)),
            82,
            (
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                "cc30c58179ec3e87c14c01d5c1f3434f1d87"
            ),
        ),
        (
            b"\x0b" * 22,
            b"",
            b"",
            42,
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ],
)
def test_keys_are_derived_as_the_test_vectors_of_rfc_5869(
    secret_bytes: bytes, salt: bytes, info: bytes, length: int, expected: str
) -> None:
    assert hkdf(secret_bytes, salt, info, length).hex() == expected


def test_a_secret_lists_its_keys_the_newest_first() -> None:
    keyring = Keyring.from_json(secret())

    assert keyring.newest == "k2"
    assert dict(keyring.masters) == {"k2": NEW, "k1": OLD}
    assert keyring.shopper_key == SHOPPERS


def test_each_purpose_and_each_master_key_gives_another_key() -> None:
    keyring = Keyring.from_json(secret())

    keys = [*keyring.derived("shopper").values(), *keyring.derived("admin").values()]

    assert len({*keys, OLD, NEW}) == 6
    assert {len(key) for key in keys} == {32}


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "not json",
        "[]",
        "{}",
        secret(keys=[]),
        secret(keys=[{"kid": "k1"}]),
        secret(keys=[{"kid": "k1", "secret": text(b"short")}]),
        secret(keys=[{"kid": "k1", "secret": "é"}]),
        secret(keys=[{"kid": "k", "secret": text(OLD)}, {"kid": "k", "secret": text(NEW)}]),
        secret(shopper_key=text(b"short")),
        secret(shopper_key=7),
        secret(other=1),
    ],
)
def test_a_secret_that_is_not_whole_is_refused_without_quoting_it(wrong: str) -> None:
    with pytest.raises(SecretError) as refused:
        Keyring.from_json(wrong)

    assert text(OLD) not in str(refused.value)
    assert refused.value.__cause__ is None
