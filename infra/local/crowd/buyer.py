"""What somebody does who holds units: order them after a moment's thought, or let them go.

Of those who are to pay first, one in ten never does.
"""

import asyncio
from typing import Any, Final

from infra.local.crowd.asking import Asker, Reply
from infra.local.crowd.clock import wall_ms
from infra.local.crowd.instants import to_ms
from infra.local.crowd.journal import Bought, Fate, Hold, Step
from infra.local.crowd.people import Person, Temper
from infra.local.crowd.pools import bill_on
from infra.local.crowd.promises import claim_of, disagree, order_of

_ONE_OWES: Final = 10
_OWING: Final = 3


class Buyer:
    """A person with a token."""

    def __init__(self, person: Person, fate: Fate, token: str, asker: Asker) -> None:
        """`token` is the shopper token of the person's session."""
        self._person = person
        self._fate = fate
        self._token = token
        self._asker = asker
        self._sent_at = 0

    async def _decide(self, sale: str, reply: Reply, *, calm: bool) -> bool:
        """Order or let go; false when the hold had run out and the person must reserve anew."""
        held = reply.body
        hold = Hold(claim_of(held), int(held["quantity"]), wall_ms(), to_ms(held["deadline"]))
        hold.pool = held.get("pool", "")
        self._fate.holds.append(hold)
        hold_ms = self._asker.journal.hold_ms
        if hold_ms and hold.deadline_at < self._sent_at + hold_ms:
            self._asker.journal.broken_holds.append(hold.claim)
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
            self._write_down(reply.body)
            hold.ordered = reply.body["order"] in self._fate.orders
            if not hold.ordered:
                hold.pay_by = self._asker.journal.bills[reply.body["order"]].pay_by
        return reply.code != "reservation_expired"

    def _write_down(self, page: dict[str, Any]) -> None:
        """Remember an order as its page tells it, and what is to be paid; unpaid it is none.

        One that goes to another address is not what was ordered.
        """
        if page.get("delivery") != self._person.delivery:
            self._asker.journal.wrong_pages.append(page["order"])
        bill = bill_on(page, is_paid=self._pays())
        if bill is not None:
            self._asker.journal.bills[bill.order] = bill
        if bill is None or bill.is_paid:
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
        if disagree(replies, step, same):
            self._asker.journal.disagreements.append(f"shopper {number}: {step}, two answers")
        return next((reply for reply in replies if reply.accepted), replies[-1])

    def _words(self, method: str, sale: str, thing: str, body: object = None, **more: Any) -> bytes:
        path = f"/v1/sales/{sale}/{thing}"
        return self._asker.words(method, path, token=self._token, body=body, **more)

    def _pays(self) -> bool:
        """Whether somebody pays the next bill: one in ten is never paid."""
        return len(self._asker.journal.bills) % _ONE_OWES != _OWING
