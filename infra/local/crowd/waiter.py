"""What one person does where there is a waiting list: join it when nothing is left, and wait.

One in twenty of those who are refused waits; the others ask again once, and leave. Who waits looks
where they stand, closes the page, and comes back when a mail tells of an offer, until the sale is
over. Of who ordered in the first seconds, a few cancel: that feeds the list, beside what is let go.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from infra.local.crowd.clock import wall_ms
from infra.local.crowd.instants import to_ms
from infra.local.crowd.journal import Hold, Listed, Step
from infra.local.crowd.promises import claim_of
from infra.local.crowd.shopper import USUAL_PATIENCE, Patience, Shopper

if TYPE_CHECKING:
    from infra.local.crowd.arrival import Session
    from infra.local.crowd.asking import Asker, Reply
    from infra.local.crowd.shopper import Opening

_ONE_WAITS: Final = 20
_ONE_CANCELS: Final = 25
_ASKS_AGAIN: Final = 1
_STALE_SECONDS: Final = 1.0
"""So soon a process that has not heard of it yet knows that nothing is left."""


class Whim(StrEnum):
    """What somebody does who is offered units."""

    ACCEPTS = "accepts"
    DECLINES = "declines"
    SLEEPS = "sleeps"


def waits(number: int) -> bool:
    """Tell whether somebody joins the list when refused."""
    return number % _ONE_WAITS == 0


def cancels(number: int) -> bool:
    """Tell whether somebody cancels an order of the first seconds."""
    return number % _ONE_CANCELS == 0


def whim_of(number: int) -> Whim:
    """Return what somebody on the list does: of twenty, one sleeps and two decline."""
    twentieth = number // _ONE_WAITS % 20
    if twentieth == 0:
        return Whim.SLEEPS
    return Whim.DECLINES if twentieth in {1, 2} else Whim.ACCEPTS


class Letterbox:
    """What is mailed to those who wait; closed once nothing more is to come."""

    def __init__(self) -> None:
        """Begin with nothing in it."""
        self._mailed: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.is_closed = False

    def put(self, email: str) -> None:
        """Let somebody know of a mail."""
        self._mailed[email].set()

    def close(self) -> None:
        """Let nobody wait any longer."""
        self.is_closed = True
        for mailed in self._mailed.values():
            mailed.set()

    async def closed(self, seconds: float) -> None:
        """Return once nothing more is to come, or after so many seconds."""
        await self.wait("", seconds)

    async def wait(self, email: str, seconds: float | None = None) -> None:
        """Return once there is a new mail, nothing more is to come, or its seconds are over."""
        if self.is_closed:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._mailed[email].wait()
                self._mailed[email].clear()


class Lister(Shopper):
    """A person with a token, who knows how to wait and how to cancel; who does is another's say."""

    def __init__(
        self,
        session: Session,
        asker: Asker,
        letterbox: Letterbox,
        patience: Patience = USUAL_PATIENCE,
    ) -> None:
        """`letterbox` is everybody's."""
        super().__init__(session.person, session.fate, session.token, asker, patience)
        self._letterbox = letterbox

    def _whim(self) -> Whim:
        return whim_of(self._person.number)

    def _place(self) -> dict[str, Any]:
        """Return what a request to join the list says."""
        wish: dict[str, Any] = {"quantity": self._person.wants}
        return {**wish, "pool": self._pool} if self._pool else wish

    async def _cancel(self) -> None:
        for order in list(self._fate.orders):
            asked_at = wall_ms()
            path = f"/v1/orders/{order}/cancellation"
            words = self._asker.words("POST", path, token=self._token, body={})
            if (await self._asker.ask(self._person.number, Step.CANCEL, words)).accepted:
                del self._fate.orders[order]
                self._fate.cancelled.add(order)
                for hold in self._fate.holds[-1:]:
                    hold.ordered, hold.ended_at = False, asked_at

    async def _wait(self, sale: str) -> None:
        wish = self._place()
        reply = await self._of_list(Step.JOIN_LIST, "POST", sale, wish)
        while reply.code == "wrong_state" and not self._letterbox.is_closed:
            await asyncio.sleep(_STALE_SECONDS)
            reply = await self._of_list(Step.JOIN_LIST, "POST", sale, wish)
        if not reply.accepted:
            return
        price = int(reply.body["price"]["amount"])
        pool = reply.body.get("pool", "")
        self._fate.listed = Listed(int(reply.body["quantity"]), price, wall_ms(), pool)
        while not self._letterbox.is_closed:
            reply = await self._of_list(Step.LOOK_AT_LIST, "GET", sale)
            if reply.body.get("offer") is not None:
                await self._answer(sale, reply)
            if reply.body.get("state") != "waiting":
                return
            await self._letterbox.wait(self._person.email)

    async def _answer(self, sale: str, reply: Reply) -> None:
        offer = reply.body["offer"]
        hold = Hold(claim_of(offer), int(offer["quantity"]), wall_ms(), to_ms(offer["deadline"]))
        hold.pool, hold.offered = reply.body.get("pool", ""), True
        self._fate.holds.append(hold)
        self._fate.refused_for = None
        whim = self._whim()
        if whim is Whim.DECLINES:
            hold.ended_at = wall_ms()
            await self._of_list(Step.LEAVE_LIST, "DELETE", sale, tag=reply.tag)
        elif whim is Whim.ACCEPTS:
            await asyncio.sleep(self._person.think_seconds)
            await self._order(sale, offer["reservation"], hold)

    async def _of_list(
        self, step: Step, method: str, sale: str, body: Any = None, *, tag: str = ""
    ) -> Reply:
        headers = {"If-Match": tag} if tag else None
        words = self._words(method, sale, "waitlist", body, headers=headers)
        urgent = step is not Step.JOIN_LIST
        return await self._asker.ask(self._person.number, step, words, urgent=urgent)


class Waiter(Lister):
    """A person with a token, in front of a sale with a waiting list."""

    def __init__(
        self,
        session: Session,
        asker: Asker,
        letterbox: Letterbox,
        patience: Patience = USUAL_PATIENCE,
    ) -> None:
        """`letterbox` is everybody's."""
        super().__init__(session, asker, letterbox, patience)
        self._refusals = 0
        self._is_sent_to_list = False

    async def shop(self, opening: Opening) -> None:
        """Shop, and if that comes to nothing, wait."""
        await super().shop(opening)
        if self._is_sent_to_list:
            await self._wait(opening.sale)

    def _again(self, reply: Reply, wanted: int) -> tuple[int, float] | None:
        again = super()._again(reply, wanted)
        if not reply.body.get("waitlist") or reply.body.get("largest"):
            return again
        self._refusals += 1
        self._is_sent_to_list = waits(self._person.number)
        return None if self._is_sent_to_list or self._refusals > _ASKS_AGAIN else again

    async def _decide(self, sale: str, reply: Reply, *, calm: bool) -> bool:
        is_done = await super()._decide(sale, reply, calm=calm)
        if calm and cancels(self._person.number):
            await self._cancel()
        return is_done
