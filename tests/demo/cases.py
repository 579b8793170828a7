"""A small sale that went well, as books and as a journal, for tests to spoil in one place each."""

from dataclasses import replace

from infra.local.crowd.journal import Ask, Bought, Fate, Hold, Journal, Step
from infra.local.verdict.books import Books, Claim, Lot, Notice, Order, Queue
from infra.local.verdict.costs import Costs

PRICE = 4_997
EVENTS = ("placed", "in_fulfilment")
CHEAP = Costs(
    writes_for_nothing=0,
    writes_per_refusal=0.0,
    refusing_reads_mean=1.0,
    reads_mean=1.0,
    reads_most=3,
    reads_by_table={"sales": 1.0},
    api_processes=2,
)


def order_of(shopper: str, quantity: int) -> Order:
    return Order(
        order=f"order-{shopper}",
        shopper=shopper,
        claim=f"claim-{shopper}",
        quantity=quantity,
        total_minor=quantity * PRICE,
        state=EVENTS[-1],
        email=f"{shopper}@example.com",
        events=EVENTS,
    )


def notices_of(order: Order) -> tuple[Notice, ...]:
    return tuple(
        Notice(order.email, order.order, number, f"{order.order}-{number}")
        for number in range(1, len(order.events) + 1)
    )


def good_books() -> Books:
    """Four units in two lots: ann has two, one of them could not be had at home; ben has one."""
    ann, ben = order_of("ann", 2), order_of("ben", 2)
    lots = (
        Lot(
            0, 2, 0, 0, 0, (Claim("ann", "claim-ann", 2, 0, 0), Claim("ben", "claim-ben", 2, 0, 1))
        ),
        Lot(1, 2, 0, 0, 0),
    )
    return Books(
        units=4,
        price_minor=PRICE,
        lots=lots,
        orders=(ann, ben),
        notices=notices_of(ann) + notices_of(ben),
        queues=(Queue("notices", 0, 0),),
    )


def fate_of(number: int, order: Order) -> Fate:
    hold = Hold(
        order.claim, order.quantity, from_at=1_000 + number, deadline_at=9_000, ordered=True
    )
    bought = Bought(order.order, order.quantity, order.total_minor, "link")
    return Fate(
        number=number,
        email=order.email,
        shopper=order.shopper,
        holds=[hold],
        orders={order.order: bought},
    )


def good_journal() -> Journal:
    """Ann and ben bought; cal wanted one and was refused."""
    journal = Journal()
    for number, order in enumerate(good_books().orders):
        journal.fates[number] = fate_of(number, order)
        journal.tell(Ask(number, Step.RESERVE, 201, "", 0.2, 1, first=True))
        journal.tell(Ask(number, Step.ORDER, 201, "", 0.1, 1))
    journal.fates[2] = Fate(2, "cal@example.com", shopper="cal", refused_for=1)
    journal.tell(Ask(2, Step.RESERVE, 409, "sold_out", 0.3, 1, first=True))
    return journal


def with_lot(books: Books, number: int, **changes: object) -> Books:
    lots = tuple(
        replace(lot, **changes) if lot.number == number else lot  # type: ignore[arg-type]
        for lot in books.lots
    )
    return replace(books, lots=lots)
