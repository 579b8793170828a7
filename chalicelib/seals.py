"""Seals: the tags of a mail say which event of which order it tells, and that we have sent it.

The mail system gives a mail's tags back with its fate. Without a seal of ours whoever may send
mails in the same account could mark any order's mails. Tags take letters, digits, `-` and `_`.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Final

from chalicelib.keyring import Keys
from sale_api.domain.identifiers import framed

PURPOSE: Final = "mail-tags"
LETTERS: Final = 16
"""So many letters of a seal are the digest (96 bits); the rest names the key."""


def tags_of(order: str, event: int, keys: Keys) -> Mapping[str, str]:
    """Return the tags of the mail on one event of an order."""
    kid, key = keys.newest(PURPOSE)
    named = urlsafe_b64encode(kid.encode()).rstrip(b"=").decode()
    return {"order": order, "event": str(event), "seal": f"{_digest(order, event, key)}{named}"}


def told_by(tags: Mapping[str, str], keys: Keys, now: int) -> tuple[str, int] | None:
    """Return the order and the event that a mail with these tags told; None if it is not ours."""
    try:
        order, event, seal = tags["order"], int(tags["event"]), tags["seal"]
        named = seal[LETTERS:]
        kid = urlsafe_b64decode(named + "=" * (-len(named) % 4)).decode()
    except (KeyError, ValueError):
        return None
    key = keys.find(PURPOSE, kid, now)
    if key is None:
        return None
    digest = _digest(order, event, key).encode()
    return (order, event) if hmac.compare_digest(digest, seal[:LETTERS].encode()) else None


def _digest(order: str, event: int, key: bytes) -> str:
    digest = hmac.digest(key, framed(order, str(event)), "sha256")
    return urlsafe_b64encode(digest)[:LETTERS].decode()
