"""An order: a fact from its first write on, with a history that only grows and explains it.

The key of an order is derived from its claim. Who lets the claim run out, or gives it back,
writes a `Bar` under that same key first; so exactly one of the two ever stands there.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from sale_api.domain.contact import Contact, Delivery
from sale_api.domain.errors import WrongState
from sale_api.domain.goods import waiting_for
from sale_api.domain.history import Event, Note, NoteKind, Shipment, entered
from sale_api.domain.lot import Claim, Returned
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState, Units, allowed, gave_back
from sale_api.domain.payment import Prepaid
from sale_api.domain.promise import Promise, is_to_come
from sale_api.domain.reservation import Reservation


class Bar(Struct, frozen=True):
    """What stands under an order's key once its claim was let go: no order can come of it.

    `offered_to` is whose offer it was, if it was one; `by` is who let that go.
    """

    order: str
    sale: str
    at: int
    offered_to: str = ""
    by: Actor = Actor.SYSTEM


class Order(Struct, frozen=True, kw_only=True):
    """An order with all that its page shows; `done` holds when each consumer finished an event.

    `prepaid` is there if it is to be paid first; `posted` says what became of each mail.
    """

    order: str
    sale: str
    title: str
    shopper: str
    pool: str
    home: int
    claim: Claim
    price: Money
    delivery: Delivery
    contact: Contact
    history: tuple[Event, ...]
    seller: str = ""
    seller_contact: str = ""
    resell: bool = True
    done: Mapping[str, int] = field(default_factory=dict)
    prepaid: Prepaid | None = None
    promise: Promise | None = None
    posted: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> OrderState:
        """The state, as the history explains it."""
        return self.history[-1].what

    @property
    def version(self) -> int:
        """How many events the history has."""
        return len(self.history)

    @property
    def placed_at(self) -> int:
        """When it was ordered."""
        return self.history[0].at

    @property
    def total(self) -> Money:
        """What all units cost together."""
        return self.price.times(self.claim.quantity)

    @property
    def is_in_force(self) -> bool:
        """Whether its units are the shopper's: no move has given them back."""
        return not gave_back(entered(self.history))

    @property
    def restock(self) -> Returned:
        """Where its units go once it has ended."""
        return Returned.RETURNED if self.resell else Returned.WRITTEN_OFF

    @property
    def need(self) -> tuple[str, int] | None:
        """What it waits for, by the name of a list of such orders, and from when on; None: nothing.

        A payment, first for the reminder; or, paid, for goods that are to come.
        """
        if self.state is OrderState.AWAITING_PAYMENT and self.prepaid is not None:
            reminded = any(event.notes(NoteKind.REMINDED) for event in self.history)
            due = self.prepaid.pay_by if reminded else self.prepaid.remind_at
            return f"{self.sale}#money", due
        allotted = any(event.notes(NoteKind.ALLOTTED) for event in self.history)
        waits = self.state is OrderState.PAID and is_to_come(self.promise) and not allotted
        return (waiting_for(self.sale, self.pool), self.placed_at) if waits else None

    def is_ready_at(self, event: Event) -> bool:
        """Tell whether it is this event that makes the order ready to be packed."""
        if event.note is not None:
            return event.notes(NoteKind.ALLOTTED)
        paid = event.what is OrderState.PAID and not is_to_come(self.promise)
        return paid or event.what is OrderState.PLACED

    def told_at(self, event: Event) -> int | None:
        """Return when the shopper was told of an event, or None."""
        return self.done.get(task(event.number, NOTICE))

    def entered(self, state: OrderState) -> Event | None:
        """Return the one event that entered a state, or None."""
        return next((event for event in self.history if event.what is state), None)

    def note(self, kind: NoteKind, name: str) -> Event | None:
        """Return the event that noted this, under its id, or None."""
        return next((event for event in self.history if event.notes(kind, name)), None)

    def moved(
        self,
        to: OrderState,
        *,
        at: int,
        by: Actor,
        reason: str = "",
        shipment: Shipment | None = None,
        detail: str | None = None,
        amount: Money | None = None,
        resell: bool = True,
    ) -> Order:
        """Return the order after a move; `WrongState` names the state that does not allow it.

        `resell` counts if the move gives the units back: on sale again, or written off.
        """
        move = allowed(entered(self.history), to)
        if move is None:
            raise WrongState(f"The order is {self.state} and cannot become {to}.", state=self.state)
        assert by in move.by, f"{to} by {by}"
        assert reason or not move.reason, f"{to} without a reason"
        event = Event(self.version + 1, at, by, to, reason, shipment, detail=detail, amount=amount)
        resold = resell if move.units is Units.BACK else self.resell
        return replace(self, history=(*self.history, event), resell=resold)

    def noted(self, note: Note, *, at: int, by: Actor) -> Order:
        """Return the order with a note in its history; the state stays."""
        event = Event(self.version + 1, at, by, self.state, note=note)
        return replace(self, history=(*self.history, event))


Standing = Order | Bar  # what stands under an order's key

FULFILMENT, NOTICE = "fulfilment", "notice"


def task(event: int, kind: str) -> str:
    """Return the name of a consumer's work on one event; also the stable id of what it sends."""
    return f"{event}-{kind}"


def placed(
    reservation: Reservation,
    *,
    title: str,
    seller: str = "",
    seller_contact: str = "",
    home: int,
    delivery: Delivery,
    contact: Contact,
    at: int,
    prepaid: Prepaid | None = None,
    promise: Promise | None = None,
) -> Order:
    """Return the order that a reservation becomes; one that is paid first begins by awaiting it."""
    begins = OrderState.PLACED if prepaid is None else OrderState.AWAITING_PAYMENT
    return Order(
        order=reservation.order,
        sale=reservation.sale,
        title=title,
        shopper=reservation.shopper,
        pool=reservation.pool,
        home=home,
        claim=reservation.claim,
        price=reservation.price,
        delivery=delivery,
        contact=contact,
        history=(Event(1, at, Actor.SHOPPER, begins),),
        seller=seller,
        seller_contact=seller_contact,
        prepaid=prepaid,
        promise=promise,
    )
