"""What an answer promised, so that two answers can be told apart."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import msgspec

from infra.local.crowd.journal import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from infra.local.crowd.asking import Reply


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


def disagree(
    replies: Sequence[Reply], step: Step, same: Callable[[dict[str, Any]], object]
) -> bool:
    """Tell whether clicks at the same moment were told different things."""
    accepted = [reply for reply in replies if reply.accepted]
    answers = {same(reply.body) for reply in accepted}
    # A second click on "reserve" may honestly come too early for units that came back, and
    # no answer (`status` 0), which counts for itself, is not another one.
    mixed = step is Step.ORDER and 0 < len(accepted) < sum(1 for one in replies if one.status)
    return len(answers) > 1 or mixed
