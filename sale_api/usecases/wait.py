"""The waiting list: join it when nothing is left, see where one stands, leave it."""

from __future__ import annotations

from typing import NamedTuple

from sale_api.domain.errors import NotFound, TryAgain
from sale_api.domain.identifiers import order_id
from sale_api.domain.waiting import Entry, EntryState
from sale_api.ports import Lots, Orders, Unmet, Waiting
from sale_api.usecases.give_back import give_back
from sale_api.usecases.hold import Hold, held
from sale_api.usecases.watch import Watch

TRIES = 4


class Listed(NamedTuple):
    """An entry, whether this request wrote it, and what is offered to its shopper just now."""

    entry: Entry
    new: bool = False
    hold: Hold | None = None


def look_at_list(
    *,
    sale_id: str,
    shopper: str,
    now: int,
    watch: Watch,
    waiting: Waiting,
    lots: Lots,
    orders: Orders,
) -> Listed:
    """Return a shopper's entry, with what is offered; `NotFound` if there is none, or no sale.

    One read; three while units are offered.
    """
    watch.sale(sale_id, now)
    entry = waiting.find(sale_id, shopper)
    if entry is None:
        raise NotFound("You are not on the waiting list of this sale.")
    if entry.state is not EntryState.OFFERED:
        return Listed(entry)
    try:
        hold = held(
            sale_id=sale_id, shopper=shopper, now=now, watch=watch, lots=lots, orders=orders
        )
    except NotFound:
        return Listed(entry)  # it has run out by now
    return Listed(entry, hold=hold if hold.reservation.order == entry.order else None)


def leave_list(
    *,
    sale_id: str,
    shopper: str,
    only: int | None = None,
    now: int,
    watch: Watch,
    waiting: Waiting,
    lots: Lots,
    orders: Orders,
) -> None:
    """Leave the list, and let go of what was offered; not standing there is the same answer.

    `only` names the version that is meant, and with it the offer that followed it. Raises
    `NotFound` without such a sale, `WrongState` if the offer has become an order, and `TryAgain`.
    One read and one write; with an offer four requests more.
    """
    watch.sale(sale_id, now)
    for _ in range(TRIES):
        entry = waiting.find(sale_id, shopper)
        if entry is None:
            return
        meant = only in {None, entry.version}
        if entry.state is EntryState.OFFERED and (meant or only == entry.version - 1):
            _decline(entry, now, watch, lots, orders)
            return
        if entry.state is not EntryState.WAITING or not meant:
            return
        try:
            waiting.leave(entry.left(now))
        except Unmet:
            continue
        return
    raise TryAgain("The list is moving just now; ask again.")


def _decline(entry: Entry, now: int, watch: Watch, lots: Lots, orders: Orders) -> None:
    sale = watch.sale(entry.sale, now)
    (lot,) = lots.look(sale.sale, [sale.home_of(entry.shopper)])
    claim = lot.claims.get(entry.shopper)
    if claim is None or order_id(sale.sale, entry.shopper, claim.claim) != entry.order:
        return  # it was let go before
    give_back(
        sale_id=sale.sale,
        shopper=entry.shopper,
        only=claim.claim,
        now=now,
        watch=watch,
        lots=lots,
        orders=orders,
    )
