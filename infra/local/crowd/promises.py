"""What an answer promised, so that two answers can be told apart."""

import base64
from typing import Any

import msgspec


def order_of(page: dict[str, Any]) -> str:
    """Which order a page shows."""
    return str(page["order"])


def claim_of(held: dict[str, Any]) -> str:
    """What the signed reservation says, but for when it was signed; or which order came of it."""
    if held.get("order"):
        return order_of(held)
    payload = str(held["reservation"]).split(".")[1]
    claims = msgspec.json.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return msgspec.json.encode(
        {k: claims[k] for k in sorted(claims) if k not in {"iat", "exp"}}
    ).decode()
