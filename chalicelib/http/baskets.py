"""Preparing a basket before a sale opens; its owner alone sees it."""

from __future__ import annotations

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.parsing.kinds import YES, one_of, whole
from chalicelib.http.parsing.names import POOL
from chalicelib.http.parsing.people import read_delivery
from chalicelib.http.presenting.baskets import basket_shown
from sale_api.domain.payment import Payment
from sale_api.domain.plan import MOST_UNITS
from sale_api.usecases import basket as baskets


def show_basket(call: Call, sale: str) -> Answer:
    """The basket, and what of it does not fit any more."""
    found = baskets.prepared(
        sale_id=sale,
        shopper=call.shopper().shopper,
        now=call.now,
        watch=call.system.watch,
        baskets=call.system.baskets,
    )
    return Answer(body=basket_shown(found))


def prepare_basket(call: Call, sale: str) -> Answer:
    """Keep a basket in place of the one before."""
    who = call.shopper()
    fields = call.body()
    quantity = fields.read("quantity", whole(1, MOST_UNITS))
    pool = fields.optional("pool", POOL, "")
    delivery = read_delivery(fields.nested("delivery"))
    payment = fields.read("payment", one_of(Payment))
    fields.read("consent", YES)
    fields.finish()
    kept = baskets.prepare(
        sale_id=sale,
        shopper=who.shopper,
        quantity=quantity,
        pool=pool or None,
        delivery=delivery,
        payment=payment,
        now=call.now,
        watch=call.system.watch,
        baskets=call.system.baskets,
    )
    return Answer(body=basket_shown(kept))


def drop_basket(call: Call, sale: str) -> Answer:
    """Take the basket away."""
    baskets.drop(
        sale_id=sale,
        shopper=call.shopper().shopper,
        now=call.now,
        watch=call.system.watch,
        baskets=call.system.baskets,
    )
    return Answer(status=204)
