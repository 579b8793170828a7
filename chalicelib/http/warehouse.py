"""What goes to the warehouse and comes back, many orders at a time; and what could not be told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from chalicelib.http.admin_orders import CURSOR, NUMBER, shipment_of
from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.guard import UNKNOWN
from chalicelib.http.parsing.kinds import one_of, whole
from chalicelib.http.presenting.instants import instant
from chalicelib.http.presenting.packing import packing_csv
from sale_api.domain.errors import Refusal, TryAgain
from sale_api.domain.order import Order
from sale_api.ports import Dead, DeadLetter, Unknown
from sale_api.usecases.dead_letters import look_at_dead, redrive
from sale_api.usecases.deliver import deliver
from sale_api.usecases.pack import to_pack
from sale_api.usecases.ship import ship

MOST_ROWS = 50
MOST_REDRIVEN = 100


def list_packing(call: Call, sale: str) -> Answer:
    """The orders to be packed, as CSV, a page at a time."""
    call.marketer()
    fields = call.query()
    cursor = fields.optional("cursor", CURSOR, "")
    fields.finish()
    system = call.system
    page = to_pack(
        sale_id=sale,
        cursor=cursor or None,
        sales=system.sales,
        views=system.views,
        orders=system.orders,
    )
    return Answer(body={"csv": packing_csv(page.orders), "cursor": page.cursor})


def ship_many(call: Call) -> Answer:
    """Note that parcels are on their way; each stands for itself."""
    call.marketer()
    fields = call.body()
    rows = [
        (row.read("order", NUMBER), shipment_of(row)) for row in fields.each("shipments", MOST_ROWS)
    ]
    fields.finish()
    moves = [
        (order, partial(ship, shipment=shipment, now=call.now, orders=call.system.orders))
        for order, shipment in rows
    ]
    return Answer(body={"rows": [_row(order, move) for order, move in moves]})


def deliver_many(call: Call) -> Answer:
    """Note that parcels have come; each stands for itself."""
    call.marketer()
    fields = call.body()
    rows = [row.read("order", NUMBER) for row in fields.each("deliveries", MOST_ROWS)]
    fields.finish()
    move = partial(deliver, now=call.now, orders=call.system.orders)
    return Answer(body={"rows": [_row(order, move) for order in rows]})


def _row(order: str, move: Callable[..., Order]) -> dict[str, object]:
    try:
        return {"order": order, "state": move(order_id=order).state}
    except Unknown:
        refusal: Refusal = TryAgain(UNKNOWN)
    except Refusal as refused:
        refusal = refused
    return {"order": order, "code": refusal.code, "detail": refusal.detail}


def show_dead(call: Call) -> Answer:
    """Some of a queue's dead letters, which stay there."""
    call.marketer()
    fields = call.query()
    dead = fields.read("queue", one_of(Dead))
    fields.finish()
    letters = look_at_dead(dead=dead, queues=call.system.queues)
    return Answer(body={"queue": dead, "letters": [_letter(each) for each in letters]})


def redrive_dead(call: Call) -> Answer:
    """Send a queue's dead letters to the workers again."""
    call.marketer()
    fields = call.body()
    dead = fields.read("queue", one_of(Dead))
    most = fields.optional("most", whole(1, MOST_REDRIVEN), MOST_REDRIVEN)
    fields.finish()
    sent = redrive(dead=dead, most=most, queues=call.system.queues)
    return Answer(body={"queue": dead, "redriven": sent})


def _letter(letter: DeadLetter) -> dict[str, object]:
    return {"message": letter.message, "sent_at": instant(letter.sent_at), "body": letter.body}
