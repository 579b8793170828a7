"""What one person does in a sale, from the opening to a final answer.

Reserve at the opening; order what is held after a moment's thought, or let it go; refused, take
fewer if fewer are left, else ask again while units may return. Returns when the shop's last word is
spoken.
"""

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from infra.local.crowd.asking import Asker, Reply
from infra.local.crowd.clock import monotonic_seconds, wall_ms
from infra.local.crowd.instants import to_ms
from infra.local.crowd.journal import Bought, Fate, Hold, Step
from infra.local.crowd.people import Person, Temper
from infra.local.crowd.promises import claim_of, order_of


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


class Shopper:
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
        self._person = person
        self._fate = fate
        self._token = token
        self._asker = asker
        self._patience = patience

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
        if not refusal.get("may_return") and not largest:
            return None
        wait = max(
            chance.uniform(*self._patience.again_seconds), float(refusal.get("retry_after") or 0)
        )
        return self._person.wants, wait

    async def _reserve(self, sale: str, quantity: int, *, due: float, first: bool) -> Reply:
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
        return reply

    def _wish(self, quantity: int) -> dict[str, Any]:
        """Return what a request to reserve says."""
        return {"quantity": quantity}

    async def _decide(self, sale: str, reply: Reply, *, calm: bool) -> bool:
        """Order or let go; false when the hold had run out and the person must reserve anew."""
        held = reply.body
        hold = Hold(claim_of(held), int(held["quantity"]), wall_ms(), to_ms(held["deadline"]))
        self._fate.holds.append(hold)
        temper = self._person.temper if calm else Temper.ORDERS
        if temper is Temper.WALKS_AWAY:
            return True
        await asyncio.sleep(self._person.think_seconds)
        if temper is Temper.GIVES_BACK:
            hold.ended_at = wall_ms()
            words = self._words("DELETE", sale, "reservation", headers={"If-Match": reply.tag})
            await self._asker.ask(self._person.number, Step.GIVE_BACK, words, urgent=True)
            return True
        return await self._order(sale, held["reservation"], hold)

    async def _order(self, sale: str, reservation: str, hold: Hold) -> bool:
        body = {"reservation": reservation, "delivery": self._person.delivery}
        words = self._words("POST", sale, "order", body)
        sent_in_time = wall_ms() < hold.deadline_at
        reply = await self._click(Step.ORDER, words, same=order_of, twice=self._person.clicks_twice)
        if reply.code == "reservation_expired":
            if wall_ms() < hold.deadline_at:
                self._asker.journal.broken_holds.append(hold.claim)
            elif sent_in_time:
                self._asker.journal.overtaken_orders += 1
        if reply.accepted:
            hold.ordered = True
            self._write_down(reply.body)
        return reply.code != "reservation_expired"

    def _write_down(self, page: dict[str, Any]) -> None:
        """Remember an order as its page tells it."""
        bought = Bought(page["order"], page["quantity"], page["total"]["amount"], page["link"])
        self._fate.orders[bought.order] = bought

    async def _click(
        self,
        step: Step,
        words: bytes,
        *,
        same: Any,
        twice: bool,
        due: float | None = None,
        first: bool = False,
    ) -> Reply:
        """Send `words` once, or twice at the same moment, which must give the same thing."""
        number, urgent = self._person.number, step is Step.ORDER
        if not twice:
            return await self._asker.ask(number, step, words, due=due, first=first, urgent=urgent)
        replies = await asyncio.gather(
            self._asker.ask(number, step, words, due=due, first=first, urgent=urgent),
            self._asker.ask(number, step, words, due=due, first=first, urgent=urgent),
        )
        accepted = [reply for reply in replies if reply.accepted]
        answers = {same(reply.body) for reply in accepted}
        # A second click on "reserve" may honestly come too early for units that came back, and
        # no answer (`status` 0), which counts for itself, is not another one.
        mixed = step is Step.ORDER and 0 < len(accepted) < sum(1 for one in replies if one.status)
        if len(answers) > 1 or mixed:
            self._asker.journal.disagreements.append(f"shopper {number}: {step}, two answers")
        return accepted[0] if accepted else replies[-1]

    def _words(self, method: str, sale: str, thing: str, body: object = None, **more: Any) -> bytes:
        path = f"/v1/sales/{sale}/{thing}"
        return self._asker.words(method, path, token=self._token, body=body, **more)
