"""Orders for tests, complete, with what a case is about given by name."""

from __future__ import annotations

from sale_api.domain.contact import Contact, Delivery
from sale_api.domain.history import Shipment
from sale_api.domain.lot import Claim
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order, placed
from sale_api.domain.reservation import Reservation

DELIVERY = Delivery("Ada Lovelace", "Kurze Straße 1", "10115", "Berlin", "DE")


def an_order(
    *,
    shopper: str = "c2hvcHBlci1pZC0x",
    sale: str = "a-sale",
    claim: Claim | None = None,
    language: str = "en",
    at: int = 1_800_000_000_000,
    home: int = 0,
) -> Order:
    reservation = Reservation(
        sale=sale,
        shopper=shopper,
        pool="main",
        claim=claim or Claim(2, "claim-01", at + 60_000),
        price=Money(4997, "EUR"),
    )
    contact = Contact("ada@example.org", language, "Europe/Berlin")
    return placed(
        reservation,
        title="A phone",
        seller="The shop",
        seller_contact="service@shop.example",
        home=home,
        delivery=DELIVERY,
        contact=contact,
        at=at,
    )


def shipped(order: Order) -> Order:
    taken_in = order.moved(OrderState.IN_FULFILMENT, at=order.placed_at + 1_000, by=Actor.SYSTEM)
    shipment = Shipment("DHL", "00340", "https://parcels.example.org/00340")
    at = order.placed_at + 2_000
    return taken_in.moved(OrderState.SHIPPED, at=at, by=Actor.MARKETER, shipment=shipment)


def cancelled(order: Order, reason: str = "no supply", *, resell: bool = True) -> Order:
    return order.moved(
        OrderState.CANCELLED,
        at=order.placed_at + 3_000,
        by=Actor.MARKETER,
        reason=reason,
        resell=resell,
    )
