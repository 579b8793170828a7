"""Keep: what nobody asks for must still happen. Each minute, and after units were let go.

Expire claims that have run out, settle those that became orders, lay out what was added, offer
returned units to who waits, put on sale what nobody waits for.
Two keepers at once are harmless: each step is one conditional write and may be repeated, or
stop anywhere. `now` was taken before the sale was read, so a keeper that froze judges by then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from msgspec.structs import replace

from sale_api.domain.levels import Levels, held_until, mark_of
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.sale import Sale
from sale_api.ports import Chance, Lots, Orders, Published, Unmet, Waiting
from sale_api.usecases.expire import expire
from sale_api.usecases.offer import Desk, Offers

KEPT_AFTER_CLOSING_MS = 7 * 24 * 3_600_000
"""A sale is kept for a week after its last offer could be ordered, and paid: no hold is longer."""


def needs_keeping(sale: Sale, now: int) -> bool:
    """Tell whether a published sale may still have claims that run out, or unpaid orders.

    By the sale's clock, as deadlines are: so what a pause prolongs is kept as much longer.
    """
    waitlist, prepayment = sale.plan.waitlist, sale.plan.prepayment
    kept_ms = KEPT_AFTER_CLOSING_MS
    kept_ms += waitlist.offer_seconds * 1_000 if waitlist else 0
    kept_ms += prepayment.pay_seconds * 1_000 if prepayment else 0
    last_claim_at = sale.clock(sale.list_until or sale.ends_at)
    return sale.is_public and sale.clock(now) - last_claim_at < kept_ms


def keep(
    *,
    sale: Sale,
    now: int,
    clock: Callable[[], int],
    lots: Lots,
    published: Published,
    orders: Orders,
    waiting: Waiting,
    chance: Chance,
    grace_ms: int,
) -> bool:
    """Bring one sale's stock to rest as its clock allows; return whether to come again at once.

    Cost: one read of the levels, one request for each hundred lots; one write for each added lot
    that is missing, what `expire` costs, a transaction for each lot whose units go on sale again,
    one write when it is known anew who holds units, or until when. With a waiting list the lots are
    looked at once more, and each pool that has units costs what `Offers.serve` does.
    """
    levels = published.find(sale.sale)
    if levels is None:
        return False
    seen = lots.look(sale.sale, sale.layout.numbers(levels))
    touched = {lot.number for lot in seen if lot.returned} | _lay_out_missing(sale, seen, lots)
    at = sale.clock(now)
    freed, held, goes_on = expire(seen, at=at, now=now, lots=lots, orders=orders, grace_ms=grace_ms)
    touched |= freed
    if touched:
        held.append(at)
    made: Mapping[str, Claim] = {}
    if now < (sale.list_until or 0):
        if not sale.is_paused:
            desk = Desk(sale, now, clock, lots, orders, waiting, chance, grace_ms)
            made = _serve_lists(desk, sale.layout.numbers(levels), published)
    elif touched:
        promote(sale_id=sale.sale, numbers=touched, lots=lots, published=published)
    held.extend(claim.deadline for claim in made.values())
    holders = {shopper for lot in seen for shopper in lot.claims} | made.keys()
    _tell(levels, held, holders, grace_ms, published)
    return goes_on


def _serve_lists(desk: Desk, numbers: Iterable[int], published: Published) -> Mapping[str, Claim]:
    """Offer to who waits; put on sale again what nobody waits for. Return the claims made.

    Whoever joined while units went on sale is offered those that are left.
    """
    offers = Offers(desk)
    offers.look_again(numbers)
    for pool in (each.pool for each in desk.sale.plan.pools):
        if not offers.has_units(pool) or not offers.serve(pool):
            continue
        returned = offers.returned_to(pool)
        if returned:
            promote(sale_id=desk.sale.sale, numbers=returned, lots=desk.lots, published=published)
            offers.look_again(returned)
            offers.serve(pool)
    return offers.made


def _lay_out_missing(sale: Sale, seen: Sequence[Lot], lots: Lots) -> set[int]:
    """Create the added lots that are not there yet: who added them stopped half way."""
    known = {lot.number for lot in seen}
    missing = [lot for lot in sale.layout.added_lots() if lot.number not in known]
    lots.create(missing)
    return {lot.number for lot in missing}


def promote(*, sale_id: str, numbers: Collection[int], lots: Lots, published: Published) -> None:
    """Put what returned to these lots on sale again, and the levels with it.

    A lot that somebody else is at keeps its units returned until the next time.
    """
    levels = published.find(sale_id)
    assert levels is not None, f"sale {sale_id} has lots but no levels"
    for lot in lots.look(sale_id, numbers):
        if not lot.returned:
            continue
        try:
            lots.promote(lot, levels)
        except Unmet:
            levels = published.find(sale_id) or levels
        else:
            levels = levels.raised(lot.number, lot.available + lot.returned)


def _tell(
    levels: Levels,
    held: Sequence[int],
    holders: Iterable[str],
    grace_ms: int,
    published: Published,
) -> None:
    """Publish until when units lie in baskets, and who holds some: no lot had any on sale.

    All who do, whichever run offered them units: that one may have died before this write. Where
    units went on sale in between, or others published, generation or lease has moved on: `Unmet`.
    """
    if any(levels.levels):
        return
    marks = frozenset(map(mark_of, holders))
    told = replace(levels, held_until=held_until(held, grace_ms), holders=marks)
    if told == levels:
        return
    try:
        published.publish(told)
    except Unmet:
        return  # the next run tells
