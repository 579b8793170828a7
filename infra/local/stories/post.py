"""The mailbox of the local cloud, read as a shopper reads mails: what they say, nothing else."""

from __future__ import annotations

import asyncio
import re
import urllib.request
from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIGN_IN_LINK: Final = re.compile(r"/sign-in\.html#([\w.-]+)")
_SECONDS: Final = 10
PAGE: Final = 200


def fetch(url: str) -> dict[str, Any]:
    """Read JSON from the engine's own pages."""
    with urllib.request.urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310 - our own engine
        read: dict[str, Any] = msgspec.json.decode(answer.read())
        return read


class Post:
    """All mails so far; each look fetches only the new ones."""

    def __init__(self, engine_url: str) -> None:
        """Begin with none."""
        self._engine_url = engine_url
        self._tokens: dict[str, str] = {}
        self.mails: list[dict[str, Any]] = []

    async def look(self) -> None:
        """Fetch what is new, a page at a time: the cloud stands still while it writes one."""
        while True:
            url = f"{self._engine_url}/_engine/mails?after={len(self.mails)}&most={PAGE}"
            page = (await asyncio.to_thread(fetch, url))["mails"]
            self.mails += page
            if len(page) < PAGE:
                return

    async def sign_in_tokens(self) -> Mapping[str, str]:
        """The newest sign-in token by address."""
        known = len(self.mails)
        await self.look()
        for mail in self.mails[known:]:
            link = _SIGN_IN_LINK.search(mail["text"])
            if link:
                self._tokens.update(dict.fromkeys(mail["to"], link[1]))
        return self._tokens
