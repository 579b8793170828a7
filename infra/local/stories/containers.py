"""Goods that were to come arrive after the sale: three quarters first, then the rest."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from infra.local.crowd.clock import monotonic_seconds

if TYPE_CHECKING:
    from infra.local.stories.marketer import Marketer
    from infra.local.stories.story import Story

_LOOK_AGAIN_SECONDS: Final = 0.5
_PATIENCE_SECONDS: Final = 60.0


async def bring(marketer: Marketer, story: Story) -> None:
    """Let what was sold before it was there arrive, and wait until it is allotted."""
    for pool in sorted(story.to_come):
        units = story.units_by_pool[pool]
        first = -(-3 * units // 4)
        await _arrive(marketer, pool, "container-1", first)
        if units > first:
            await _arrive(marketer, pool, "container-2", units - first)


async def _arrive(marketer: Marketer, pool: str, arrival: str, units: int) -> None:
    """Note an arrival, and look with the same words until all is given, or nobody waits for more.

    Or nothing moves any more, which the verdict will see.
    """
    given, moved = -1, monotonic_seconds()
    while monotonic_seconds() - moved < _PATIENCE_SECONDS:
        there = await marketer.arrive(pool, arrival, units)
        if there["allotted"] == there["arrived"]:
            return
        if there["allotted"] != given:
            given, moved = there["allotted"], monotonic_seconds()
        elif not (await marketer.live())["orders"]["paid"]:
            return
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
