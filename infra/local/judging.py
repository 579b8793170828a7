"""What of a story is judged: its parts, by the books after it and by what the crowd wrote down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infra.local.verdict.costs import costs
from infra.local.verdict.judge import Verdict, judge
from infra.local.verdict.line import LineVerdict, judge_line
from infra.local.verdict.parts import Parts
from infra.local.verdict.pools import judge_pools
from infra.local.verdict.shortage import gathered, judge_shortage
from infra.local.verdict.turns import Planned, places_of
from infra.local.verdict.waits import judge_list
from infra.local.verdict.warehouse import judge_warehouse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.stack import Stack
    from infra.local.stories.play import Played
    from infra.local.stories.story import Queue, Story
    from infra.local.verdict.books import Books
    from infra.local.verdict.pools import PoolVerdict
    from infra.local.verdict.reading import Shop
    from infra.local.verdict.shortage import ShortageVerdict


def judged(
    stack: Stack,
    story: Story,
    played: Played,
    shop: Shop,
    *,
    mails: int,
    told: Mapping[str, Any],
) -> Verdict:
    """Read what is on record, and judge all that the story is about.

    `mails` went out while none was to be delivered; `told` is what the warehouse was.
    """
    books, journal = shop.books(), played.journal
    spent = costs(played.opened, refusals=journal.refusals) if stack.counts_requests else None
    line: LineVerdict | None = None
    places: Mapping[str, tuple[int, float]] = {}
    if story.line is not None:
        planned, stood = planned_of(story, story.line, played), shop.line()
        line = judge_line(books, stood, journal, played.shown, planned, mails=mails)
        places = places_of(stood, played.shown, planned)
    waited = None
    if story.has_list:
        waited = judge_list(books, shop.waitlist(), journal, story.price_minor, places)
    parts = Parts(
        line=line,
        waitlist=waited,
        shortage=_shortage(stack, story, played, shop, books),
        pools=_pools(story, played, shop, books),
        warehouse=judge_warehouse(books, told),
    )
    return judge(books, journal, spent, turned_away=played.turned_away, parts=parts)


def _shortage(
    stack: Stack, story: Story, played: Played, shop: Shop, books: Books
) -> ShortageVerdict | None:
    if story.shortage is None or played.shortfall is None:
        return None
    evidence = gathered(
        stack.api_url,
        story.sale,
        played.shortfall,
        items=shop.raw_orders(),
        mails=shop.mails(),
    )
    return judge_shortage(books, evidence, story.shortage, played.shortfall)


def _pools(story: Story, played: Played, shop: Shop, books: Books) -> PoolVerdict | None:
    if not story.has_pools:
        return None
    units, to_come = story.units_by_pool, story.to_come
    return judge_pools(books, shop.goods(), played.journal, units, to_come)


def planned_of(story: Story, line: Queue, played: Played) -> Planned:
    """Return what was announced of a story's line."""
    return Planned(
        sale=story.sale,
        opens_at=played.opens_at,
        delay_ms=line.delay_seconds * 1_000,
        spread_ms=line.spread_seconds * 1_000,
        hold_ms=story.hold_ms,
        codes=line.invited,
        pool=story.stocks[0].pool,
        offer_ms=story.offer_seconds * 1_000,
    )
