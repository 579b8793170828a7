"""Goods as marketers note them when they are there, or say that they come later."""

from __future__ import annotations

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.orders import REASON_LENGTH
from chalicelib.http.parsing.kinds import text, whole
from chalicelib.http.parsing.names import POOL
from chalicelib.http.parsing.plans import A_DAY, CHOSEN
from chalicelib.http.presenting.plans import admin_sale
from sale_api.domain.goods import Arrivals
from sale_api.domain.plan import MOST_UNITS
from sale_api.usecases.arrive import arrive
from sale_api.usecases.delay import delay_goods


def note_arrival(call: Call, sale: str) -> Answer:
    """Count units as arrived; the same arrival again, the same answer."""
    call.marketer()
    fields = call.body()
    arrival = fields.read("arrival", CHOSEN)
    pool = fields.read("pool", POOL)
    units = fields.read("units", whole(1, MOST_UNITS))
    fields.finish()
    goods = arrive(
        sale_id=sale,
        pool=pool,
        arrival=arrival,
        units=units,
        sales=call.system.sales,
        goods=call.system.goods,
    )
    return Answer(body=_shown(goods))


def say_later(call: Call, sale: str) -> Answer:
    """Say that goods of a pool come later; who ordered them is told within minutes."""
    by = call.marketer()
    fields = call.body()
    pool = fields.read("pool", POOL)
    delivers_by = fields.read("delivers_by", A_DAY)
    reason = fields.read("reason", text(REASON_LENGTH))
    fields.finish()
    delayed = delay_goods(
        sale_id=sale,
        pool=pool,
        delivers_by=delivers_by,
        reason=reason,
        by=by,
        now=call.now,
        sales=call.system.sales,
    )
    body = admin_sale(delayed, call.now)
    return Answer(body=body, headers={"ETag": f'"{delayed.version}"'})


def _shown(goods: Arrivals) -> dict[str, object]:
    """Return what has arrived of a pool, and how much of it was allotted to orders."""
    return {
        "sale": goods.sale,
        "pool": goods.pool,
        "arrived": goods.arrived,
        "allotted": goods.given,
        "arrivals": [
            {"arrival": arrival, "units": units} for arrival, units in goods.arrivals.items()
        ],
    }
