"""Bringing mails to who waits, until their sale is over: no unit is in a basket, nor on its way.

Asked of the marketer's own page, once a second. While units are on sale somebody who was refused
may come again for them, so then it takes longer to be sure.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from infra.local.crowd.clock import monotonic_seconds
from infra.local.crowd.connection import Lost
from infra.local.stories.beside import beside
from infra.local.stories.marketer import PlanRefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from infra.local.crowd.waiter import Letterbox
    from infra.local.stories.marketer import Marketer
    from infra.local.stories.post import Post
    from infra.local.stories.story import Story

_LOOK_AGAIN_SECONDS: Final = 1.0
_OFFER: Final = "/buy.html?sale="
_LONGEST_SECONDS: Final = 60.0
_CALM: Final = 4
_CALM_WITH_UNITS: Final = 20
_CALM_IN_SMALL_LINE: Final = 8
"""So many looks in a row must have shown the same; in a line people ask again after 6 seconds."""


@asynccontextmanager
async def attended(
    story: Story,
    marketer: Marketer,
    post: Post,
    letterbox: Letterbox,
    *,
    served_at: float = 0.0,
) -> AsyncIterator[None]:
    """Where somebody waits, bring mails while the block lasts; with pools then until all is over.

    Orders may be unpaid where nobody waits for units. It is not over before `served_at` (monotonic
    seconds), when the last of a line are served.
    """
    if not (story.has_list or story.has_pools):
        yield
        return
    in_small_line = story.is_small and story.line
    with_units = _CALM_IN_SMALL_LINE if in_small_line else _CALM_WITH_UNITS
    watching = _until_quiet(marketer, letterbox, served_at, with_units)
    async with beside(watching, _bring_mails(post, letterbox)):
        yield
        if story.has_pools:
            await letterbox.closed(_LONGEST_SECONDS)


async def _until_quiet(
    marketer: Marketer, letterbox: Letterbox, served_at: float, with_units: int
) -> None:
    """Close the letterbox once nothing more is to come; nothing is before the first order.

    While units are left it takes `with_units` looks to be sure.
    """
    await asyncio.sleep(max(0.0, served_at - monotonic_seconds()))
    calm = 0
    before: tuple[int, ...] = ()
    while not letterbox.is_closed:
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        try:
            live = await marketer.live()
        except (PlanRefusedError, Lost):
            continue  # too busy just now
        now = tuple(live[name] for name in ("available", "returned", "held", "ordered"))
        left, returned, held, ordered = now
        unpaid = live["orders"]["awaiting_payment"]
        is_calm = now == before and ordered and not (returned or held or unpaid)
        calm, before = calm + 1 if is_calm else 0, now
        if calm >= (with_units if left else _CALM):
            letterbox.close()


async def _bring_mails(post: Post, letterbox: Letterbox) -> None:
    """Put what is mailed of offers into the letterbox, as long as it is open."""
    while not letterbox.is_closed:
        known = len(post.mails)
        with suppress(OSError):  # too busy just now: what is new is there at the next look
            await post.look()
        for mail in post.mails[known:]:
            if _OFFER in mail["text"]:
                for email in mail["to"]:
                    letterbox.put(email)
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
