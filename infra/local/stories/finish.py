"""How a sale ends once everybody has an answer: what cannot be delivered, and what comes later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.stories.containers import bring
from infra.local.stories.shortage import fall_short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from infra.local.crowd.journal import Journal
    from infra.local.crowd.shopper import Shopper
    from infra.local.progress import Watch
    from infra.local.stories.marketer import Marketer
    from infra.local.stories.shortage import Shortfall
    from infra.local.stories.story import Story


async def finish(
    story: Story,
    marketer: Marketer,
    shoppers: Sequence[Shopper],
    journal: Journal,
    watch: Watch,
) -> Shortfall | None:
    """Close the sale; before it the seller may fall short, after it goods may come."""
    done = None
    if story.shortage is not None:
        watch.stage("The seller falls short", 0)
        done = await fall_short(story, story.shortage, marketer, shoppers, journal)
    await marketer.close()
    if story.to_come:
        watch.stage("What was to come arrives", 0)
        await bring(marketer, story)
    return done
