"""Add stock to a published sale: into the plan first, then as lots of its own, then on sale.

Home lots stay as they are: what is added is lent. Whoever stops half way leaves a plan that says
what is missing; the keeper lays it out, and so does whoever asks again.
"""

from __future__ import annotations

from sale_api.domain.adding import with_stock
from sale_api.domain.plan import Addition
from sale_api.domain.sale import Sale
from sale_api.ports import Lots, Published, Sales
from sale_api.usecases.keep import promote
from sale_api.usecases.steer import steer


def add_stock(
    *,
    sale_id: str,
    addition_id: str,
    pool: str | None = None,
    units: int,
    by: str,
    now: int,
    sales: Sales,
    lots: Lots,
    published: Published,
) -> Sale:
    """Add units to a pool, the plan's first unless named, under an id that the marketer chose.

    Asked again, it is the same addition; raises the refusals of `with_stock`. Cost: a read and a
    write of the plan, two requests for each hundred added lots, one write and one transaction for
    each new one.
    """

    def step(sale: Sale) -> Sale:
        addition = Addition(addition_id, sale.plan.pool_named(pool), units, now)
        return with_stock(sale, addition, by)

    sale = steer(sale_id=sale_id, sales=sales, step=step)
    lots.create(sale.layout.added_lots())
    if sale.plan.waitlist is not None:
        return sale  # the keeper offers it to who waits, and puts the rest on sale
    promote(sale_id=sale_id, numbers=sale.layout.added_numbers, lots=lots, published=published)
    return sale
