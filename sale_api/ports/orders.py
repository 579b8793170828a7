"""Orders, the lists of them, and the ways out: queues, payment, the warehouse."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from sale_api.domain.fates import Fate
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Bar, Order, Standing
from sale_api.domain.payment import Instructions


class Orders(Protocol):
    """The orders, and the bars that stand where no order may come."""

    def find(self, order: str) -> Standing | None:
        """Read what stands under a key, consistently. One read."""

    def look(self, orders: Collection[str]) -> Mapping[str, Standing]:
        """Read what stands under keys, consistently; where nothing stands is left out.

        One request for each hundred.
        """

    def place(self, order: Order) -> Standing:
        """Create the order, or return what stands under its key. One write."""

    def bar(self, bar: Bar) -> Standing:
        """Create the bar, or return what stands under its key. One write."""

    def move(self, order: Order, done: str = "", at: int = 0) -> None:
        """Append the last event of `order` to the order as it was before it. One write.

        `done` also marks that task as done at `at`. `Unmet`: the history there is another.
        """

    def lease(self, order: str, task: str, now: int, until: int) -> Order:
        """Take a task until an instant, if it is neither done nor taken. One write.

        Raises `Done` or `Taken`, `Unmet` if no order stands there. Returns the order as it then
        stands. A lease whose answer was lost is `Taken`, by nobody, until it runs out.
        """

    def finish(self, order: str, task: str, at: int) -> None:
        """Mark a task as done, for good; one that is done stays as it is. One write.

        `Unmet`: no order stands there.
        """

    def posted(self, order: str, task: str, fate: str) -> None:
        """Note what became of a task's mail, unless a fate that stands over it is noted.

        One write. `Unmet`: no order stands there.
        """


class OrderSummary(Struct, frozen=True, kw_only=True):
    """What lists of orders show; written by the relay, so a moment behind the order itself.

    `ended_by` and `reason` say who cancelled it or let it expire, and why; a shopper need not.
    `need` names a list of orders that wait for something; `mail` is the worst trouble with a mail.
    """

    order: str
    sale: str
    title: str
    shopper: str
    state: OrderState
    quantity: int
    price: Money
    placed_at: int
    version: int
    gifts: int = 0
    ended_by: Actor | None = None
    reason: str | None = None
    need: str | None = None
    need_at: int | None = None
    mail: Fate | None = None


class Page(Struct, frozen=True):
    """A page of a list, and where the next one begins, if there is one."""

    orders: Sequence[OrderSummary]
    cursor: str | None


class OrderViews(Protocol):
    """What search, "my orders" and the counts read."""

    def record(self, summary: OrderSummary) -> None:
        """Write a summary unless one of a later version, or of more trouble, stands. One write."""

    def of_shopper(self, shopper: str) -> Sequence[OrderSummary]:
        """Read all orders of a shopper, the newest first. One request for each MB."""

    def of_sale(self, sale: str, state: OrderState | None, cursor: str | None) -> Page:
        """Read a page of a sale's orders, the oldest first. One request."""

    def placed_from(self, sale: str, at: int, most: int) -> Sequence[OrderSummary]:
        """Read a sale's orders that were placed at an instant or later, the oldest first.

        At most so many of them. One request for each MB.
        """

    def needing(self, need: str, until: int, most: int) -> Sequence[str]:
        """Read at most so many orders whose need was due by an instant, the longest due first.

        By their keys; what is to be done says each order itself. One request.
        """

    def counts(self, sale: str) -> Mapping[OrderState, int]:
        """Count a sale's orders by state. One request for each MB."""


class Queue(StrEnum):
    """The queues, by the name under which they are deployed."""

    SIGN_IN = "sign-in"
    FULFILMENT = "fulfilment"
    NOTICES = "notices"


class Dead(StrEnum):
    """Whose dead letters can be looked at and sent again; the relay's name parts of a stream."""

    SIGN_IN = "sign-in"
    FULFILMENT = "fulfilment"
    NOTICES = "notices"
    MAIL_EVENTS = "mail-events"
    RELAY = "relay"


class DeadLetter(Struct, frozen=True):
    """A message that was given up: its id, when it was sent, and what it says."""

    message: str
    sent_at: int
    body: str


class Queues(Protocol):
    """Messages to the workers: delivered at least once, in no order."""

    def send(self, queue: Queue, bodies: Iterable[Mapping[str, object]]) -> None:
        """Send messages, ten a request; `Unknown` if any was not taken."""

    def depths(self) -> Mapping[Queue, tuple[int, int]]:
        """Return how many messages wait, and how many are dead, for each queue."""

    def dead(self, dead: Dead) -> Sequence[DeadLetter]:
        """Look at up to ten dead letters of a queue; they stay where they are. One request."""

    def redrive(self, dead: Dead, most: int) -> int:
        """Send up to so many dead letters to their queue again; return how many were.

        At least once: one may be sent and still be dead. Three requests for each ten.
        """


class Payments(Protocol):
    """The way to be paid: a bank, or later a provider that asks a card.

    A shopper authorises by the instructions; what is said then, whenever that is, is a booking.
    """

    def instructions(self, order: Order) -> Instructions:
        """Return what the shopper needs to pay. Nothing is asked of anybody."""

    def capture(self, order: Order) -> None:
        """Take the money that was authorised, once for an order, however often asked.

        `Unknown` if it may not have been taken. A bank has it already, and is not asked.
        """

    def refund(self, order: Order, amount: Money, name: str) -> None:
        """Give money back, once under a name, however often asked.

        `Unknown` if it may not have been given. A bank is not asked: a person sends it.
        """


READY, ENDED = "order.ready", "order.ended"
"""What a warehouse is told: an order is to be packed, or it is not, or not any more."""


class Warehouse(Protocol):
    """The way out to who packs."""

    def tell(self, kind: str, name: str, at: int, order: Order) -> None:
        """Hand a message on an order over, under a name that stays when it is sent again.

        `at` is when that happened. `Unknown` if it may not have been taken. One request, one try.
        """
