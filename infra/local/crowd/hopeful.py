"""What one person does in a line behind which there are goods to come, and a waiting list.

Of those who are refused, three in four ask for the next pool that is named; the others, and those
who are refused there, too, join the list of the pool that refused them. Whoever has an order keeps
it, but for one in 25, who thinks better of it while others wait.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from infra.local.crowd.clock import monotonic_seconds
from infra.local.crowd.standing import InLine
from infra.local.crowd.waiter import Whim

if TYPE_CHECKING:
    from infra.local.crowd.arrival import Session
    from infra.local.crowd.asking import Asker, Reply
    from infra.local.crowd.roles import Role
    from infra.local.crowd.waiter import Letterbox

_ONE_CANCELS: Final = 25
_CANCELS: Final = 7
_ONE_WAITS: Final = 4
_OF_THE_LIST: Final = 80
_SLEEPS: Final = 32
_DECLINE: Final = range(36, 44)


def thinks_better(number: int) -> bool:
    """Tell whether somebody cancels what they ordered."""
    return number % _ONE_CANCELS == _CANCELS


def asks_for_next(number: int) -> bool:
    """Tell whether somebody who is refused takes the next pool, rather than to wait."""
    return number % _ONE_WAITS != 0


def whim_in_line(number: int) -> Whim:
    """Return what somebody does who is offered units: of twenty, two decline.

    Of those who asked for nothing else, one sleeps.
    """
    place = number % _OF_THE_LIST
    if place == _SLEEPS:
        return Whim.SLEEPS
    return Whim.DECLINES if place in _DECLINE else Whim.ACCEPTS


class Hopeful(InLine):
    """A person in line, who takes goods to come, or waits, if there is nothing else."""

    def __init__(
        self,
        session: Session,
        role: Role,
        asker: Asker,
        letterbox: Letterbox,
        *,
        cancels_after_seconds: float,
    ) -> None:
        """Who cancels does it `cancels_after_seconds` from when the first were served."""
        super().__init__(session, role, asker, letterbox=letterbox)
        self._cancels_after_seconds = cancels_after_seconds
        self._is_refused = False

    async def buy(self, sale: str, turn: int, served_from: int) -> None:
        """Shop in one's turn, then wait, or think better of it."""
        await super().buy(sale, turn, served_from)
        if self._is_refused:
            await self._wait(sale)
        elif self.fate.orders and not self._pool and thinks_better(self._number):
            after = self._calm_until + self._cancels_after_seconds - monotonic_seconds()
            await asyncio.sleep(max(0.0, after))
            await self._cancel()

    def _whim(self) -> Whim:
        return whim_in_line(self._number)

    def _again(self, reply: Reply, wanted: int) -> tuple[int, float] | None:
        refused = reply.code == "sold_out" and not reply.body.get("largest")
        if not refused or (reply.body.get("next") and asks_for_next(self._number)):
            return super()._again(reply, wanted)
        self._is_refused = True
        return None

    def _pays(self) -> bool:
        return self._is_refused or super()._pays()
