"""Live counts for the marketer: where every unit is just now, orders by state, queues."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sale_api.domain.moves import OrderState
from sale_api.domain.sale import Sale
from sale_api.ports import Lots, OrderViews, Queue, Queues, Sales
from sale_api.usecases.steer import read_sale


class Live(Struct, frozen=True, kw_only=True):
    """Units by where they are; `held` lie in baskets, `ordered` are settled as orders' units.

    A claim counts as held until it is settled: a moment after its order, or, if the relay could
    not, once the keeper comes after its deadline.
    """

    sale: Sale
    units: int
    available: int
    returned: int
    written_off: int
    held: int
    ordered: int
    orders: Mapping[OrderState, int]
    queues: Mapping[Queue, tuple[int, int]]


def live(*, sale_id: str, sales: Sales, lots: Lots, views: OrderViews, queues: Queues) -> Live:
    """Return the counts; reads every lot, one request for each hundred, and the lists."""
    sale = read_sale(sale_id=sale_id, sales=sales)
    seen = lots.look(sale_id, range(sale.layout.lot_count)) if sale.is_public else []
    claims = [claim for lot in seen for claim in lot.claims.values()]
    return Live(
        sale=sale,
        units=sum(lot.allotted for lot in seen),
        available=sum(lot.available for lot in seen),
        returned=sum(lot.returned for lot in seen),
        written_off=sum(lot.written_off for lot in seen),
        held=sum(claim.quantity for claim in claims if not claim.settled),
        ordered=sum(claim.quantity for claim in claims if claim.settled),
        orders=views.counts(sale_id),
        queues=queues.depths(),
    )
