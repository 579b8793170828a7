"""What one person does in a sale with a line: join, prepare a basket, and buy in their turn.

Nobody has to reload: the turn follows from what is public of the draw, and whoever is early by a
clock is told when to come back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from infra.local.crowd.clock import monotonic_at, monotonic_seconds
from infra.local.crowd.instants import to_ms
from infra.local.crowd.journal import Step
from infra.local.crowd.shopper import Opening, Patience
from infra.local.crowd.waiter import Letterbox, Lister

if TYPE_CHECKING:
    from infra.local.crowd.arrival import Session
    from infra.local.crowd.asking import Asker, Reply
    from infra.local.crowd.roles import Role

_SOON_SECONDS: Final = 0.05
"""So soon after the turn people click; time is compressed for them, too."""
_AGAIN_SECONDS: Final = (5.0, 6.0)


class InLine(Lister):
    """A person with a token, who stands in line."""

    def __init__(
        self,
        session: Session,
        role: Role,
        asker: Asker,
        calm_seconds: float = 0.0,
        letterbox: Letterbox | None = None,
    ) -> None:
        """Begin outside of the line; `role` says what else the person does."""
        patience = Patience(calm_seconds, again_seconds=_AGAIN_SECONDS)
        super().__init__(session, asker, letterbox or Letterbox(), patience)
        self.role = role
        self.fate = session.fate
        self._number = session.person.number
        self._ticket = ""
        self._has_basket = False
        self._calm_until = 0.0

    async def join(self, sale: str, code: str = "") -> None:
        """Join the line, with a code if there is one; whose code was used joins without."""
        words = self._words("POST", sale, "ticket", {"code": code} if code else {})
        reply = await self._asker.ask(self._number, Step.JOIN, words)
        if code and reply.code == "forbidden":
            await self.join(sale)
        elif reply.accepted:
            self._ticket = reply.body["ticket"]
            self.fate.window = reply.body["window"]
            self.fate.joined_at = to_ms(reply.body["joined_at"])

    async def prepare(self, sale: str) -> None:
        """Fill the basket beforehand."""
        body = {
            "quantity": self._person.wants,
            "delivery": self._person.delivery,
            "payment": "invoice",
            "consent": True,
        }
        words = self._words("PUT", sale, "basket", body)
        self._has_basket = (await self._asker.ask(self._number, Step.PREPARE, words)).accepted

    async def buy(self, sale: str, turn: int, served_from: int) -> None:
        """Shop from one's turn on; `served_from` is when anybody is (wall time, milliseconds)."""
        self._calm_until = monotonic_at(served_from) + self._patience.calm_seconds
        click = self._asker.chance.uniform(0.0, _SOON_SECONDS)
        await self.shop(Opening(sale, monotonic_at(turn) + click))

    def _is_calm(self, opening: Opening) -> bool:
        del opening
        return monotonic_seconds() < self._calm_until

    def _place(self) -> dict[str, Any]:
        return {**super()._place(), "ticket": self._ticket}

    def _wish(self, quantity: int) -> dict[str, Any]:
        if self._has_basket and not self._pool:
            return {"order": True, "ticket": self._ticket}
        return {**super()._wish(quantity), "ticket": self._ticket}

    def _again(self, reply: Reply, wanted: int) -> tuple[int, float] | None:
        if reply.code == "not_admitted_yet":
            told = reply.body.get("admitted_at")
            if told is not None:
                return wanted, max(0.0, monotonic_at(to_ms(told)) - monotonic_seconds())
            return wanted, float(reply.body["retry_after"])
        return super()._again(reply, wanted)

    async def _decide(self, sale: str, reply: Reply, *, calm: bool) -> bool:
        if reply.body.get("order"):
            self._write_down(reply.body)
            return True
        return await super()._decide(sale, reply, calm=calm)
