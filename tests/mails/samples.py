"""One mail of each kind in each language, as a calm order and as a hostile one would get it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from chalicelib.bank import Bank
from chalicelib.workers import letters, list_letters, lost_letters
from sale_api.domain.contact import Contact, Delivery
from sale_api.domain.history import Event, Note, NoteKind, Shipment
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order
from sale_api.domain.payment import Prepaid
from sale_api.domain.promise import Promise
from sale_api.domain.sale import Sale
from sale_api.domain.waiting import Entry, EntryEvent, EntryState, turn_of
from sale_api.ports import Mail
from sale_api.usecases.cancel import OWN_WISH
from sale_api.usecases.collect import UNPAID
from sale_api.usecases.find_orders import summary_of
from tests.orders import an_order
from tests.sales import published_sale
from tests.systems import SETTINGS, TOKENS

AT = 1_247_641_207_000
"""15 July 2009, 9:00:07 in Berlin."""

LANGUAGES = ("de", "en")
KINDS = (
    *("sign_in", "placed", "in_fulfilment", "shipped", "delivered"),
    *("awaiting_payment", "reminded", "paid", "allotted", "later", "expired"),
    *("withdrawn", "returned", "refunded", "gift", "cancelled", "cancelled_by_shopper"),
)
LOST_KINDS = ("lost_link", "lost_nothing")
LIST_KINDS = ("offered", "offered_fewer", "lapsed", "served")
SIGN_IN_LINK = SETTINGS.link(
    "sign-in.html", TOKENS.sign_in(Contact("ada@example.org", "de", "Europe/Berlin"), AT)
)

EURO_PRICE = Money(4997, "EUR")


@dataclass(frozen=True)
class Person:
    """Whose order it is, and what stands in it."""

    title: str
    seller: str
    delivery: Delivery
    shipment: Shipment
    reason: str
    zone: str = "Europe/Berlin"
    price: Money = EURO_PRICE
    own_reason: str = OWN_WISH


PEOPLE: Mapping[str, Person] = {
    "calm": Person(
        title="Windows 7 Home Premium",
        seller="Ein Laden wie der von 2009",
        delivery=Delivery("Ada Lovelace", "Kurze Straße 1", "10115", "Berlin", "DE"),
        shipment=Shipment("DHL", "00340434161094", "https://parcels.example.org/00340434161094"),
        reason="Der Lieferant hat uns weniger geschickt als zugesagt.",
    ),
    "arabic": Person(
        title="هاتف ذكي 5G أسود (128 GB)",
        seller="متجر المدينة",
        delivery=Delivery("محمد بن عبد الله", "شارع الملك فيصل 12", "11564", "الرياض", "SA"),
        shipment=Shipment("أرامكس", "ARX-99120"),
        reason="نفدت الكمية لدى المورد.",
        zone="Asia/Riyadh",
        price=Money(123_450, "USD"),
        own_reason="غيرت رأيي.",
    ),
    "hostile": Person(
        title="<script>alert('1')</script> {title} {{ 7*7 }} \"&amp;\" " + "W" * 140,
        seller="<img src=x onerror=alert(1)> & Söhne",
        delivery=Delivery(
            "Zoë 🦊 <b>Ðorđević</b>", "名古屋市中区" * 16, "<i>1</i>", 'O\'Brien & "Co"', "XX"
        ),
        shipment=Shipment("</td></table>", "<!-- 1", 'https://p.example/?a="><script>&b=1'),
        reason="</style><a href='https://evil.example'>" + "so long " * 50,
        zone="Pacific/Auckland",
        price=Money(123_456_789, "CHF"),
        own_reason="{name} & <b>changed</b> %(mind)s",
    ),
}


def link_to(order: str) -> str:
    return SETTINGS.link("order.html", TOKENS.order_link(order, AT))


def order_of(person: Person, language: str) -> Order:
    contact = Contact("ada@example.org", language, person.zone)
    return replace(
        an_order(at=AT),
        title=person.title,
        seller=person.seller,
        delivery=person.delivery,
        contact=contact,
        price=person.price,
        prepaid=Prepaid(
            person.seller,
            "DE89370400440532013000",
            "COBADEFFXXX",
            remind_at=AT + 86_400_000,
            pay_by=AT + 7 * 86_400_000,
        ),
        promise=Promise(person.delivery.city, "2009-08-01", "2009-08-14", to_come=True),
    )


REMINDED = Note(NoteKind.REMINDED, "1")
ALLOTTED = Note(NoteKind.ALLOTTED, "an-order")


def event_of(kind: str, person: Person) -> Event:
    shopper, marketer, why = Actor.SHOPPER, Actor.MARKETER, person.own_reason
    who, gift = person.delivery.name, Note(NoteKind.GIFT, "sorry-1", text=person.reason)
    later = Note(NoteKind.LATER, "2009-09-30", text=person.reason, on="2009-09-30")
    events = [
        Event(1, AT, shopper, OrderState.PLACED),
        Event(1, AT, shopper, OrderState.AWAITING_PAYMENT),
        Event(2, AT + 86_400_000, Actor.SYSTEM, OrderState.AWAITING_PAYMENT, note=REMINDED),
        Event(3, AT + 90_000_000, Actor.SYSTEM, OrderState.PAID, detail="2009-07-16/4711"),
        Event(4, AT + 95_000_000, Actor.SYSTEM, OrderState.PAID, note=ALLOTTED),
        Event(4, AT + 95_000_000, Actor.SYSTEM, OrderState.PAID, note=later),
        Event(3, AT + 7 * 86_400_000, Actor.SYSTEM, OrderState.EXPIRED, UNPAID),
        Event(2, AT + 61_000, Actor.SYSTEM, OrderState.IN_FULFILMENT),
        Event(3, AT + 90_000_000, marketer, OrderState.SHIPPED, "", person.shipment),
        Event(4, AT + 180_000_000, marketer, OrderState.DELIVERED),
        Event(5, AT + 190_000_000, shopper, OrderState.WITHDRAWN, why, detail=who),
        Event(6, AT + 200_000_000, marketer, OrderState.RETURNED, person.reason),
        Event(7, AT + 210_000_000, marketer, OrderState.REFUNDED, amount=person.price),
        Event(8, AT + 220_000_000, marketer, OrderState.REFUNDED, note=gift),
        Event(2, AT + 3_600_000, marketer, OrderState.CANCELLED, person.reason),
        Event(2, AT + 600_000, shopper, OrderState.CANCELLED, why),
    ]
    return next(event for event in events if letters.kind_of(event) == kind)


def sale_of(person: Person) -> Sale:
    sale = published_sale("windows7-2009", opens_at=AT)
    plan = replace(sale.plan, title=person.title, seller=person.seller, price=person.price)
    plan = replace(plan, contact="service@shop.example")
    promise = {"place": person.delivery.city, "delivers_by": "2009-08-14"}
    plan = replace(plan, pools=tuple(replace(pool, **promise) for pool in plan.pools))
    return replace(sale, plan=plan)


def entry_of(kind: str, person: Person, language: str) -> Entry:
    """Return the entry of somebody who wanted two, with the event that a letter tells of last."""
    sale, shopper = sale_of(person), "Anna-_shopper-id"
    entry = Entry(
        sale=sale.sale,
        shopper=shopper,
        pool="main",
        quantity=2,
        price=sale.plan.price,
        contact=Contact("ada@example.org", language, person.zone),
        turn=turn_of("main", 0, AT, late=True, shopper=shopper),
        history=(EntryEvent(AT, EntryState.WAITING, Actor.SHOPPER, 2),),
    )
    if kind == "served":
        return entry.served(AT + 60_000)
    quantity = 1 if kind == "offered_fewer" else 2
    entry = entry.offered("an-order", quantity, at=AT + 60_000, until_at=AT + 3_660_000, read_at=AT)
    return entry.ended(EntryState.LAPSED, AT + 3_680_000) if kind == "lapsed" else entry


def mail_of(kind: str, language: str, person: Person) -> Mail:
    if kind == "sign_in":
        contact = Contact("ada@example.org", language, person.zone)
        return letters.sign_in(contact, SIGN_IN_LINK, key="message-1")
    if kind in LOST_KINDS:
        order = order_of(person, language)
        orders = [summary_of(order)] * 2 if kind == "lost_link" else []
        return lost_letters.lost_link(
            order.contact, orders, SIGN_IN_LINK, link_to=link_to, key="message-2"
        )
    if kind in LIST_KINDS:
        entry = entry_of(kind, person, language)
        number, page_of = entry.version, SETTINGS.page_of
        return list_letters.list_notice(sale_of(person), entry, number, page_of=page_of)
    event = event_of(kind, person)
    order = replace(order_of(person, language), history=(event,))
    return letters.notice(order, event, link_to=link_to, payments=Bank())


def samples() -> Iterator[tuple[str, Mail]]:
    """Give each mail with the name of its picture."""
    for who, person in PEOPLE.items():
        for kind in (*(KINDS if who == "calm" else KINDS[1:]), *LIST_KINDS, *LOST_KINDS):
            for language in LANGUAGES:
                yield f"{who}-{kind}-{language}", mail_of(kind, language, person)
