"""Proof of work: a second of a caller's computer before we do something for somebody unknown.

The challenges, and what is sent back for them, are ALTCHA's: somewhere below the difficulty there
is a number from which a key follows, and only trying finds it. A challenge is signed with a key of
one action, subject and sale, so a proof is good for these alone, and tells nothing of them. Nothing
is kept: until it runs out a proof is good again, for the very same thing.
"""

from __future__ import annotations

import hmac
from enum import StrEnum
from typing import Any, Final

import msgspec

from chalicelib.keyring import Keys
from sale_api.domain.identifiers import framed
from sale_api.ports import Chance

ALGORITHM: Final = "PBKDF2/SHA-256"
ROUNDS: Final = 1_000
"""What one try costs: a browser is hardly slower at it than a program of its own would be."""
LIVES_MS: Final = 600_000
LONGEST_PROOF: Final = 2_048
PURPOSE: Final = "proof"
REFUSAL: Final = "Ask for a challenge, solve it, and send its proof within ten minutes."


class Action(StrEnum):
    """What is done for whoever has proved some work."""

    REGISTER = "register"
    JOIN = "join"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What work is to be proved for; of `difficulty` tries half are needed on average, 0: none."""

    action: Action
    subject: str
    difficulty: int
    sale: str = ""


class Proofs:
    """Makes challenges and checks proofs, without a request."""

    def __init__(self, keys: Keys, chance: Chance) -> None:
        """Take the deployment's keys, and what draws the number to be found."""
        self._keys = keys
        self._chance = chance

    def challenge(self, asked: Asked, now: int) -> dict[str, Any] | None:
        """Return a challenge that is good for ten minutes; None if no work is asked for.

        Costs as much as one try, a fifth of a millisecond.
        """
        if not asked.difficulty:
            return None
        import altcha  # noqa: PLC0415 - who reserves or orders never waits for it

        kid, key = self._keys.newest(PURPOSE)
        made = altcha.create_challenge(
            ALGORITHM,
            ROUNDS,
            counter=self._chance.below(asked.difficulty),
            # Not ALTCHA's own expiry: the page would judge that by its clock, which may be wrong.
            data={"kid": kid, "difficulty": asked.difficulty, "expires_at": now + LIVES_MS},
            **_secrets(key, asked),
        )
        return made.to_dict()

    def holds(self, proof: str, asked: Asked, now: int) -> bool:
        """Tell whether the proof is for this, as difficult at least, and not too old."""
        if not asked.difficulty:
            return True
        import altcha  # noqa: PLC0415 - as above

        try:
            payload = altcha.Payload.from_base64(proof)
            kid = str(payload.challenge.parameters.data["kid"])  # type: ignore[index]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return False
        key = self._keys.find(PURPOSE, kid, now)
        if key is None or not altcha.verify_solution(payload, **_secrets(key, asked)).verified:
            return False
        said: dict[str, Any] = payload.challenge.parameters.data or {}  # it is our own
        return bool(said["difficulty"] >= asked.difficulty and now < said["expires_at"])


def _secrets(key: bytes, asked: Asked) -> dict[str, Any]:
    """Return the keys that sign a challenge, and the key that is to be found."""
    return {
        f"hmac_{use}secret": hmac.digest(
            key, framed(use, asked.action, asked.sale, asked.subject), "sha256"
        )
        for use in ("", "key_")
    }
