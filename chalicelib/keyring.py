"""The deployment's keys: one secret for each purpose, derived from a few master keys.

Takes the secret's text, gives keys. One key for each purpose means that no token verifies as
another kind; the newest master key signs, all that are listed verify.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from hashlib import sha256

import msgspec

KEY_BYTES = 32
LEAST_SECRET_BYTES = 32


class SecretError(Exception):
    """When the deployment's secret is not what it must be; the sentence never quotes it."""


class _MasterKey(msgspec.Struct, forbid_unknown_fields=True):
    kid: str
    secret: str


class _Secret(msgspec.Struct, forbid_unknown_fields=True):
    keys: list[_MasterKey]
    shopper_key: str


class Keyring(msgspec.Struct, frozen=True):
    """Master keys by id, the newest first; and the key of shopper ids, which never rotates."""

    masters: Mapping[str, bytes]
    shopper_key: bytes

    def __post_init__(self) -> None:
        """Refuse keys that could be guessed."""
        shortest = min(map(len, (*self.masters.values(), self.shopper_key)))
        if not self.masters or shortest < LEAST_SECRET_BYTES:
            raise SecretError(f"Each key must have {LEAST_SECRET_BYTES} bytes or more.")

    @classmethod
    def from_json(cls, secret: str) -> Keyring:
        """Read `{"keys": [{"kid", "secret"}], "shopper_key"}`; raises `SecretError`."""
        try:
            read = msgspec.json.decode(secret, type=_Secret)
            masters = {key.kid: _decoded(key.secret) for key in read.keys}
            shopper_key = _decoded(read.shopper_key)
        except (msgspec.MsgspecError, ValueError):
            # Without the cause: its message could quote the secret.
            raise SecretError("The secret must be JSON with keys and shopper_key.") from None
        if len(masters) < len(read.keys):
            raise SecretError("Each key must have an id of its own.")
        return cls(masters, shopper_key)

    @property
    def newest(self) -> str:
        """The id of the key that signs."""
        return next(iter(self.masters))

    def derived(self, purpose: str) -> dict[str, bytes]:
        """Return one purpose's keys by the id of the master key."""
        info = b"sale/token/v1/" + purpose.encode()
        return {kid: hkdf(master, b"", info) for kid, master in self.masters.items()}


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int = KEY_BYTES) -> bytes:
    """Return `length` bytes derived from a secret (RFC 5869 with SHA-256)."""
    extracted = hmac.digest(salt or bytes(sha256().digest_size), secret, "sha256")
    derived, block = b"", b""
    for number in range(1, -(-length // sha256().digest_size) + 1):
        block = hmac.digest(extracted, block + info + bytes([number]), "sha256")
        derived += block
    return derived[:length]
