"""Publish: freeze the plan, lay out its lots and levels, then let the sale be seen."""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.errors import WrongState
from sale_api.domain.goods import Arrivals
from sale_api.domain.levels import Levels
from sale_api.domain.sale import Change, Sale, State
from sale_api.ports import Chance, Goods, Lots, Published, Sales, Seeds
from sale_api.usecases.draws import with_draws
from sale_api.usecases.steer import steer


def publish(
    *,
    sale_id: str,
    by: str,
    now: int,
    sales: Sales,
    lots: Lots,
    published: Published,
    goods: Goods,
    seeds: Seeds,
    chance: Chance,
) -> Sale:
    """Make a planned sale public; publishing again, or after a crash, goes on where it stopped.

    The plan is frozen by a write of its own before the first lot exists, so whoever repeats this
    lays out the same lots; each is created only if it does not exist, since by then it may have
    claims. One write a lot, and four; one more for each pool to come and, with a line, each window.
    """

    def public(sale: Sale) -> Sale:
        return sale if sale.is_public else with_draws(_public(sale, by, now), seeds, chance)

    sale = steer(sale_id=sale_id, sales=sales, step=lambda sale: _frozen(sale, by, now))
    if sale.state is State.PUBLISHED:
        return sale
    laid_out = sale.layout.planned_lots()
    lots.create(laid_out)
    published.create(Levels(sale_id, tuple(lot.available for lot in laid_out)))
    for pool in sale.plan.pools:
        if pool.to_come:
            goods.create(Arrivals(sale_id, pool.pool))
    return steer(sale_id=sale_id, sales=sales, step=public)


def _frozen(sale: Sale, by: str, now: int) -> Sale:
    if sale.state is not State.DRAFT:
        return sale
    if sale.ends_at <= now:
        detail = "Its windows are over; plan a coming one before you publish."
        raise WrongState(detail, state=sale.state)
    change = Change(now, by, "frozen for publication")
    return replace(sale.changed(change), state=State.PUBLISHING)


def _public(sale: Sale, by: str, now: int) -> Sale:
    return replace(sale.changed(Change(now, by, "published")), state=State.PUBLISHED)
