"""What a world's database holds, seen from outside: no port, no weather, no product code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from sale_api.domain.goods import Arrivals
from sale_api.domain.invitation import Invitation
from sale_api.domain.levels import Levels
from sale_api.domain.lot import Lot
from sale_api.domain.order import Standing
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Entrant
from sale_api.domain.waiting import Entry
from sale_api.ports import Queue
from tests import cloud, fakes

Record = Mapping[str, Any]
"""A change as a stream hands it over: what stood under a key before and after.

Its `Keys` name a `list` if it is an entry's of a waiting list, else it is an order's or a bar's.
"""

Message = tuple[Queue, Mapping[str, object]]


class Database(Protocol):
    """One sale's items, as they stand this moment; and what was sent since it was last asked."""

    stores: cloud.Stores

    def sale(self) -> Sale:
        """Return the sale."""

    def lots(self) -> Mapping[int, Lot]:
        """Return the lots by number; a lot that was not written since is the same object."""

    def levels(self) -> Levels | None:
        """Return the published levels."""

    def goods(self) -> Mapping[str, Arrivals]:
        """Return what has arrived of goods to come, by pool."""

    def entrants(self) -> Sequence[Entrant]:
        """Return all who stand in line."""

    def invitations(self) -> Sequence[Invitation]:
        """Return what became of all codes; what was not written since is the same object."""

    def standing(self) -> Mapping[str, Standing]:
        """Return orders and bars by key; what was not written since is the same object."""

    def entries(self) -> Mapping[str, Entry]:
        """Return the waiting list by shopper; what was not written since is the same object."""

    def changes(self) -> Sequence[tuple[str, Record]]:
        """Return the new records of the change streams, each with its key."""

    def messages(self) -> Sequence[Message]:
        """Return the new messages, in the order in which they were taken."""

    def mails(self) -> Sequence[str]:
        """Return the keys of all mails that were ever taken."""

    def standing_of(self, image: Mapping[str, Any]) -> Standing:
        """Read an image of the orders' stream."""

    def entry_of(self, image: Mapping[str, Any]) -> Entry:
        """Read an image of the lists' stream."""


class InMemory:
    """The stores of `tests.fakes`, looked into."""

    def __init__(self, sale: str) -> None:
        self.stores = cloud.in_memory()
        self._sale = sale
        self._seen: dict[str, Standing] = {}
        self._seen_entries: dict[str, Entry] = {}
        # The fakes show what they hold; the ports do not.
        stores: Any = self.stores
        self._sales: fakes.FakeSales = stores.sales
        self._lots: fakes.FakeLots = stores.lots
        self._published: fakes.FakePublished = stores.published
        self._goods: fakes.FakeGoods = stores.goods
        self._orders: fakes.FakeOrders = stores.orders
        self._entrants: fakes.FakeEntrants = stores.entrants
        self._invitations: fakes.FakeInvitations = stores.invitations
        self._queues: fakes.FakeQueues = stores.queues
        self._mailer: fakes.FakeMailer = stores.mailer
        self._waiting: fakes.FakeWaiting = stores.waiting

    def sale(self) -> Sale:
        return self._sales.sales[self._sale]

    def lots(self) -> Mapping[int, Lot]:
        return {number: lot for (_, number), lot in self._lots.lots.items()}

    def levels(self) -> Levels | None:
        return self._published.levels.get(self._sale)

    def goods(self) -> Mapping[str, Arrivals]:
        return {pool: each for (_, pool), each in self._goods.goods.items()}

    def entrants(self) -> Sequence[Entrant]:
        return list(self._entrants.entrants.values())

    def invitations(self) -> Sequence[Invitation]:
        return list(self._invitations.invitations.values())

    def standing(self) -> Mapping[str, Standing]:
        return self._orders.standing

    def entries(self) -> Mapping[str, Entry]:
        return {shopper: entry for (_, shopper), entry in self._waiting.entries.items()}

    def changes(self) -> Sequence[tuple[str, Record]]:
        return [*self._changes(), *self._changes_of_entries()]

    def _changes_of_entries(self) -> Iterator[tuple[str, Record]]:
        for shopper, after in self.entries().items():
            before = self._seen_entries.get(shopper)
            if after is not before:
                self._seen_entries[shopper] = after
                images = {"OldImage": before, "NewImage": after}
                record = {name: {"entry": each} for name, each in images.items() if each}
                yield shopper, {"Keys": {"list": {"S": self._sale}}, **record}

    def _changes(self) -> Iterator[tuple[str, Record]]:
        for key, after in self._orders.standing.items():
            before = self._seen.get(key)
            if after is not before:
                self._seen[key] = after
                images = {"OldImage": before, "NewImage": after}
                yield key, {name: {"standing": each} for name, each in images.items() if each}

    def messages(self) -> Sequence[Message]:
        sent, self._queues.sent = self._queues.sent, []
        return sent

    def mails(self) -> Sequence[str]:
        return [mail.key for mail in self._mailer.mails]

    def standing_of(self, image: Mapping[str, Any]) -> Standing:
        standing: Standing = image["standing"]
        return standing

    def entry_of(self, image: Mapping[str, Any]) -> Entry:
        entry: Entry = image["entry"]
        return entry
