"""Values of the product as hypothesis draws them: whatever the rules and the parsers let in.

Over 200 lines because every kind of value has its one strategy here.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from typing import Final
from zoneinfo import available_timezones

from hypothesis import reject
from hypothesis import strategies as st

from chalicelib.http.parsing.countries import COUNTRIES
from chalicelib.http.parsing.kinds import UNCLEAN_LINE, UNCLEAN_LINES
from sale_api.domain.access import Admitted
from sale_api.domain.circles import CIRCLE_LIMITS
from sale_api.domain.contact import Contact, Delivery
from sale_api.domain.errors import InvalidRequest
from sale_api.domain.history import Note, NoteKind, Shipment, entered
from sale_api.domain.hours import UNPORTABLE, moment_of, zone_named
from sale_api.domain.levels import HOLDER_BYTES, Levels
from sale_api.domain.lot import Claim, Lot, cut
from sale_api.domain.money import CURRENCIES, Money
from sale_api.domain.moves import MOVES, Actor, OrderState, allowed
from sale_api.domain.order import Order
from sale_api.domain.order import placed as placed_order
from sale_api.domain.payment import Prepayment
from sale_api.domain.plan import (
    CHOSEN_NAME,
    POOL_NAME,
    SALE_NAME,
    Access,
    Addition,
    Line,
    Plan,
    Pool,
    Remaining,
)
from sale_api.domain.planning import (
    EARLIEST,
    HOLD_SECONDS,
    LARGEST_PRICE_MINOR,
    LATEST,
    Draft,
    plan_from,
)
from sale_api.domain.pools import PAY_SECONDS
from sale_api.domain.promise import Promise
from sale_api.domain.reservation import Reservation
from sale_api.domain.sale import Change, Pause, Sale, State
from sale_api.domain.waiting import LIST_DAYS, OFFER_SECONDS, Waitlist

BASE64: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ZONES: Final = sorted(
    name for name in available_timezones() - UNPORTABLE if not name.startswith(("posix/", "right/"))
)
INSTANTS = st.integers(EARLIEST, LATEST)
SALE_NAMES = st.from_regex(SALE_NAME, fullmatch=True)
POOL_NAMES = st.from_regex(POOL_NAME, fullmatch=True)
SHOPPERS = st.binary(min_size=12, max_size=12).map(lambda raw: urlsafe_b64encode(raw).decode())
CLAIM_IDS = st.text(BASE64, min_size=8, max_size=8)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), inner)
    ),
    max_leaves=5,
)


def lines(most: int, *, least: int = 1) -> st.SearchStrategy[str]:
    """Texts of one line as the parsers leave them: trimmed, without control characters."""
    return (
        st.text(st.characters(exclude_categories=["Cs"]), max_size=most)
        .map(lambda text: re.sub(UNCLEAN_LINE, "", text).strip())
        .filter(lambda text: len(text) >= least)
    )


MONEY = st.builds(Money, st.integers(0, LARGEST_PRICE_MINOR), st.sampled_from(sorted(CURRENCIES)))
CLAIMS = st.builds(
    Claim,
    quantity=st.integers(1, 32),
    claim=CLAIM_IDS,
    deadline=INSTANTS,
    lender=st.none() | st.integers(0, 1) | st.integers(0, 10_000),
    settled=st.booleans(),
    offered=st.booleans(),
)
LOTS = st.builds(
    Lot,
    sale=SALE_NAMES,
    number=st.integers(0, 100_000),
    pool=POOL_NAMES,
    allotted=st.integers(0, 64),
    available=st.integers(0, 64),
    returned=st.integers(0, 64),
    written_off=st.integers(0, 64),
    claims=st.dictionaries(SHOPPERS, CLAIMS, max_size=4),
)
LEVELS = st.builds(
    Levels,
    sale=SALE_NAMES,
    levels=st.lists(st.integers(0, 255), min_size=1, max_size=9).map(tuple),
    lease=st.integers(0, 10**9),
    generation=st.integers(0, 10**9),
    held_until=INSTANTS | st.just(0),
    holders=st.frozensets(st.binary(min_size=HOLDER_BYTES, max_size=HOLDER_BYTES), max_size=9),
)
RESERVATIONS = st.builds(
    Reservation,
    sale=SALE_NAMES,
    shopper=SHOPPERS,
    pool=POOL_NAMES,
    claim=st.builds(
        Claim,
        st.integers(1, 32),
        CLAIM_IDS,
        INSTANTS,
        st.none() | st.integers(0, 99),
        offered=st.booleans(),
    ),
    price=MONEY,
)
DELIVERIES = st.builds(
    Delivery,
    name=lines(30),
    street=lines(30),
    postcode=lines(20),
    city=lines(30),
    country=st.sampled_from(sorted(COUNTRIES)),
)
EMAILS = st.builds(
    "{}@{}.example".format,
    st.text("abcXYZ019.+", min_size=1, max_size=9).map(lambda text: text.strip(".") or "anna"),
    st.text("abcxyz", min_size=1, max_size=9),
)
CONTACTS = st.builds(
    Contact, email=EMAILS, language=st.sampled_from(["de", "en"]), zone=st.sampled_from(ZONES)
)
DAYS = st.just("") | st.dates().map(lambda day: day.isoformat())
PROMISES = st.builds(
    lambda place, days, to_come: Promise(place, min(days), max(days), to_come),
    lines(20, least=0),
    st.tuples(DAYS, DAYS),
    st.booleans(),
)
PREPAYMENTS = st.builds(
    Prepayment,
    holder=lines(20),
    iban=st.sampled_from(["DE89370400440532013000", "GB82WEST12345698765432"]),
    bic=st.sampled_from(["", "COBADEFFXXX"]),
    pay_seconds=st.integers(1_000, PAY_SECONDS[-1]),
    remind_seconds=st.integers(1, 999),
)
PREPAID = st.builds(Prepayment.asked, PREPAYMENTS, INSTANTS)
NOTES = st.builds(
    Note,
    st.sampled_from(NoteKind),
    lines(9),
    text=st.none() | lines(20),
    on=st.none() | st.dates().map(lambda day: day.isoformat()),
)
SHIPMENTS = st.builds(Shipment, carrier=lines(20), number=lines(20), link=lines(40, least=0))


WAITLISTS = st.builds(Waitlist, st.sampled_from(OFFER_SECONDS), st.sampled_from(LIST_DAYS))
CIRCLES = st.none() | st.sampled_from(CIRCLE_LIMITS)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A checked plan, as a marketer may have written it."""
    units = draw(st.lists(st.integers(1, 400), min_size=1, max_size=4))
    names = draw(st.lists(POOL_NAMES, min_size=len(units), max_size=len(units), unique=True))
    promises = [draw(PROMISES) for _ in units]
    zone = draw(st.sampled_from(ZONES))
    count = draw(st.integers(1, 3))
    seconds = st.lists(
        st.integers(EARLIEST // 1000, LATEST // 1000 - 1),
        min_size=2 * count,
        max_size=2 * count,
        unique=True,
    )
    shown = [
        moment_of(second * 1000, zone_named(zone)).replace(tzinfo=None).isoformat()
        for second in sorted(draw(seconds))
    ]
    line = draw(st.none() | st.just(Line(0, 0)))
    admitted = [
        draw(
            st.sampled_from(
                [Admitted(), Admitted(Access.REGISTERED, opens), Admitted(Access.INVITED)]
            )
        )
        for opens in shown[::2]
    ]
    price = draw(MONEY)
    reference = draw(st.none() | st.integers(0, LARGEST_PRICE_MINOR))
    draft = Draft(
        title=draw(lines(40)),
        description=re.sub(UNCLEAN_LINES, "", draw(st.text(max_size=40))).strip(),
        seller=draw(lines(20, least=0)),
        contact=draw(st.just("") | EMAILS),
        zone=zone,
        windows=list(zip(shown[::2], shown[1::2], strict=True)),
        admitted=admitted if line else (),
        line=line,
        price=price,
        reference_price=None if reference is None else Money(reference, price.currency),
        pools=[
            Pool(name, count, promise.place, promise.delivers_from, promise.delivers_by)
            for name, count, promise in zip(names, units, promises, strict=True)
        ],
        prepayment=draw(st.none() | PREPAYMENTS),
        waitlist=draw(st.none() | WAITLISTS),
        limit=draw(st.integers(1, min(min(cut(count)) for count in units))),
        hold_seconds=draw(st.sampled_from(HOLD_SECONDS)),
        remaining=draw(st.sampled_from(Remaining)),
        refuse_throwaway=draw(st.booleans()),
        domain_limit=draw(CIRCLES) if line else None,
        household_limit=draw(CIRCLES),
    )
    try:
        return plan_from(draft)
    except InvalidRequest:
        reject()  # a wall time that clocks show twice


PAUSES = st.builds(Pause, INSTANTS, st.none() | INSTANTS, lines(20, least=0))
CHANGES = st.builds(Change, INSTANTS, lines(20), lines(20), lines(20, least=0))


@st.composite
def sales(draw: st.DrawFn) -> Sale:
    """A sale of a checked plan to which stock was added, in any state."""
    plan = draw(plans())
    addition = st.builds(
        Addition,
        st.from_regex(CHOSEN_NAME, fullmatch=True),
        st.sampled_from([pool.pool for pool in plan.pools]),
        st.integers(1, 100),
        INSTANTS,
    )
    return Sale(
        sale=draw(SALE_NAMES),
        plan=plan,
        version=draw(st.integers(1, 999)),
        state=draw(st.sampled_from(State)),
        additions=tuple(draw(st.lists(addition, max_size=3))),
        pauses=tuple(draw(st.lists(PAUSES, max_size=2))),
        closed_at=draw(st.none() | INSTANTS),
        history=tuple(draw(st.lists(CHANGES, max_size=3))),
    )


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """An order with any history that the moves allow, notes among them."""
    order = placed_order(
        draw(RESERVATIONS),
        title=draw(lines(40)),
        seller=draw(lines(20, least=0)),
        seller_contact=draw(st.just("") | EMAILS),
        home=draw(st.integers(0, 9_999)),
        delivery=draw(DELIVERIES),
        contact=draw(CONTACTS),
        at=draw(INSTANTS),
        prepaid=draw(st.none() | PREPAID),
        promise=draw(st.none() | PROMISES),
    )
    for _ in range(draw(st.integers(0, 5))):
        order = draw(moves(order) | notes(order) if open_to(order) else notes(order))
    return order


def open_to(order: Order) -> list[OrderState]:
    """Return the states that an order can be moved to."""
    return [to for to in OrderState if allowed(entered(order.history), to)]


@st.composite
def moves(draw: st.DrawFn, order: Order) -> Order:
    """What one move makes of an order that has not ended, with whatever may be said of it."""
    to = draw(st.sampled_from(open_to(order)))
    return order.moved(
        to,
        at=draw(INSTANTS),
        by=draw(st.sampled_from(sorted(MOVES[order.state][to].by))),
        reason=draw(lines(20)),
        shipment=draw(st.none() | SHIPMENTS),
        detail=draw(st.none() | lines(20)),
        amount=draw(st.none() | MONEY),
        resell=draw(st.booleans()),
    )


def notes(order: Order) -> st.SearchStrategy[Order]:
    """What a note makes of an order that has none of its kind and id."""
    new = NOTES.filter(lambda note: order.note(note.kind, note.id) is None)
    return st.builds(order.noted, new, at=INSTANTS, by=st.sampled_from(Actor))
