"""Who a story's people are, where there is no line: by what its sale offers to the refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from infra.local.crowd.seeker import Seeker
from infra.local.crowd.shopper import USUAL_PATIENCE, Patience, Shopper
from infra.local.crowd.waiter import Waiter

if TYPE_CHECKING:
    from infra.local.crowd.arrival import Session
    from infra.local.crowd.asking import Asker
    from infra.local.crowd.waiter import Letterbox
    from infra.local.stories.story import Story

_EVERYBODY_ORDERS: Final = Patience(calm_seconds=0.0)
_READS_FIRST: Final = Patience(reconsider_seconds=(1.0, 4.0))
"""Where another pool is, and when it delivers, has to be read."""


def shopper_of(session: Session, story: Story, asker: Asker, letterbox: Letterbox) -> Shopper:
    """Give somebody who has signed in their part in the story."""
    if story.has_list:
        return Waiter(session, asker, letterbox)
    if story.has_pools:
        return Seeker(session, asker, letterbox, _READS_FIRST)
    patience = USUAL_PATIENCE if story.shortage is None else _EVERYBODY_ORDERS
    return Shopper(session.person, session.fate, session.token, asker, patience)
