"""An order: a fact from its first write on, with a history that only grows and explains it.

The key of an order is derived from its claim. Who lets the claim run out, or gives it back,
writes a `Bar` under that same key first; so exactly one of the two ever stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from sale_api.domain.errors import WrongState
from sale_api.domain.lot import Claim, Returned
from sale_api.domain.money import Money
from sale_api.domain.reservation import Reservation


class OrderState(StrEnum):
    """Where an order stands."""

    PLACED = "placed"
    IN_FULFILMENT = "in_fulfilment"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.PLACED: frozenset({OrderState.IN_FULFILMENT, OrderState.CANCELLED}),
    OrderState.IN_FULFILMENT: frozenset({OrderState.SHIPPED, OrderState.CANCELLED}),
    OrderState.SHIPPED: frozenset(),
    OrderState.CANCELLED: frozenset(),
}
"""The one table of allowed moves."""


class Actor(StrEnum):
    """Who did it."""

    SHOPPER = "shopper"
    MARKETER = "marketer"
    SYSTEM = "system"


class Delivery(Struct, frozen=True):
    """Where the parcel goes; `country` is two letters of ISO 3166."""

    name: str
    street: str
    postcode: str
    city: str
    country: str


class Shipment(Struct, frozen=True):
    """With whom the parcel travels, and where to follow it."""

    carrier: str
    number: str
    link: str = ""


class Contact(Struct, frozen=True):
    """How the shopper is told: address, language (de or en) and time zone."""

    email: str
    language: str
    zone: str


class Event(Struct, frozen=True):
    """One entry of an order's history; `number` counts from 1."""

    number: int
    at: int
    by: Actor
    what: OrderState
    reason: str = ""
    shipment: Shipment | None = None


class Bar(Struct, frozen=True):
    """What stands under an order's key once its claim was let go: no order can come of it."""

    order: str
    sale: str
    at: int


class Order(Struct, frozen=True, kw_only=True):
    """An order with all that its page shows; `done` holds when each consumer finished an event."""

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
    resell: bool = True
    done: Mapping[str, int] = field(default_factory=dict)

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
        """Whether its units are the shopper's."""
        return self.state is not OrderState.CANCELLED

    @property
    def restock(self) -> Returned:
        """Where its units go once it has ended."""
        return Returned.RETURNED if self.resell else Returned.WRITTEN_OFF

    def told_at(self, event: Event) -> int | None:
        """Return when the shopper was told of an event, or None."""
        return self.done.get(task(event.number, NOTICE))

    def moved(
        self,
        to: OrderState,
        *,
        at: int,
        by: Actor,
        reason: str = "",
        shipment: Shipment | None = None,
        resell: bool = True,
    ) -> Order:
        """Return the order after a move; `WrongState` names the state that does not allow it."""
        if to not in MOVES[self.state]:
            raise WrongState(f"The order is {self.state} and cannot become {to}.", state=self.state)
        assert reason or to is not OrderState.CANCELLED, "cancelled without a reason"
        event = Event(self.version + 1, at, by, to, reason, shipment)
        return replace(self, history=(*self.history, event), resell=resell)


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
    home: int,
    delivery: Delivery,
    contact: Contact,
    at: int,
) -> Order:
    """Return the order that a reservation becomes."""
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
        history=(Event(1, at, Actor.SHOPPER, OrderState.PLACED),),
        seller=seller,
    )
