"""When a sale is over, so that a report on it and an audit of it tell all."""

from __future__ import annotations

from sale_api.domain.errors import WrongState
from sale_api.domain.sale import Sale


def refuse_until_over(sale: Sale, now: int, grace_ms: int) -> None:
    """Raise `WrongState` until reserving has ended, and the last hold's time with its grace.

    On the sale's clock: what is held while a pause lasts stays held.
    """
    last = sale.clock(sale.ends_at) + sale.plan.hold_seconds * 1_000 + grace_ms
    if not sale.is_public or now < sale.ends_at or sale.clock(now) <= last:
        detail = "Ask again once the sale is over and nothing is held any more."
        raise WrongState(detail, state=sale.phase(now))
