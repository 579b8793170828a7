"""A sale as everybody may see it; asked by crowds, so what stays the same is made once."""

from __future__ import annotations

import hashlib
from typing import Any

from chalicelib.http.answers import ONE_SECOND, Answer, encoded
from chalicelib.http.presenting.instants import (
    instant,
    instant_or_none,
    line_or_none,
    local,
    money,
    money_or_none,
)
from chalicelib.http.presenting.pools import pool_shown, waitlist_shown
from sale_api.domain.delays import pools_of
from sale_api.domain.hours import zone_named
from sale_api.domain.line import Rounds, round_from
from sale_api.domain.plan import Remaining
from sale_api.domain.sale import Pause, Sale
from sale_api.usecases.status import Listed, Status

FEW = 10
"""A pool has few units left when it has at most one in so many of those that it had."""

MOST_REMEMBERED = 64
_promised: dict[str, tuple[Sale, dict[str, object]]] = {}
_said: dict[str, tuple[Sale, tuple[object, ...], str, str]] = {}


def public_sale(sale: Sale) -> dict[str, object]:
    """Return what a sale promises; it changes only with the sale itself."""
    seen = _promised.get(sale.sale)
    if seen is None or seen[0] is not sale:
        _make_room(_promised)
        seen = _promised[sale.sale] = sale, _public_sale(sale)
    return seen[1]


def _make_room(memory: dict[str, Any]) -> None:
    if len(memory) >= MOST_REMEMBERED:
        memory.clear()


def _public_sale(sale: Sale) -> dict[str, object]:
    plan, zone = sale.plan, zone_named(sale.plan.zone)
    return {
        "sale": sale.sale,
        "title": plan.title,
        "description": plan.description,
        "seller": plan.seller,
        "zone": plan.zone,
        "windows": [
            {
                "opens_at": instant(window.opens_at),
                "closes_at": instant(window.closes_at),
                "opens_local": local(window.opens_at, zone),
                "closes_local": local(window.closes_at, zone),
                "access": window.access,
                "until_at": instant_or_none(window.until_at),
            }
            for window in plan.windows
        ],
        "price": money(plan.price),
        "reference_price": money_or_none(plan.reference_price),
        "limit": plan.limit,
        "hold_seconds": plan.hold_seconds,
        "refuse_throwaway": plan.refuse_throwaway,
        "domain_limit": plan.domain_limit,
        "household_limit": plan.household_limit,
        "line": line_or_none(plan.line),
        "waitlist": waitlist_shown(sale),
        "erase_days": plan.erase_days,
        "units": sum(sale.layout.units_of(pool.pool) for pool in plan.pools),
    }


def listed(seen: Listed, now: int) -> dict[str, object]:
    """Return a sale in the list of sales: without how much is left of it."""
    sale = seen.sale
    pools = [pool_shown(pool, sale.layout.units_of(pool.pool)) for pool in pools_of(sale)]
    return {
        **public_sale(sale),
        "pools": pools,
        "phase": seen.phase,
        "sold_out": seen.sold_out,
        "now": instant(now),
    }


def status_answer(status: Status, now: int, known_tags: str) -> Answer:
    """Return a sale's status, or "not modified" to who names its tag in `If-None-Match`.

    The tag is weak: two answers with one tag differ in `now` alone.
    """
    said, tag = _tagged(status)
    headers = {"ETag": tag}
    if known_tags and (tag in known_tags or known_tags.strip() == "*"):
        return Answer(status=304, headers=headers, cache=ONE_SECOND)
    body = f'{{"now":"{instant(now)}",{said[1:]}'
    return Answer(body=body, headers=headers, cache=ONE_SECOND)


def _tagged(status: Status) -> tuple[str, str]:
    """Return what is said beside `now`, with its tag; the same as last time if nothing changed."""
    changing = (
        status.phase,
        status.remaining,
        status.sold_out,
        status.may_return_until,
        status.window,
    )
    seen = _said.get(status.sale.sale)
    if seen is None or seen[0] is not status.sale or seen[1] != changing:
        said = encoded(
            {
                **public_sale(status.sale),
                "contact": status.sale.plan.contact or None,
                "pools": _pools(status),
                "phase": status.phase,
                "sold_out": status.sold_out,
                "may_return_until": instant_or_none(status.may_return_until),
                "pauses": [_pause(pause) for pause in status.sale.pauses],
                "draw": _draw(status),
            }
        )
        tag = f'W/"{hashlib.blake2b(said.encode(), digest_size=9).hexdigest()}"'
        _make_room(_said)
        seen = _said[status.sale.sale] = status.sale, changing, said, tag
    return seen[2], seen[3]


def _pause(pause: Pause) -> dict[str, object]:
    """Return a halt without its reason, which is for the record."""
    return {"paused_at": instant(pause.paused_at), "resumed_at": instant_or_none(pause.resumed_at)}


def _draw(status: Status) -> dict[str, object] | None:
    sale = status.sale
    return draw_shown(sale, status.window, status.rounds) if sale.plan.is_drawn else None


def draw_shown(sale: Sale, window: int, rounds: Rounds) -> dict[str, object]:
    """Return what is public of the draw of a window so far."""
    draw = sale.draws[window]
    number = rounds.first_from(round_from(sale.plan, window))
    return {
        "window": window,
        "commitment": draw.commitment,
        "digest": draw.digest,
        "digested_at": instant_or_none(draw.digested_at),
        "entrants": draw.entrants,
        "beacon": {
            "source": rounds.source,
            "round": number,
            "out_at": instant(rounds.out_at(number)),
            "value": draw.beacon,
        },
        "seed": draw.seed,
    }


def _pools(status: Status) -> list[dict[str, object]]:
    sale = status.sale
    remaining = sale.plan.remaining
    pools: list[dict[str, object]] = []
    for pool in pools_of(sale):
        units = sale.layout.units_of(pool.pool)
        shown = pool_shown(pool, units)
        left = status.remaining[pool.pool]
        if remaining is Remaining.EXACT:
            shown["remaining"] = left
        elif remaining is Remaining.BANDS:
            shown["remaining"] = band(left, units)
        pools.append(shown)
    return pools


def band(left: int, units: int) -> str:
    """Return in one word how much of a pool is left."""
    if not left:
        return "none"
    return "few" if left * FEW <= units else "many"
