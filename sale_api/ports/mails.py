"""Mails, and the way out to shoppers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct, field

CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)))
"""What ends a line, or is none of a line."""


class Mail(Struct, frozen=True):
    """A mail as it is sent, in two parts that say the same; `key` stays when it is sent again.

    `tags` come back with what became of it; without any, nobody is told. `pictures` are PNGs under
    the names by which the HTML shows them (`cid:name`). Answers go to `reply_to`, if any.
    """

    to: str
    subject: str
    text: str
    html: str
    key: str
    tags: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    reply_to: str = ""

    def __post_init__(self) -> None:
        """Refuse what could begin another header."""
        for header in (self.to, self.subject, self.key, self.reply_to, *self.pictures):
            assert not CONTROLS.intersection(header), f"a header of {header!r}"


class Mailer(Protocol):
    """The way out to shoppers."""

    def send(self, mail: Mail) -> None:
        """Hand a mail over; `Unknown` if it may not have been taken. One request."""
