"""What one person does in a sale, from the opening to a final answer.

Reserve at the opening; refused, take fewer if fewer are left, else ask for the next pool that is
named, else ask again while units may return. Returns when the shop's last word is spoken.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from infra.local.crowd.asking import Asker, Reply
from infra.local.crowd.buyer import Buyer
from infra.local.crowd.clock import monotonic_seconds, wall_ms
from infra.local.crowd.journal import Fate, Step
from infra.local.crowd.people import Person
from infra.local.crowd.pools import Named
from infra.local.crowd.promises import claim_of


@dataclass(frozen=True, slots=True)
class Opening:
    """The sale that everybody waits for, and the monotonic second at which it opens."""

    sale: str
    due: float


@dataclass(frozen=True, slots=True)
class Patience:
    """Between which bounds people wait before they ask again, and before they take fewer.

    Only who holds units in the first `calm_seconds` lets any go; later everybody orders at once.
    """

    calm_seconds: float = 5.0
    again_seconds: tuple[float, float] = (11.0, 16.0)
    reconsider_seconds: tuple[float, float] = (0.2, 1.0)


USUAL_PATIENCE: Final = Patience()


class Shopper(Buyer):
    """A person with a token, in front of one sale."""

    def __init__(
        self,
        person: Person,
        fate: Fate,
        token: str,
        asker: Asker,
        patience: Patience = USUAL_PATIENCE,
    ) -> None:
        """`token` is the shopper token of the person's session."""
        super().__init__(person, fate, token, asker)
        self._patience = patience
        self._pool = ""

    async def look(self, sale: str) -> None:
        """Look at the sale's public page."""
        request = self._asker.words("GET", f"/v1/sales/{sale}")
        await self._asker.ask(self._person.number, Step.LOOK, request)

    async def shop(self, opening: Opening) -> None:
        """Go through the sale until there is a final answer; waits for the opening first."""
        await asyncio.sleep(max(0.0, opening.due - monotonic_seconds()))
        due, first, wants = opening.due, True, self._person.wants
        while True:
            reply = await self._reserve(opening.sale, wants, due=due, first=first)
            if reply.accepted:
                calm = first and self._is_calm(opening)
                if await self._decide(opening.sale, reply, calm=calm):
                    return
                wants, wait = self._person.wants, 0.0
            else:
                again = self._again(reply, wants)
                if again is None:
                    return
                wants, wait = again
            await asyncio.sleep(wait)
            due, first = monotonic_seconds(), False

    async def ask_again(self, sale: str) -> bool:
        """Ask for units once more; whether the answer names an order that one has."""
        words = self._words("POST", sale, "reservation", self._wish(1))
        reply = await self._asker.ask(self._person.number, Step.RESERVE, words)
        return reply.accepted and reply.body["order"] in self._fate.orders

    def _is_calm(self, opening: Opening) -> bool:
        """Whether somebody who is served now may let go what they hold."""
        return monotonic_seconds() < opening.due + self._patience.calm_seconds

    def _again(self, reply: Reply, wanted: int) -> tuple[int, float] | None:
        """How many to ask for next, after how many seconds; none: that was the last word."""
        if reply.code != "sold_out":
            return None
        refusal = reply.body
        chance, largest = self._asker.chance, int(refusal.get("largest") or 0)
        if 0 < largest < wanted:
            return largest, chance.uniform(*self._patience.reconsider_seconds)
        following = None if largest else refusal.get("next")
        if following is not None:
            named = Named(self._pool, following["pool"], self._sent_at, wall_ms())
            self._fate.named.append(named)
            self._pool = following["pool"]
            wait = chance.uniform(*self._patience.reconsider_seconds)
            return min(self._person.wants, int(following["largest"])), wait
        if not refusal.get("may_return") and not largest:
            return None
        wait = max(
            chance.uniform(*self._patience.again_seconds), float(refusal.get("retry_after") or 0)
        )
        return self._person.wants, wait

    async def _reserve(self, sale: str, quantity: int, *, due: float, first: bool) -> Reply:
        self._fate.asked.add(self._pool)
        self._sent_at = wall_ms()
        words = self._words("POST", sale, "reservation", self._wish(quantity))
        reply = await self._click(
            Step.RESERVE,
            words,
            same=claim_of,
            twice=first and self._person.clicks_twice,
            due=due,
            first=first,
        )
        self._fate.refused_for = quantity if reply.code == "sold_out" else None
        self._fate.refused_in = self._pool
        return reply

    def _wish(self, quantity: int) -> dict[str, Any]:
        """Return what a request to reserve says."""
        return {"quantity": quantity, "pool": self._pool} if self._pool else {"quantity": quantity}
