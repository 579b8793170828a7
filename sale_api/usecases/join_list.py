"""Join the waiting list of a sale: one write, and where one stands is fixed by it."""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.admission import refuse_anothers
from sale_api.domain.circles import UNKNOWN_ORIGIN, Origin, refuse_throwaway
from sale_api.domain.contact import Contact
from sale_api.domain.errors import LimitReached, NotFound, RequestReused, TryAgain, WrongState
from sale_api.domain.moves import Actor
from sale_api.domain.order import Bar, Order
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Ticket
from sale_api.domain.turns import first_turn, late_turn
from sale_api.domain.waiting import MOST_JOINS, Entry, EntryEvent, EntryState
from sale_api.ports import Lots, Orders, Unmet, Waiting
from sale_api.usecases.hold import held
from sale_api.usecases.stock import Stock
from sale_api.usecases.wait import TRIES, Listed
from sale_api.usecases.watch import Watch

NO_LIST = "This sale has no waiting list."


def join_list(
    *,
    sale_id: str,
    shopper: str,
    contact: Contact,
    quantity: int,
    pool: str | None = None,
    ticket: Ticket | None = None,
    origin: Origin = UNKNOWN_ORIGIN,
    now: int,
    watch: Watch,
    waiting: Waiting,
    lots: Lots,
    orders: Orders,
) -> Listed:
    """Join for units that are not left; again, it is the same entry, in the same place.

    Whoever does not wait any more joins again, behind all who came by then. Raises `NotFound`
    without a list, the refusals of a sale that is not open, `InvalidRequest` and `NotAdmittedYet`
    of a line, `LimitReached`, `WrongState` while so many are on sale, and `RequestReused` for who
    holds something, or waits for something else. One write; two, and two reads, to join again.
    """
    sale = watch.sale(sale_id, now)
    if sale.plan.waitlist is None:
        raise NotFound(NO_LIST)
    refuse_anothers(ticket, sale_id, shopper)
    sale.refuse_unless_open(now)
    refuse_throwaway(origin, refused=sale.plan.refuse_throwaway)
    wanted = sale.plan.pool_named(pool)
    turn = first_turn(sale, shopper, wanted, ticket, now)
    stock = watch.stock(sale, now)
    _refuse_who_can_reserve(stock, wanted, quantity)
    if stock.levels.holds(shopper):
        _refuse_who_holds(sale_id, shopper, now, watch=watch, lots=lots, orders=orders)
    wish = _wish(sale, shopper, wanted, quantity, turn=turn, contact=contact, at=now)
    standing = waiting.join(wish)
    if standing.history == wish.history:
        return Listed(standing, new=True)
    return _joined_again(sale, standing, wish, waiting, orders)


def _wish(
    sale: Sale, shopper: str, pool: str, quantity: int, *, turn: str, contact: Contact, at: int
) -> Entry:
    return Entry(
        sale=sale.sale,
        shopper=shopper,
        pool=pool,
        quantity=quantity,
        price=sale.plan.price,
        contact=contact,
        turn=turn,
        history=(EntryEvent(at, EntryState.WAITING, Actor.SHOPPER, quantity),),
    )


def _refuse_who_can_reserve(stock: Stock, pool: str, quantity: int) -> None:
    limit = stock.sale.plan.limit
    if quantity > limit:
        raise LimitReached(f"Ask for at most {limit}: that is the limit.", limit=limit)
    if stock.largest(pool) >= quantity:
        raise WrongState("Units are on sale; reserve them.", state="on_sale")


def _refuse_who_holds(
    sale_id: str, shopper: str, now: int, *, watch: Watch, lots: Lots, orders: Orders
) -> None:
    """Raise `RequestReused` for who has units of their own; an offer is answered by the list."""
    try:
        hold = held(
            sale_id=sale_id, shopper=shopper, now=now, watch=watch, lots=lots, orders=orders
        )
    except NotFound:
        return
    if hold.order is not None or not hold.reservation.claim.offered:
        raise RequestReused("You hold units already; who waits has none.", standing=hold)


def _joined_again(
    sale: Sale, standing: Entry, wish: Entry, waiting: Waiting, orders: Orders
) -> Listed:
    for _ in range(TRIES):
        if standing.state is EntryState.WAITING:
            if (standing.quantity, standing.pool) != (wish.quantity, wish.pool):
                detail = "You wait for other units already; leave the list to change that."
                raise RequestReused(detail, standing=standing)
            return Listed(standing)
        ended_at = _ended_at(standing, orders)
        if ended_at is None:
            return Listed(standing)
        if standing.joins >= MOST_JOINS:
            detail = f"One can join the list of a sale {MOST_JOINS} times."
            raise LimitReached(detail, limit=MOST_JOINS)
        now = wish.history[0].at
        turn = late_turn(sale, wish.shopper, wish.pool, now=now, ended_at=ended_at)
        again = standing.joined_again(replace(wish, turn=turn))
        try:
            waiting.join_again(again)
        except Unmet:
            standing = waiting.find(wish.sale, wish.shopper) or standing
            continue
        return Listed(again, new=True)
    raise TryAgain("The list is moving just now; ask again.")


def _ended_at(entry: Entry, orders: Orders) -> int | None:
    """Return when an entry ended that does not wait; None: what was offered is still theirs.

    The entry of an offer lags behind: what became of it stands under its order key.
    """
    if entry.state is not EntryState.OFFERED:
        return entry.history[-1].at
    standing = orders.find(entry.order)
    if standing is None or (isinstance(standing, Order) and standing.is_in_force):
        return None
    return standing.at if isinstance(standing, Bar) else standing.history[-1].at
