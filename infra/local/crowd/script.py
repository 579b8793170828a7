"""A program that stands in line: it reloads and tries, on many connections, from the opening on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from infra.local.crowd.clock import wall_ms
from infra.local.crowd.journal import Step
from infra.local.crowd.promises import claim_of
from infra.local.crowd.standing import InLine

if TYPE_CHECKING:
    from infra.local.crowd.arrival import Session
    from infra.local.crowd.asking import Asker, Reply
    from infra.local.crowd.roles import Role


class Script(InLine):
    """One identity of somebody who means to get more than people do.

    It tries long before its turn, and again at the very instant; it lets nothing go, wants nothing
    but what there is, and waits for nothing.
    """

    def __init__(
        self,
        session: Session,
        role: Role,
        asker: Asker,
        reload_seconds: tuple[float, float],
    ) -> None:
        """`reload_seconds` are the bounds between which it waits before it tries again."""
        person = replace(session.person, think_seconds=0.0, clicks_twice=False)
        super().__init__(replace(session, person=person), role, asker)
        self.fate.is_script = True
        self._reload_seconds = reload_seconds

    async def buy(self, sale: str, turn: int, served_from: int) -> None:
        """Send volleys until there is an answer; not all scripts begin at the same instant."""
        del turn, served_from
        await asyncio.sleep(self._asker.chance.uniform(0.0, self._reload_seconds[1]))
        while True:
            reply = await self._volley(sale)
            if reply.accepted:
                await self._decide(sale, reply, calm=False)
                return
            if reply.body.get("waitlist") and not reply.body.get("largest"):
                return
            wait = self._asker.chance.uniform(*self._reload_seconds)
            if reply.code != "not_open_yet":
                again = self._again(reply, self._person.wants)
                if again is None:
                    return
                wait = min(wait, again[1])
            await asyncio.sleep(wait)

    async def _volley(self, sale: str) -> Reply:
        """Reload the page, and try on every connection at the same moment."""
        words = self._words("POST", sale, "reservation", self._wish(self._person.wants))
        self.fate.asked.add(self._pool)
        await self.look(sale)
        self._sent_at = wall_ms()
        tries = range(self.role.connections)
        replies = await asyncio.gather(
            *(self._asker.ask(self._number, Step.RELOAD, words) for _ in tries)
        )
        accepted = [reply for reply in replies if reply.accepted]
        if len({claim_of(reply.body) for reply in accepted}) > 1:
            self._asker.journal.disagreements.append(f"script {self._number}: two answers")
        last = accepted[0] if accepted else replies[-1]
        self.fate.refused_for = self._person.wants if last.code == "sold_out" else None
        self.fate.refused_in = self._pool
        return last
