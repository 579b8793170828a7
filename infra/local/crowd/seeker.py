"""What one person does where several pools stand behind a sale, and some are paid first.

Whoever is refused by one pool asks for the next that is named, as every shopper does; where none is
named, once more after a while. Of those who got nothing anywhere, one in fifty looks at the page
now and then, takes what has come back, and pays it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from infra.local.crowd.clock import monotonic_seconds
from infra.local.crowd.journal import Step
from infra.local.crowd.shopper import USUAL_PATIENCE, Opening, Patience, Shopper

if TYPE_CHECKING:
    from infra.local.crowd.arrival import Session
    from infra.local.crowd.asking import Asker, Reply
    from infra.local.crowd.waiter import Letterbox

_ONE_COMES_AGAIN: Final = 50
_LOOKS_SECONDS: Final = (2.0, 4.0)


def comes_again(number: int) -> bool:
    """Tell whether somebody who got nothing looks again."""
    return number % _ONE_COMES_AGAIN == 0


class Seeker(Shopper):
    """A person with a token, in front of a sale with several pools."""

    def __init__(
        self,
        session: Session,
        asker: Asker,
        letterbox: Letterbox,
        patience: Patience = USUAL_PATIENCE,
        looks_seconds: tuple[float, float] = _LOOKS_SECONDS,
    ) -> None:
        """`letterbox` is everybody's; it is closed once nothing more is to come."""
        super().__init__(session.person, session.fate, session.token, asker, patience)
        self._letterbox = letterbox
        self._looks_seconds = looks_seconds
        self._is_back = False
        self._has_asked_again = False

    async def shop(self, opening: Opening) -> None:
        """Shop, and if that comes to nothing, perhaps come again."""
        await super().shop(opening)
        if self._fate.refused_for is not None and comes_again(self._person.number):
            self._is_back = True
            await self._come_again(opening.sale)

    def _again(self, reply: Reply, wanted: int) -> tuple[int, float] | None:
        known = len(self._fate.named)
        again = super()._again(reply, wanted)
        if again is None or len(self._fate.named) > known:
            return again
        is_last, self._has_asked_again = self._has_asked_again, True
        return None if is_last else again

    def _pays(self) -> bool:
        return self._is_back or super()._pays()

    async def _come_again(self, sale: str) -> None:
        """Look now and then whether something has come back, and ask for it."""
        while not self._letterbox.is_closed:
            seconds = self._asker.chance.uniform(*self._looks_seconds)
            await self._letterbox.wait(self._person.email, seconds)
            words = self._asker.words("GET", f"/v1/sales/{sale}")
            seen = await self._asker.ask(self._person.number, Step.LOOK, words)
            left = [each["pool"] for each in seen.body.get("pools", ()) if each["remaining"]]
            if not left:
                continue
            self._pool = left[0]
            wants, due = self._person.wants, monotonic_seconds()
            reply = await self._reserve(sale, wants, due=due, first=False)
            if reply.accepted and await self._decide(sale, reply, calm=False):
                return
