"""A seller who cannot deliver all that was ordered: some is cancelled, with a reason and a gift."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.local.crowd.journal import Bought, Journal
    from infra.local.crowd.shopper import Shopper
    from infra.local.stories.marketer import Marketer
    from infra.local.stories.story import Shortage, Story


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What was done: the orders that were cancelled, the one that got a gift, and who asked again.

    `other_answers` did not name the order that its shopper had.
    """

    cancelled: Mapping[str, Bought]
    given: Bought
    asked_again: int
    other_answers: int


async def fall_short(
    story: Story,
    shortage: Shortage,
    marketer: Marketer,
    shoppers: Sequence[Shopper],
    journal: Journal,
) -> Shortfall | None:
    """Let everybody order again, then cancel the last orders, and add a gift to the first.

    None: nobody has an order.
    """
    named = await asyncio.gather(*(shopper.ask_again(story.sale) for shopper in shoppers))
    bought = {order: each for fate in journal.fates.values() for order, each in fate.orders.items()}
    if not bought:
        return None
    orders = list(bought)
    cancelled = orders[max(1, len(orders) - shortage.cancelled) :]
    await asyncio.gather(*(marketer.cancel(order, shortage.reason) for order in cancelled))
    await marketer.give(orders[0], shortage.gift)
    for fate in journal.fates.values():
        for order in fate.orders.keys() & set(cancelled):
            del fate.orders[order]
            fate.cancelled.add(order)
    return Shortfall(
        cancelled={order: bought[order] for order in cancelled},
        given=bought[orders[0]],
        asked_again=len(named),
        other_answers=sum(not is_own for is_own in named),
    )
