"""What an answer says, without what may differ when the same is asked twice.

A repeated request may have made nothing new, at another instant, with another random id; whatever
else differs from the answer of an undisturbed run is a fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import singledispatch
from typing import Any

from msgspec.structs import replace

from sale_api.domain.basket import Basket
from sale_api.domain.errors import Refusal
from sale_api.domain.invitation import Batch
from sale_api.domain.order import Bar, Order
from sale_api.domain.sale import Sale
from sale_api.domain.waiting import Entry
from sale_api.ports import OrderSummary, Page
from sale_api.usecases.basket import Prepared
from sale_api.usecases.book import Booked, Result
from sale_api.usecases.hold import Hold
from sale_api.usecases.join import Joined
from sale_api.usecases.live import Live
from sale_api.usecases.place_order import Placed
from sale_api.usecases.plan_sale import Planned
from sale_api.usecases.status import Status
from sale_api.usecases.wait import Listed
from tests.crashes.stage import Stage
from tests.simulation.plans import somebody_at


@singledispatch
def told(answer: object) -> Any:
    """Return what an answer says to whoever asked."""
    if isinstance(answer, Sequence) and not isinstance(answer, str):
        return [told(each) for each in answer]
    return answer


@told.register
def _(answer: Refusal) -> Any:
    return answer.code


@told.register
def _(answer: Hold) -> Any:
    reservation = answer.reservation
    units = (reservation.pool, reservation.claim.quantity, reservation.price)
    return (*units, answer.order and told(answer.order))


@told.register
def _(answer: Basket) -> Any:
    return (answer.sale, answer.pool, answer.quantity, answer.delivery, answer.agreed)


@told.register
def _(answer: Prepared) -> Any:
    return (told(answer.basket), dict(answer.faults))


@told.register
def _(answer: Batch) -> Any:
    return (*answer.content, answer.revoked_at is None)


@told.register
def _(answer: Joined) -> Any:
    return (answer.ticket.sale, answer.ticket.window, answer.ticket.shopper)


@told.register
def _(answer: Entry) -> Any:
    events = [(event.what, event.by, event.quantity) for event in answer.history]
    return (answer.shopper, answer.pool, answer.quantity, events)


@told.register
def _(answer: Listed) -> Any:
    return (told(answer.entry), answer.hold and told(answer.hold))


@told.register
def _(answer: Booked) -> Any:
    # Asked again, a booking that has paid is known.
    result = Result.PAID if answer.result is Result.KNOWN else answer.result
    return (result, answer.order and told(answer.order))


@told.register
def _(answer: Placed) -> Any:
    return told(answer.order)


@told.register
def _(answer: Order) -> Any:
    events = [replace(event, at=0) for event in answer.history]
    units = (answer.claim.quantity, answer.resell)
    return (answer.shopper, units, answer.delivery, events, dict(answer.posted))


@told.register
def _(answer: OrderSummary) -> Any:
    return (answer.shopper, answer.quantity, answer.state, answer.version)


@told.register
def _(answer: Page) -> Any:
    return (told(answer.orders), answer.cursor is None)


@told.register
def _(answer: Planned) -> Any:
    return told(answer.sale)


@told.register
def _(answer: Sale) -> Any:
    what = [change.what for change in answer.history]
    added = [replace(addition, at=0) for addition in answer.additions]
    shown = [(draw.digest, draw.entrants, draw.beacon, bool(draw.seed)) for draw in answer.draws]
    return (answer.plan, answer.state, answer.version, answer.is_paused, what, added, shown)


@told.register
def _(answer: Live) -> Any:
    counts = (answer.available, answer.returned, answer.written_off, answer.held, answer.ordered)
    return (answer.units, *counts, dict(answer.orders))


@told.register
def _(answer: Status) -> Any:
    return (answer.phase, dict(answer.remaining), answer.sold_out)


def came_of(stage: Stage) -> Mapping[str, Any]:
    """Return what has come of everything: who has which order, where the units are, who was told.

    The same however often something was repeated, if no harm was done.
    """
    database = stage.database
    orders = [each for each in database.standing().values() if not isinstance(each, Bar)]
    lots = database.lots().values()
    mails = database.mails()
    warehouse: Any = database.stores.warehouse  # the one in memory shows what it was told
    return {
        "sale": told(database.sale()) if stage.has_sale else None,
        "orders": sorted(map(told, orders), key=repr),
        "stock": {
            pool: (
                sum(lot.available for lot in lots if lot.pool == pool),
                sum(lot.written_off for lot in lots if lot.pool == pool),
            )
            for pool in sorted({lot.pool for lot in lots})
        },
        "goods": {pool: (each.arrived, each.given) for pool, each in database.goods().items()},
        "line": sorted(entrant.ticket.shopper for entrant in database.entrants()),
        "list": sorted(map(told, database.entries().values())),
        "codes": sorted(
            (each.invitation, each.used_by, each.revoked_at is None)
            for each in database.invitations()
        ),
        "deliveries": [database.stores.shoppers.delivery(each.shopper) for each in orders],
        "baskets": told(
            database.stores.baskets.of_shopper(somebody_at(0, stage.plan.lot_count, 0))
        ),
        "sign-in": any(key.startswith("message") for key in mails),
        "warehouse": sorted({(kind, name.removeprefix(key)) for kind, name, key in warehouse.told}),
    }
