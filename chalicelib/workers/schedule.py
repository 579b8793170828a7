"""What the schedule calls: the keeper looks after each sale that may still have claims."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from chalicelib.wiring import System, system
from sale_api.ports import Unknown
from sale_api.usecases.allot import Depot, allot
from sale_api.usecases.collect import collect
from sale_api.usecases.delay import tell_later
from sale_api.usecases.keep import keep, needs_keeping

LONGEST_RUN_MS = 40_000
"""Of the function's 60 seconds: by then it begins no further run of a sale's keeper."""


def keep_all() -> None:
    """Keep every sale that needs it; trouble with one leaves the others alone.

    Where more claims have run out than one run lets go, another follows at once. Raises at the end
    if there was trouble: the next minute goes on, and three such are an alarm.
    """
    running = system()
    now = running.now()
    troubles: list[Exception] = []
    for sale in running.sales.all():
        apart = partial(_apart, sale.sale, running, troubles)
        if needs_keeping(sale, now):
            with apart():
                collect(
                    sale=sale,
                    now=now,
                    views=running.views,
                    orders=running.orders,
                    lots=running.lots,
                )
            with apart():
                while _keep(sale.sale, running.now(), running):
                    if running.now() - now >= LONGEST_RUN_MS:
                        break
        if sale.is_public:  # however long ago it closed: goods come when they come
            with apart():
                depot = Depot(now, running.goods, running.views, running.orders)
                allot(sale=sale, depot=depot)
            with apart():
                tell_later(
                    sale=sale,
                    now=now,
                    sales=running.sales,
                    lots=running.lots,
                    orders=running.orders,
                )
    if troubles:
        raise troubles[0]


def keep_one(sale_id: str, now: int, running: System) -> None:
    """Keep one sale, read after `now`; what could not be done now is done in a minute."""
    with _apart(sale_id, running, []):
        _keep(sale_id, now, running)


def _keep(sale_id: str, now: int, running: System) -> bool:
    """Return whether there is more to do at once."""
    sale = running.sales.find(sale_id)
    if sale is None or not sale.is_public:
        return False
    return keep(
        sale=sale,
        now=now,
        clock=running.now,
        lots=running.lots,
        published=running.published,
        orders=running.orders,
        waiting=running.waiting,
        chance=running.chance,
        grace_ms=running.grace_ms,
    )


@contextmanager
def _apart(sale_id: str, running: System, troubles: list[Exception]) -> Iterator[None]:
    """Keep trouble with one sale, and with one part of its care, from all others; note it."""
    try:
        yield
    except Unknown as reason:
        running.log.warning("kept_in_part", sale=sale_id)
        troubles.append(reason)
    except Exception as error:  # noqa: BLE001 - trouble with one sale leaves the others alone
        running.log.fault("not_kept", error, sale=sale_id)
        troubles.append(error)
