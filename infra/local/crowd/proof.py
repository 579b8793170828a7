"""The work that a shopper's computer does where some is asked for: ALTCHA's own solver does it."""

from collections.abc import Mapping
from typing import Any

import altcha

_PATIENCE_SECONDS = 60.0


class UnsolvedError(Exception):
    """When a challenge took too long, or is none."""


def solved(challenge: Mapping[str, Any]) -> str:
    """Return the proof of a challenge's work, as it is sent."""
    read = altcha.Challenge.from_dict(dict(challenge))
    found = altcha.solve_challenge(read, timeout=_PATIENCE_SECONDS)
    if found is None:
        raise UnsolvedError("A challenge was not solved within a minute.")
    return altcha.Payload(read, found).to_base64()
