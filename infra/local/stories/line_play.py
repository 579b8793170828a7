"""A story with a line, played over HTTP: publish, invite, join, draw, serve everybody, close.

As in `play`, nothing is judged here. Time is compressed: windows follow each other at once, and the
lead before the first is as long as joining takes here.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from infra.local.crowd.arrival import arrive
from infra.local.crowd.asking import Asker
from infra.local.crowd.clock import monotonic_at, monotonic_seconds, wall_ms
from infra.local.crowd.connection import Pool
from infra.local.crowd.journal import Journal
from infra.local.crowd.page import Page
from infra.local.crowd.waiter import Letterbox
from infra.local.stories.announced import Announced, hours_of, shoppers_of
from infra.local.stories.bank import paying
from infra.local.stories.containers import bring
from infra.local.stories.marketer import Marketer
from infra.local.stories.play import (
    CONNECTIONS,
    CURTAIN_SECONDS,
    PATIENCE_SECONDS,
    TOMORROW_MS,
    Played,
    guarded,
    serve,
)
from infra.local.stories.post import Post, fetch
from infra.local.stories.quiet import attended
from infra.local.verdict.costs import Opened
from infra.local.verdict.draw import place, served_at

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from infra.local.crowd.standing import InLine
    from infra.local.progress import Watch
    from infra.local.stories.outage import Outage
    from infra.local.stories.play import Crowd, Stack
    from infra.local.stories.story import Story

_LEAD_MS: Final = 3_000
"""Before the first window opens, beside so many for each shopper; fewer in a small story."""
_JOINING_MS: Final = 10
_JOINING_SMALL_MS: Final = 5
_LATE_SECONDS: Final = (0.2, 1.0)
_MS: Final = 1000


def lead_ms(story: Story) -> int:
    """Return how long before the first window everybody begins to join."""
    return _LEAD_MS + story.shoppers * (_JOINING_SMALL_MS if story.is_small else _JOINING_MS)


async def play_in_line(
    stack: Stack, story: Story, crowd: Crowd, watch: Watch, outage: Outage
) -> Played:
    """Play `story` with `crowd`; its mails go down before it opens, if they are to."""
    return await guarded(stack, _play(stack, story, crowd, watch, outage))


async def _play(stack: Stack, story: Story, crowd: Crowd, watch: Watch, outage: Outage) -> Played:
    address = urlsplit(stack.api_url)
    host, port = address.hostname or "", address.port or 80
    at = f"{host}:{port}"
    async with Pool(host, port, CONNECTIONS) as pool, Pool(host, port, CONNECTIONS) as scripts:
        journal = Journal(hold_ms=story.hold_ms)
        asker = Asker(pool, journal, random.Random(story.seed), at)
        pushy = Asker(scripts, asker.journal, random.Random(story.seed + 1), at)
        marketer = Marketer(pool, at, crowd.admin_token, story)
        version = await marketer.plan(*hours_of(story, wall_ms() + TOMORROW_MS))

        watch.stage("The crowd signs in", len(crowd.people))
        post = Post(stack.engine_url)
        sessions = await arrive(crowd.people, crowd.tokens, asker, post, done=watch.step)
        letterbox = Letterbox()
        shoppers = shoppers_of(sessions, story, asker, pushy, letterbox)

        watch.stage("The marketer announces the hours", 0)
        hours = hours_of(story, wall_ms() + lead_ms(story))
        await marketer.move(*hours, version=version)
        await marketer.publish()
        sale = Announced(story, hours, Page(asker, story.sale))

        async with sale.page:
            watch.stage("Everybody joins the line", len(shoppers))
            codes = await marketer.invite(sale.line.invited)
            await _join(shoppers, sale, codes, watch)
            async with _served(sale, marketer, asker.journal, post, letterbox):
                opened = await _open(stack, sale, shoppers, asker=asker, watch=watch, outage=outage)
        await marketer.close()
        if story.to_come:
            watch.stage("What was to come arrives", 0)
            await bring(marketer, story)
    turned_away = len(crowd.people) - len(shoppers)
    opens_at = tuple(window.opens_at for window in hours)
    return Played(asker.journal, opened, turned_away, opens_at, sale.page.shown)


@asynccontextmanager
async def _served(
    sale: Announced, marketer: Marketer, journal: Journal, post: Post, letterbox: Letterbox
) -> AsyncIterator[None]:
    """Bring mails and bookings while the block lasts, and then until nothing more is to come."""
    served_at = monotonic_at(sale.last_turn_at) + _LATE_SECONDS[1]
    attending = attended(sale.story, marketer, post, letterbox, served_at=served_at)
    async with paying(marketer, journal), attending:
        yield


async def _open(
    stack: Stack,
    sale: Announced,
    shoppers: list[InLine],
    *,
    asker: Asker,
    watch: Watch,
    outage: Outage,
) -> Opened:
    """Wait for the first window, and serve everybody in theirs."""
    before = await asyncio.to_thread(fetch, f"{stack.engine_url}/_engine/requests")
    first_at = sale.hours[0].opens_at
    await asyncio.sleep(monotonic_at(first_at) - monotonic_seconds() - CURTAIN_SECONDS)
    if sale.story.mail_is_down:
        outage.begins()
    watch.stage("The sale is open", len(shoppers))
    visits = [_visit(shopper, sale) for shopper in shoppers]
    ends = monotonic_at(sale.last.opens_at) + PATIENCE_SECONDS + sale.line.spread_seconds
    await serve(visits, ends, asker.journal, watch)
    closed_at = wall_ms()
    after = await asyncio.to_thread(fetch, f"{stack.engine_url}/_engine/requests")
    return Opened(before, after, first_at / _MS, closed_at / _MS)


async def _join(shoppers: list[InLine], sale: Announced, codes: list[str], watch: Watch) -> None:
    """Let all who come in time join, and those who have a basket fill it.

    They come one after the other, as many at a time as there are connections: nobody's patience
    runs before their turn to ask.
    """
    at_a_time = asyncio.Semaphore(CONNECTIONS)

    async def join(shopper: InLine) -> None:
        async with at_a_time:
            if not shopper.role.late:
                code = "" if shopper.role.code is None else codes[shopper.role.code]
                await shopper.join(sale.story.sale, code)
            if shopper.role.prepared:
                await shopper.prepare(sale.story.sale)
        watch.step()

    await asyncio.gather(*(join(shopper) for shopper in shoppers))


async def _visit(shopper: InLine, sale: Announced) -> None:
    """Let one shopper buy in the window that they joined; late comers join first."""
    if shopper.role.late:
        late = random.Random(shopper.fate.number).uniform(*_LATE_SECONDS)
        await asyncio.sleep(monotonic_at(sale.last.opens_at) + late - monotonic_seconds())
        await shopper.join(sale.story.sale)
    window, line = shopper.fate.window, sale.line
    if window is None:
        return
    opens_at = sale.hours[window].opens_at
    served_from = opens_at + line.delay_seconds * _MS
    if shopper.role.is_script:
        await asyncio.sleep(monotonic_at(opens_at) - monotonic_seconds())
        await shopper.buy(sale.story.sale, opens_at, served_from)
        return
    draw = await sale.page.draw(window)
    turn = served_at(
        opens_at,
        line.delay_seconds * _MS,
        line.spread_seconds * _MS,
        joined_at=shopper.fate.joined_at,
        place=place(draw, sale.story.sale, shopper.fate.shopper),
    )
    await shopper.buy(sale.story.sale, turn, served_from)
