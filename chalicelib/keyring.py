"""The deployment's keys: one secret for each purpose, derived from a few master keys.

Takes the secret's text, gives keys. One key for each purpose means that no token verifies as
another kind; the newest master key signs, all that are listed verify.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256

import msgspec

KEY_BYTES = 32
LEAST_SECRET_BYTES = 32
REFRESH_MS = 10_000
"""So often at most is an unknown key looked for in the secret's newest version."""


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
    def invitation_key(self) -> bytes:
        """The key of the codes of invitations; it never rotates, or a batch had other codes."""
        return hkdf(self.shopper_key, b"", b"sale/invitations/v1")

    @property
    def report_key(self) -> bytes:
        """The key of the names in reports; it never rotates, or an order page had another name."""
        return hkdf(self.shopper_key, b"", b"sale/reports/v1")

    @property
    def newest(self) -> str:
        """The id of the key that signs."""
        return next(iter(self.masters))

    def derived(self, purpose: str) -> dict[str, bytes]:
        """Return one purpose's keys by the id of the master key."""
        info = b"sale/token/v1/" + purpose.encode()
        return {kid: hkdf(master, b"", info) for kid, master in self.masters.items()}


class Keys:
    """The keys of all purposes as a process holds them; an unknown one is looked for anew."""

    def __init__(self, keyring: Keyring, reload: Callable[[], Keyring] | None = None) -> None:
        """Take the keys, and how to read them anew."""
        self.keyring = keyring
        self._reload = reload
        self._reloaded_at: int | None = None
        self._derived: dict[str, dict[str, bytes]] = {}

    def newest(self, purpose: str) -> tuple[str, bytes]:
        """Return the key that signs for a purpose, and its id."""
        kid = self.keyring.newest
        return kid, self._of(purpose)[kid]

    def every(self, purpose: str) -> Sequence[bytes]:
        """Return all keys of a purpose, the newest first."""
        return tuple(self._of(purpose).values())

    def find(self, purpose: str, kid: str, now: int) -> bytes | None:
        """Return one purpose's key by its id, if there is one. Reads the secret at most then."""
        if kid not in self.keyring.masters and self._reload is not None and self._may_reload(now):
            self._reloaded_at = now
            self.keyring = self._reload()
            self._derived = {}
        return self._of(purpose).get(kid)

    def _of(self, purpose: str) -> dict[str, bytes]:
        if purpose not in self._derived:
            self._derived[purpose] = self.keyring.derived(purpose)
        return self._derived[purpose]

    def _may_reload(self, now: int) -> bool:
        return self._reloaded_at is None or abs(now - self._reloaded_at) >= REFRESH_MS


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
