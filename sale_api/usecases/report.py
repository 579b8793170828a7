"""The public report on a sale that is over: where its units went, and who was served when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sale_api.domain.moves import OrderState
from sale_api.domain.report import refuse_until_over
from sale_api.domain.sale import Sale
from sale_api.ports import Lots, OrderSummary, OrderViews, Waited, Waiting
from sale_api.usecases.watch import Watch

PAGE = 500


class Units(NamedTuple):
    """Where all units of a sale are; `held` ones are on their way back, for a minute or two.

    While its waiting list goes on they may also be offered to who waited.
    """

    units: int
    left: int
    written_off: int
    held: int
    ordered: int


class Served(NamedTuple):
    """A page of a sale's orders, the oldest first, and the instant that the next begins with."""

    orders: Sequence[OrderSummary]
    following: int | None


def finished(*, sale_id: str, now: int, watch: Watch, grace_ms: int) -> Sale:
    """Return a public sale that is over, from memory; `NotFound`, or `WrongState` until then."""
    sale = watch.sale(sale_id, now)
    refuse_until_over(sale, now, grace_ms)
    return sale


def where_units_went(sale: Sale, lots: Lots) -> Units:
    """Count the units; reads every lot, one request for each hundred."""
    seen = lots.look(sale.sale, range(sale.layout.lot_count))
    claims = [claim for lot in seen for claim in lot.claims.values()]
    return Units(
        units=sum(lot.allotted for lot in seen),
        left=sum(lot.available + lot.returned for lot in seen),
        written_off=sum(lot.written_off for lot in seen),
        held=sum(claim.quantity for claim in claims if not claim.settled),
        ordered=sum(claim.quantity for claim in claims if claim.settled),
    )


def who_waited(sale: Sale, waiting: Waiting) -> Waited | None:
    """Count who waited; None without a list. 32 requests, or one for each MB, read twice."""
    return None if sale.plan.waitlist is None else waiting.counts(sale.sale)


def by_state(sale: Sale, views: OrderViews) -> Mapping[OrderState, int]:
    """Count a sale's orders by state. One request for each MB of them."""
    return views.counts(sale.sale)


def served(*, sale: str, start: int, most: int = PAGE, views: OrderViews) -> Served:
    """Return the orders that were placed from `start` on, a page of them.

    Pages are cut between instants, so that an instant says where the next one begins, and nothing
    else of an order. One request; more only where as many as a page holds share an instant.
    """
    while True:
        found = views.placed_from(sale, start, most + 1)
        if len(found) <= most:
            return Served(found, None)
        following = found[-1].placed_at
        page = [order for order in found if order.placed_at < following]
        if page:
            return Served(page, following)
        most *= 2
