"""What most tests of the product start from: a plan, a sale, a lot, a reservation, an order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, islice

from msgspec.structs import replace

from sale_api.domain.contact import Contact, Delivery
from sale_api.domain.identifiers import home_lot, shopper_id
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.money import Money
from sale_api.domain.moves import Actor, OrderState
from sale_api.domain.order import Order, placed
from sale_api.domain.payment import Prepaid, Prepayment
from sale_api.domain.plan import Line, Plan, Pool, Window
from sale_api.domain.planning import Draft
from sale_api.domain.promise import Promise
from sale_api.domain.reservation import Reservation
from sale_api.domain.sale import Change, Sale, State

SALE = "windows7"
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
OPENS = 1_800_000_000_000
CLOSES = OPENS + HOUR
HOLD, GRACE = 600 * SECOND, 10 * SECOND

DELIVERY = Delivery("Anna Muster", "Hauptstr. 1", "10115", "Berlin", "DE")
ELSEWHERE = Delivery("Anna Muster", "Nebenstr. 2", "80331", "München", "DE")
CONTACT = Contact("anna@example.org", "de", "Europe/Berlin")
PRICE = Money(4_997, "EUR")
PREPAYMENT = Prepayment(
    holder="The shop", iban="DE89370400440532013000", pay_seconds=600, remind_seconds=300
)


def shopper_at(home: int, lots: int, nth: int = 0, sale: str = SALE) -> str:
    """Return the nth shopper whose home is that lot."""
    everybody = (shopper_id(f"shopper{number}@example.org", b"k" * 32) for number in count())
    at_home = (shopper for shopper in everybody if home_lot(sale, shopper, lots) == home)
    return next(islice(at_home, nth, None))


def a_window(opens_at: int = OPENS, closes_at: int = CLOSES) -> Window:
    return Window("as written", "as written", opens_at, closes_at)


def a_plan(
    *pools: tuple[str, int],
    limit: int = 3,
    windows: Sequence[Window] = (a_window(),),
    hold_seconds: int = HOLD // SECOND,
) -> Plan:
    return Plan(
        title="Windows 7",
        seller="The shop",
        zone="Europe/Berlin",
        windows=tuple(windows),
        price=PRICE,
        pools=tuple(Pool(name, units) for name, units in pools or [("main", 20)]),
        limit=limit,
        hold_seconds=hold_seconds,
    )


def in_line(plan: Plan, line: Line = Line(10, 600)) -> Plan:  # noqa: B008 - a value
    return replace(plan, line=line)


def a_draft() -> Draft:
    return Draft(
        title="Windows 7",
        zone="Europe/Berlin",
        windows=[("2026-12-01T09:00:00", "2026-12-01T10:00:00")],
        price=PRICE,
        pools=[Pool("main", 20)],
        limit=3,
        hold_seconds=600,
    )


def a_sale(plan: Plan | None = None, state: State = State.PUBLISHED) -> Sale:
    return Sale(sale=SALE, plan=plan or a_plan(), state=state)


def a_change(at: int, what: str = "changed", reason: str = "a reason") -> Change:
    return Change(at, "marketer", what, reason)


def a_lot(available: int, *, number: int = 0, pool: str = "main", allotted: int = 16) -> Lot:
    return Lot(SALE, number, pool, allotted=allotted, available=available)


def a_reservation(claim: Claim | None = None, shopper: str = "shopper-00000001") -> Reservation:
    return Reservation(
        sale=SALE,
        shopper=shopper,
        pool="main",
        claim=claim or Claim(2, "claim001", OPENS + HOLD),
        price=PRICE,
    )


def an_order(
    reservation: Reservation | None = None,
    *,
    at: int = OPENS,
    prepaid: Prepaid | None = None,
    promise: Promise | None = None,
) -> Order:
    return placed(
        reservation or a_reservation(),
        title="Windows 7",
        home=0,
        delivery=DELIVERY,
        contact=CONTACT,
        at=at,
        prepaid=prepaid,
        promise=promise,
    )


def cancelled(order: Order, *, at: int = OPENS, resell: bool = True) -> Order:
    return order.moved(
        OrderState.CANCELLED, at=at, by=Actor.MARKETER, reason="no supply", resell=resell
    )
