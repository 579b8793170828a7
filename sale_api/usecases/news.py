"""News: what a batch of the orders' change stream adds to histories, for all who act on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from sale_api.domain.fates import trouble_in
from sale_api.domain.history import Event
from sale_api.domain.order import Bar, Order, Standing


class Altered(Struct, frozen=True):
    """A key of the orders table before and after one write; None: nothing stood there."""

    before: Standing | None
    after: Standing | None

    @property
    def news(self) -> Sequence[Event]:
        """The events that this write added; leases, marks, bars and tidying add none."""
        if not isinstance(self.after, Order):
            return ()
        known = self.before.version if isinstance(self.before, Order) else 0
        return self.after.history[known:]

    @property
    def listed(self) -> Order | None:
        """The order, if lists are to show it anew: after an event, or trouble with its mails."""
        if not isinstance(self.after, Order):
            return None
        known = self.before.posted if isinstance(self.before, Order) else {}
        is_trouble = self.after.posted != known and trouble_in(self.after.posted) is not None
        return self.after if self.news or is_trouble else None


class News(Struct, frozen=True):
    """Each new event with its order as it was then; each such order as it last was; new bars.

    `listed` are the orders that lists are to show anew, as they last were.
    """

    events: Sequence[tuple[Order, Event]]
    latest: Mapping[str, Order]
    bars: Sequence[Bar]
    listed: Mapping[str, Order]

    @property
    def begun(self) -> Sequence[Order]:
        """The orders that are new."""
        return [self.latest[order.order] for order, event in self.events if event.number == 1]

    @property
    def ended(self) -> Sequence[Order]:
        """The orders with news whose units are not the shoppers' any more."""
        return [order for order in self.latest.values() if not order.is_in_force]


def news_of(batch: Sequence[Altered]) -> News:
    """Return what is new in a batch."""
    told = [(each.after, event) for each in batch for event in each.news]
    events = [(order, event) for order, event in told if isinstance(order, Order)]
    bars = [each.after for each in batch if isinstance(each.after, Bar)]
    listed = {each.listed.order: each.listed for each in batch if each.listed is not None}
    return News(events, {order.order: order for order, _ in events}, bars, listed)
