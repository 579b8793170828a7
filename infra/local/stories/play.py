"""A story, played over HTTP: plan, sign in, publish, open, serve everybody, close.

Takes a running stack and tokens made beforehand; gives what the crowd was told and the engine's
counts around the open hours. It judges nothing. A play ends when everybody has an answer; those
who have none after `PATIENCE_SECONDS` are sent home, which the verdict will see.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from infra.local.crowd.arrival import arrive
from infra.local.crowd.asking import Asker
from infra.local.crowd.clock import monotonic_at, monotonic_seconds, wall_ms
from infra.local.crowd.connection import Pool
from infra.local.crowd.journal import Journal
from infra.local.crowd.shopper import Opening
from infra.local.crowd.waiter import Letterbox
from infra.local.stories.bank import paying
from infra.local.stories.cast import shopper_of
from infra.local.stories.finish import finish
from infra.local.stories.hours import hours_from
from infra.local.stories.marketer import Marketer
from infra.local.stories.post import Post, fetch
from infra.local.stories.quiet import attended
from infra.local.verdict.costs import Opened

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence

    from infra.local.crowd.people import Person
    from infra.local.crowd.shopper import Shopper
    from infra.local.progress import Watch
    from infra.local.stories.shortage import Shortfall
    from infra.local.stories.story import Story

CONNECTIONS: Final = 512
"""Who waits for a connection waits in front of the shop, and that counts as waiting: latency is
measured from the due instant. People at the checkout get the next free one (see `Pool`)."""
UNTIL_OPENING_MS: Final = 4_000
OPEN_SECONDS: Final = 1_800
TOMORROW_MS: Final = 86_400_000
CURTAIN_SECONDS: Final = 0.4
_GUARD_SECONDS: Final = 1.0
_ONE_LOOKS_IN: Final = 50
PATIENCE_SECONDS: Final = 300.0
_WATCH_SECONDS: Final = 0.5
_MS: Final = 1000


class Stack(Protocol):
    """What a play needs of the running system."""

    api_url: str
    engine_url: str

    def check(self) -> None:
        """Raise if a part of the system has died."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who comes, and the tokens made beforehand: sign-in tokens by number, and the marketer's."""

    people: list[Person]
    tokens: Mapping[int, str]
    admin_token: str


@dataclass(frozen=True, slots=True)
class Played:
    """What happened, as far as one can see from outside.

    `shown` is what was public of each window's draw, in the order in which it appeared.
    """

    journal: Journal
    opened: Opened
    turned_away: int
    opens_at: tuple[int, ...] = ()
    shown: Mapping[int, Sequence[dict[str, Any]]] = field(default_factory=dict)
    shortfall: Shortfall | None = None


async def play(
    stack: Stack, story: Story, crowd: Crowd, watch: Watch, *, lead_ms: int = UNTIL_OPENING_MS
) -> Played:
    """Play `story` with `crowd` against `stack`; raises what `stack.check` raises.

    `lead_ms` lie between the announcement of the hour, when all are signed in, and the opening.
    """
    return await guarded(stack, _play(stack, story, crowd, watch, lead_ms))


async def guarded(stack: Stack, plays: Coroutine[None, None, Played]) -> Played:
    """Go through a play; raises what `stack.check` raises as soon as it does."""
    playing = asyncio.create_task(plays)
    guarding = asyncio.create_task(_guard(stack))
    await asyncio.wait({playing, guarding}, return_when=asyncio.FIRST_COMPLETED)
    if guarding.done():
        playing.cancel()
        await guarding
    guarding.cancel()
    return await playing


async def _guard(stack: Stack) -> None:
    while True:
        await asyncio.sleep(_GUARD_SECONDS)
        stack.check()


async def _play(stack: Stack, story: Story, crowd: Crowd, watch: Watch, lead_ms: int) -> Played:
    address = urlsplit(stack.api_url)
    host, port = address.hostname or "", address.port or 80
    async with Pool(host, port, CONNECTIONS) as pool:
        journal = Journal(hold_ms=story.hold_ms)
        asker = Asker(pool, journal, random.Random(story.seed), f"{host}:{port}")
        marketer = Marketer(pool, f"{host}:{port}", crowd.admin_token, story)
        version = await marketer.plan(hours_from(wall_ms() + TOMORROW_MS, open_seconds=3_600))

        watch.stage("The crowd signs in", len(crowd.people))
        post = Post(stack.engine_url)
        sessions = await arrive(crowd.people, crowd.tokens, asker, post, done=watch.step)
        letterbox = Letterbox()
        shoppers = [shopper_of(one, story, asker, letterbox) for one in sessions]

        watch.stage("The marketer announces the hour", 0)
        hours = hours_from(wall_ms() + lead_ms, open_seconds=OPEN_SECONDS)
        await marketer.move(hours, version=version)
        await marketer.publish()
        opening = Opening(story.sale, monotonic_at(hours.opens_at))
        await _look_around(shoppers, story.sale)
        before = await asyncio.to_thread(fetch, f"{stack.engine_url}/_engine/requests")
        await asyncio.sleep(opening.due - monotonic_seconds() - CURTAIN_SECONDS)

        watch.stage("The sale is open", len(shoppers))
        visits = [shopper.shop(opening) for shopper in shoppers]
        async with paying(marketer, asker.journal), attended(story, marketer, post, letterbox):
            await serve(visits, opening.due + PATIENCE_SECONDS, asker.journal, watch)
        closed_at = wall_ms()
        after = await asyncio.to_thread(fetch, f"{stack.engine_url}/_engine/requests")
        done = await finish(story, marketer, shoppers, asker.journal, watch)
    opened = Opened(before, after, hours.opens_at / _MS, closed_at / _MS)
    turned_away = len(crowd.people) - len(shoppers)
    return Played(asker.journal, opened, turned_away, shortfall=done)


async def _look_around(shoppers: list[Shopper], sale: str) -> None:
    """Let one in fifty look at the announced sale, as people do who wait."""
    await asyncio.gather(*(shopper.look(sale) for shopper in shoppers[::_ONE_LOOKS_IN]))


async def serve(
    shopping: Sequence[Coroutine[None, None, None]], ends: float, journal: Journal, watch: Watch
) -> None:
    """Let everybody shop until they have their answer, or until `ends` (monotonic seconds)."""
    visits = [asyncio.create_task(visit) for visit in shopping]
    for visit in visits:
        visit.add_done_callback(lambda _: watch.step())
    everybody = asyncio.gather(*visits, return_exceptions=True)
    while not everybody.done() and monotonic_seconds() < ends:
        await asyncio.wait({everybody}, timeout=_WATCH_SECONDS)
        watch.say(journal.in_short())
    if not everybody.done():
        everybody.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await everybody
    for visit in visits:
        error = None if visit.cancelled() else visit.exception()
        if visit.cancelled():
            journal.sent_home += 1
        elif error is not None:
            journal.misread.append(repr(error))
