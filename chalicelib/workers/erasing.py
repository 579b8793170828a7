"""What the schedule calls each hour: contacts go a stated time after their sale."""

from __future__ import annotations

from chalicelib.wiring import system
from sale_api.domain.erasure import is_to_erase
from sale_api.domain.errors import TryAgain
from sale_api.ports import Unknown
from sale_api.usecases.erase import erase

LONGEST_RUN_MS = 200_000
"""Of the function's 240 seconds; what is left is for the next hour."""


def erase_all() -> None:
    """Erase what is due; trouble with one sale leaves the others alone.

    Raises at the end if there was any: the next hour goes on, and two such hours are an alarm.
    """
    running = system()
    begun = running.now()
    troubles: list[Exception] = []
    for sale in running.sales.all():
        if not is_to_erase(sale, begun):
            continue
        try:
            erase(
                sale=sale,
                now=running.now,
                until=begun + LONGEST_RUN_MS,
                sales=running.sales,
                entrants=running.entrants,
                waiting=running.waiting,
            )
        except (Unknown, TryAgain) as reason:
            running.log.warning("erased_in_part", sale=sale.sale)
            troubles.append(reason)
        except Exception as error:  # noqa: BLE001 - trouble with one sale leaves the others alone
            running.log.fault("not_erased", error, sale=sale.sale)
            troubles.append(error)
    if troubles:
        raise troubles[0]
