"""What the mail system tells of mails: delivered, bounced, complained of; each is noted or dropped.

What cannot be noted ever is logged and done: it would only come again. That is whatever cannot be
read, or bears no seal of ours, or is about an order that does not stand there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chalicelib import seals
from chalicelib.wiring import System, system
from chalicelib.workers.batches import Failures, each
from sale_api.domain.fates import Fate, Posted
from sale_api.ports import Unmet
from sale_api.usecases.heed import heed

FATES: Final[Mapping[str, tuple[str, Fate]]] = {
    "Delivery": ("delivery", Fate.DELIVERED),
    "Bounce": ("bounce", Fate.BOUNCED),
    "Complaint": ("complaint", Fate.COMPLAINED),
}
"""SES's name of what happened, where it says more, and what that is to an order."""

PASSING: Final = "Transient"
"""A mailbox that is full, or away: the mail may still come."""


def heard(event: Mapping[str, Any]) -> Failures:
    """Note what became of mails."""
    running = system()

    def handle(record: Mapping[str, Any]) -> None:
        try:
            found = _read(json.loads(record["body"]), running)
        except (AttributeError, KeyError, TypeError, ValueError, IndexError, RecursionError):
            running.log.warning("mail_event_unreadable", message=record["messageId"])
            return
        if found is None:
            return
        order, number, posted = found
        try:
            heed(order_id=order, event=number, posted=posted, orders=running.orders)
        except Unmet:
            running.log.warning("mail_event_of_no_order", message=record["messageId"])

    return each(event["Records"], handle, running.log)


def _read(told: Mapping[str, Any], running: System) -> tuple[str, int, Posted] | None:
    """Return the order, the event and the fate; None if there is nothing to note."""
    part, fate = FATES[told["eventType"]]
    if fate is Fate.BOUNCED and told[part]["bounceType"] == PASSING:
        return None
    tags = {name: values[0] for name, values in told["mail"]["tags"].items()}
    about = seals.told_by(tags, running.tokens.keys, running.now())
    if about is None:
        running.log.warning("mail_event_without_seal", mail=told["mail"]["messageId"])
        return None
    at = datetime.fromisoformat(told[part]["timestamp"])
    return (*about, Posted(fate, round(at.timestamp() * 1_000)))
