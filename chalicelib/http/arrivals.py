"""Goods to come, as marketers note them when they are there."""

from __future__ import annotations

from chalicelib.http.answers import Answer
from chalicelib.http.call import Call
from chalicelib.http.parsing.kinds import matching, whole
from chalicelib.http.parsing.plans import POOL
from sale_api.domain.adding import ADDITION_NAME
from sale_api.domain.goods import Arrivals
from sale_api.domain.pools import MOST_UNITS
from sale_api.usecases.arrive import arrive

ARRIVAL = matching(ADDITION_NAME, "Use 1 to 40 of A-Z, a-z, 0-9, - and _.")


def note_arrival(call: Call, sale: str) -> Answer:
    """Count units as arrived; the same arrival again, the same answer."""
    call.marketer()
    fields = call.body()
    arrival = fields.read("arrival", ARRIVAL)
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
