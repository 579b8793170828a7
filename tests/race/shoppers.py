"""Shoppers who race: they order, give back, cancel, let holds run out, and click twice.

Some order at the last instant of their hold, some long after it, some with a reservation that they
gave back. Here is written down what they were told; what they may not be told, the judge knows.
"""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import msgspec

from infra.local.crowd.clock import wall_ms
from infra.local.crowd.instants import to_ms
from infra.local.crowd.journal import Bought, Fate, Hold, Step
from tests.race.heard import Heard, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.race.asking import Door, Told

LIMIT: Final = 3
GRACE_MS: Final = 2_000
_CLICKS_TWICE: Final = 0.25
_THINK_SECONDS: Final = 0.2
_ASK_AGAIN_SECONDS: Final = (0.3, 0.8)
_AROUND_DEADLINE_MS: Final = 250
_LATE_MS: Final = (500, 4_000)


class Temper(StrEnum):
    """What a shopper does with what was reserved."""

    ORDERS = "orders"
    CANCELS = "orders, and cancels"
    GIVES_BACK = "gives back"
    WALKS_AWAY = "walks away"
    LAST_INSTANT = "orders around the deadline"
    TOO_LATE = "orders after the deadline"


RESTLESS: Final = {
    Temper.CANCELS: 0.35,
    Temper.GIVES_BACK: 0.35,
    Temper.WALKS_AWAY: 0.15,
    Temper.LAST_INSTANT: 0.10,
    Temper.TOO_LATE: 0.05,
}
"""How those behave who are not to keep what they reserve."""


@dataclass(frozen=True, slots=True)
class Sale:
    """What all shoppers of a race share. `hurry` in [0, 1] says how far the race has come.

    While it is below 1, units are given up again and again, so that there is something to race
    for to the end; from 1 on everybody orders.
    """

    name: str
    units: int
    door: Door
    heard: Heard
    hold_ms: int
    hurry: Callable[[], float]

    @property
    def is_restless(self) -> bool:
        return self.hurry() < 1.0

    def temper(self) -> Temper:
        """Draw what the next holder does."""
        hurry = self.hurry()
        may_keep = self.units * (0.1 + 0.8 * hurry)
        if hurry >= 1.0 or self.heard.ordered_units < may_keep:
            return Temper.ORDERS
        [drawn] = self.door.chance.choices(list(RESTLESS), list(RESTLESS.values()))
        return drawn


