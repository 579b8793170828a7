"""When a sale with a waiting list is over: no unit is in a basket, on its way back, or offered.

Asked of the marketer's own page, once a second. While units are on sale somebody who was refused
may come again for them, so then it takes longer to be sure.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from infra.local.stories.marketer import PlanRefusedError

if TYPE_CHECKING:
    from infra.local.stories.marketer import Marketer

_LOOK_AGAIN_SECONDS: Final = 1.0
_CALM: Final = 4
_CALM_WITH_UNITS: Final = 20
"""So many looks in a row must have shown the same."""


async def until_quiet(marketer: Marketer, over: asyncio.Event) -> None:
    """Set `over` once nothing more is to come; nothing is before the first order."""
    calm = 0
    before: tuple[int, ...] = ()
    while not over.is_set():
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        try:
            live = await marketer.live()
        except PlanRefusedError:
            continue  # too busy just now
        now = tuple(live[name] for name in ("available", "returned", "held", "ordered"))
        left, returned, held, ordered = now
        is_calm = now == before and ordered and not (returned or held)
        calm, before = calm + 1 if is_calm else 0, now
        if calm >= (_CALM_WITH_UNITS if left else _CALM):
            over.set()
