"""Sales for tests, complete, with what a case is about given by name."""

from __future__ import annotations

from sale_api.domain.hours import moment_of, zone_named
from sale_api.domain.money import Money
from sale_api.domain.plan import Pool
from sale_api.domain.planning import Draft, plan_from
from sale_api.domain.sale import Sale, State

ZONE = "Europe/Berlin"
HOUR_MS = 3_600_000

NOTHING_PROMISED = {
    "place": "",
    "delivers_from": None,
    "delivers_by": None,
    "to_come": False,
    "payment": "invoice",
}
"""What the API says of a pool whose plan says no more than its units."""


def wall(instant: int) -> str:
    """Return what clocks in Berlin show, as a marketer writes it."""
    return moment_of(instant, zone_named(ZONE)).replace(tzinfo=None).isoformat()


def published_sale(
    sale: str = "a-sale",
    *,
    opens_at: int,
    closes_at: int | None = None,
    units: int = 2,
    limit: int = 2,
    hold_seconds: int = 60,
) -> Sale:
    draft = Draft(
        title="A phone",
        zone=ZONE,
        windows=[(wall(opens_at), wall(closes_at or opens_at + HOUR_MS))],
        price=Money(4997, "EUR"),
        pools=[Pool("main", units)],
        limit=limit,
        hold_seconds=hold_seconds,
    )
    return Sale(sale=sale, plan=plan_from(draft), state=State.PUBLISHED)