class Shopper:
    """One person with a token, until they have an order or the shop's last word."""

    def __init__(self, sale: Sale, fate: Fate, token: str) -> None:
        self._sale = sale
        self._fate = fate
        self._token = token
        self._delivery = {
            "name": f"Racer {fate.number}",
            "street": f"Rennweg {fate.number % 100 + 1}",
            "postcode": f"{10_000 + fate.number % 80_000:05d}",
            "city": "Berlin",
            "country": "DE",
        }

    async def visit(self) -> bool:
        """Go shopping; false: the shop's last word was that nothing is left."""
        chance = self._sale.door.chance
        wants = chance.randint(1, LIMIT)
        while True:
            told = await self._reserve(wants)
            if told.accepted:
                self._fate.refused_for = None
                if await self._decide(told.body):
                    return True
                wants = chance.randint(1, LIMIT)
            elif told.code == "sold_out":
                self._refused(wants, told)
                largest = int(told.body.get("largest") or 0)
                if not largest and not told.body.get("may_return"):
                    return False
                wants = largest if 0 < largest < wants else wants
                await asyncio.sleep(chance.uniform(*_ASK_AGAIN_SECONDS))
            else:
                self._surprise(Step.RESERVE, told)
                return True

    async def _reserve(self, quantity: int) -> Told:
        tolds = await self._click(Step.RESERVE, "reservation", {"quantity": quantity})
        accepted = [told for told in tolds if told.accepted]
        if not accepted:
            return tolds[-1]
        accepted.sort(key=lambda told: claim_of(told.body)["deadline"])
        if any(self._both_stood(*map(claim_of, (a.body, b.body))) for a, b in pairwise(accepted)):
            self._disagree("two reservations at once")
        return accepted[-1]

    def _both_stood(self, one: dict[str, Any], other: dict[str, Any]) -> bool:
        """Tell whether the later of two claims was made while the other one stood.

        Two clicks may come so far apart, where processes die, that there were two holds in turn.
        """
        made_at = other["deadline"] - self._sale.hold_ms
        return bool(one["claim"] != other["claim"] and made_at <= one["deadline"] + GRACE_MS)

    async def _decide(self, held: Mapping[str, Any]) -> bool:
        """Order or let go; false: come again."""
        chance = self._sale.door.chance
        claim = claim_of(held)["claim"]
        hold = Hold(claim, int(held["quantity"]), wall_ms(), to_ms(held["deadline"]))
        self._fate.holds.append(hold)
        temper = self._sale.temper()
        if temper is Temper.WALKS_AWAY:
            return True
        await asyncio.sleep(self._waits_for(temper, hold))
        if temper is Temper.GIVES_BACK:
            return await self._give_back(hold, str(held["reservation"]))
        if not await self._order(hold, str(held["reservation"])):
            return False
        if temper is Temper.CANCELS:
            await asyncio.sleep(chance.uniform(0.0, 2 * _THINK_SECONDS))
            await self._cancel(hold)
            return chance.random() < 0.5
        return True

    def _waits_for(self, temper: Temper, hold: Hold) -> float:
        chance = self._sale.door.chance
        left = hold.deadline_at - wall_ms()
        if temper is Temper.LAST_INSTANT:
            left += chance.randint(-_AROUND_DEADLINE_MS, _AROUND_DEADLINE_MS)
        elif temper is Temper.TOO_LATE:
            left += chance.randint(*_LATE_MS)
        else:
            return chance.uniform(0.0, _THINK_SECONDS)
        return max(0.0, left / 1_000)

    async def _order(self, hold: Hold, reservation: str) -> bool:
        body = {"reservation": reservation, "delivery": self._delivery}
        tolds = await self._click(Step.ORDER, "order", body)
        accepted = [told for told in tolds if told.accepted]
        for told in tolds:
            if told.code == "reservation_expired":
                self._gone(hold, told, accepted)
            elif not told.accepted:
                self._surprise(Step.ORDER, told)
        if len({told.body["order"] for told in accepted}) > 1:
            self._disagree("two orders for one")
        if accepted:
            page = accepted[0].body
            bought = Bought(page["order"], page["quantity"], page["total"]["amount"], page["link"])
            self._fate.orders[bought.order] = bought
            hold.ordered = True
            self._sale.heard.ordered_units += hold.quantity
        return bool(accepted)

    def _gone(self, hold: Hold, told: Told, accepted: list[Told]) -> None:
        if wall_ms() < hold.deadline_at and hold.ended_at is None:
            self._sale.heard.journal.broken_holds.append(hold.claim)
        if any(yes.answered_at < told.sent_at for yes in accepted):
            self._disagree("gone after it was ordered")
        if not accepted:
            self._sale.heard.gone.add((self._fate.shopper, hold.claim))

    async def _give_back(self, hold: Hold, reservation: str) -> bool:
        hold.ended_at = wall_ms()
        told = await self._ask(Step.GIVE_BACK, "DELETE", "reservation", only=hold.claim)
        if not told.accepted:
            self._surprise(Step.GIVE_BACK, told)
        if self._sale.door.chance.random() < 0.5:
            return True
        # What was given back may be another's by now: its reservation must be worth nothing.
        if await self._order(hold, reservation):
            self._disagree("ordered what was given back")
            return True
        return False

    async def _cancel(self, hold: Hold) -> None:
        [order] = list(self._fate.orders)
        asked_at = wall_ms()
        told = await self._sale.door.ask(
            Step.ORDER_PAGE,
            self._fate.number,
            "POST",
            f"/v1/orders/{order}/cancellation",
            token=self._token,
            body={},
        )
        if not told.accepted:
            self._surprise(Step.ORDER_PAGE, told)
            return
        del self._fate.orders[order]
        hold.ordered, hold.ended_at = False, asked_at
        self._sale.heard.cancelled.add(order)
        self._sale.heard.ordered_units -= hold.quantity

    async def _click(self, step: Step, thing: str, body: object) -> list[Told]:
        """Send a request once, or twice at the same moment."""
        clicks = 2 if self._sale.door.chance.random() < _CLICKS_TWICE else 1
        asks = (self._ask(step, "POST", thing, body) for _ in range(clicks))
        return list(await asyncio.gather(*asks))

    async def _ask(
        self, step: Step, method: str, thing: str, body: object = None, *, only: str = ""
    ) -> Told:
        return await self._sale.door.ask(
            step,
            self._fate.number,
            method,
            f"/v1/sales/{self._sale.name}/{thing}",
            token=self._token,
            body=body,
            headers={"If-Match": f'"{only}"'} if only else None,
        )

    def _refused(self, quantity: int, told: Told) -> None:
        self._fate.refused_for = quantity
        self._sale.heard.refused.append(Refused(quantity, told.sent_at, told.answered_at))

    def _disagree(self, what: str) -> None:
        self._sale.heard.journal.disagreements.append(f"shopper {self._fate.number}: {what}")

    def _surprise(self, step: Step, told: Told) -> None:
        if told.reply.status:  # no answer at all is counted by the journal
            self._sale.heard.surprises.append(f"{step}: {told.reply.status} {told.code}")


def claim_of(held: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the signed reservation says, as any client can read it."""
    payload = str(held["reservation"]).split(".")[1]
    claims: dict[str, Any] = msgspec.json.decode(
        base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    )
    return claims
