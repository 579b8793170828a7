"""Sign-in links: how many are mailed to one mailbox, so that nobody fills another's with ours."""

from __future__ import annotations

from msgspec import Struct

LINKS_AN_HOUR = 3
HOUR_MS = 3_600_000


class Asked(Struct, frozen=True):
    """When links were last asked for, the oldest first; and by which request the last of them."""

    instants: tuple[int, ...] = ()
    request: str = ""

    def may_ask(self, at: int) -> bool:
        """Say whether fewer than `LINKS_AN_HOUR` were asked for within the hour before `at`."""
        return len(self.instants) < LINKS_AN_HOUR or self.instants[0] <= at - HOUR_MS

    def asked(self, at: int, request: str) -> Asked:
        """Return what is remembered once one more was asked for."""
        return Asked((*self.instants, at)[-LINKS_AN_HOUR:], request)
