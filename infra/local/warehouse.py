"""A warehouse on this machine: verifies what the shop tells it, and knows each message again.

What it believes is what the makers of the format verify. Who has ended an order may be heard before
who has it packed; so what has ended stays ended.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from standardwebhooks import Webhook, WebhookVerificationError

READY: Final = "order.ready"
_WRONG: Final = 401
_CLOSED: Final = 503
_TAKEN: Final = 204


@dataclass(kw_only=True, slots=True)
class Message:
    """A message under its name; `times` is how often it came, `at` when first (milliseconds)."""

    name: str
    type: str
    order: str
    at: int
    times: int = 1


class Warehouse:
    """What one warehouse was told, in memory."""

    def __init__(self, secret: str) -> None:
        """Take the secret that it was given to verify with."""
        self._verifier = Webhook(secret)
        self._messages: dict[str, Message] = {}
        self.refused = 0

    def receive(self, body: bytes, headers: Mapping[str, str], *, now: int, is_open: bool) -> int:
        """Take one message, and return the status that it is answered with."""
        if not is_open:
            return _CLOSED
        try:
            said: dict[str, Any] = self._verifier.verify(body, dict(headers))
        except (WebhookVerificationError, ValueError):
            self.refused += 1
            return _WRONG
        name = headers["webhook-id"]
        if known := self._messages.get(name):
            known.times += 1
        else:
            order = said["data"]["order"]
            self._messages[name] = Message(name=name, type=said["type"], order=order, at=now)
        return _TAKEN

    @property
    def to_pack(self) -> int:
        """How many orders it has to pack, or has packed."""
        heard = {(message.type, message.order) for message in self._messages.values()}
        ended = {order for kind, order in heard if kind != READY}
        return sum(kind == READY and order not in ended for kind, order in heard)

    @property
    def count(self) -> int:
        """How many messages it has."""
        return len(self._messages)

    def report(self) -> bytes:
        """Return all messages in the order in which they came first, as JSON."""
        messages = [asdict(message) for message in self._messages.values()]
        return json.dumps({"messages": messages, "refused": self.refused}).encode()
