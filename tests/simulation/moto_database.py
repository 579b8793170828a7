"""What moto holds, seen from outside: its tables, queues and mails, without a request to any."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from chalicelib.aws.entries import entry_from_image
from chalicelib.aws.goods import goods_of
from chalicelib.aws.lot_items import lot_of
from chalicelib.aws.orders import order_from_image
from chalicelib.aws.queues import DEAD
from chalicelib.aws.tables import TABLES, EntrantItem, InvitationItem, LevelsItem, SaleItem
from sale_api.domain.goods import Arrivals
from sale_api.domain.invitation import Invitation
from sale_api.domain.levels import Levels
from sale_api.domain.lot import Lot
from sale_api.domain.order import Standing
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Entrant, Ticket
from sale_api.domain.waiting import Entry
from sale_api.ports import Queue
from tests.cloud import PREFIX, Stores, moto_backend
from tests.simulation.database import Message, Record

Item = Mapping[str, Any]


class OnMoto:
    """`database.Database` of the adapters on moto; `sent` is filled from outside.

    What moto stores is read anew each time, and only what has changed is made a value anew.
    """

    def __init__(self, stores: Stores, sale: str) -> None:
        self.stores = stores
        self.sent: list[str] = []
        self._sale = sale
        self._values: dict[tuple[str, str], tuple[Item, Any]] = {}
        self._passed_on: dict[str, Item] = {}
        self._taken: set[str] = set()

    @staticmethod
    def clear() -> None:
        """Empty all tables and queues."""
        for table in moto_backend("dynamodb").tables.values():
            table.items.clear()
        for queue in moto_backend("sqs").queues.values():
            queue._messages.clear()

    @staticmethod
    def kept() -> Callable[[], None]:
        """Return what puts all tables and queues back as they are now."""
        items = {name: deepcopy(_table(name).items) for name in TABLES}
        # Dead letters are received here, which changes them; other messages are only counted.
        messages = {
            name: deepcopy(queue._messages) if name.endswith(DEAD) else list(queue._messages)
            for name, queue in moto_backend("sqs").queues.items()
        }

        def put_back() -> None:
            for name, kept in items.items():
                _table(name).items = deepcopy(kept)
            for name, sent in messages.items():
                again = deepcopy(sent) if name.endswith(DEAD) else sent
                moto_backend("sqs").queues[name]._messages[:] = again

        return put_back

    @staticmethod
    def state() -> str:
        """Return all items of all tables, as moto stores them."""
        items = ((name, item) for name in TABLES for item in _table(name).all_items())
        return repr([(name, item.to_json()["Attributes"]) for name, item in items])

    def items(self, table: str) -> Sequence[tuple[str, Item]]:
        """Return the items of a table with their keys, as DynamoDB would send them."""
        stored = list(_table(table).items.items())
        return [(key.value, item.to_json()["Attributes"]) for key, item in stored]

    def sale(self) -> Sale:
        item = dict(self.items("sales"))[self._sale]
        return self._value("sales", self._sale, item, _sale_of)  # type: ignore[no-any-return]

    def lots(self) -> Mapping[int, Lot]:
        lots = [self._value("lots", key, item, lot_of) for key, item in self.items("lots")]
        return {lot.number: lot for lot in sorted(lots, key=lambda lot: lot.number)}

    def levels(self) -> Levels | None:
        item = dict(self.items("levels")).get(self._sale)
        if item is None:
            return None
        return self._value("levels", self._sale, item, _levels_of)  # type: ignore[no-any-return]

    def goods(self) -> Mapping[str, Arrivals]:
        goods = [self._value("goods", key, item, goods_of) for key, item in self.items("goods")]
        return {each.pool: each for each in goods}

    def entrants(self) -> Sequence[Entrant]:
        lines = _table("entrants").items.values()
        items = [item.to_json()["Attributes"] for line in lines for item in line.values()]
        return [_entrant_of(item) for item in items]

    def invitations(self) -> Sequence[Invitation]:
        return [
            self._value("invitations", key, item, _invitation_of)
            for key, item in self.items("invitations")
        ]

    def standing(self) -> Mapping[str, Standing]:
        return {
            key: self._value("orders", key, item, order_from_image)
            for key, item in self.items("orders")
        }

    def entries(self) -> Mapping[str, Entry]:
        return {
            shopper: self._value("waiting", shopper, item, entry_from_image)
            for shopper, item in self._items_of_lists()
        }

    def _items_of_lists(self) -> Sequence[tuple[str, Item]]:
        lists = list(_table("waiting").items.values())
        items = [item.to_json()["Attributes"] for each in lists for item in each.values()]
        return [(item["shopper"]["S"], item) for item in items]

    def changes(self) -> Sequence[tuple[str, Record]]:
        return [*self._changes(), *self._changes_of_lists()]

    def _changes_of_lists(self) -> Iterator[tuple[str, Record]]:
        for shopper, after in self._items_of_lists():
            before = self._passed_on.get(f"list {shopper}")
            if after != before:
                self._passed_on[f"list {shopper}"] = after
                images = {"OldImage": before, "NewImage": after}
                record = {name: image for name, image in images.items() if image}
                yield shopper, {"Keys": {"list": after["list"]}, **record}

    def _changes(self) -> Iterator[tuple[str, Record]]:
        for key, after in self.items("orders"):
            before = self._passed_on.get(key)
            if after != before:
                self._passed_on[key] = after
                images = {"OldImage": before, "NewImage": after}
                yield key, {name: image for name, image in images.items() if image}

    def messages(self) -> Sequence[Message]:
        new = [
            (queue, message)
            for queue in Queue
            for message in _messages(queue)
            if message.id not in self._taken
        ]
        self._taken.update(message.id for _, message in new)
        return [(queue, json.loads(message.body)) for queue, message in new]

    def mails(self) -> Sequence[str]:
        return self.sent

    def standing_of(self, image: Mapping[str, Any]) -> Standing:
        return order_from_image(image)

    def entry_of(self, image: Mapping[str, Any]) -> Entry:
        return entry_from_image(image)

    def _value(self, table: str, key: str, item: Item, make: Any) -> Any:
        known, value = self._values.get((table, key), (None, None))
        if known != item:
            value = make(item)
            self._values[table, key] = item, value
        return value


def _sale_of(item: Item) -> Sale:
    stored = SaleItem.from_raw_data(dict(item))
    return Sale(**stored.attribute_values)


def _entrant_of(item: Item) -> Entrant:
    sale, window, _ = item["line"]["S"].split("#")
    stored = EntrantItem.from_raw_data(dict(item))
    ticket = Ticket(
        sale=sale, window=int(window), shopper=stored.shopper, joined_at=stored.joined_at
    )
    return Entrant(ticket=ticket, contact=stored.contact)


def _invitation_of(item: Item) -> Invitation:
    stored = InvitationItem.from_raw_data(dict(item)).attribute_values
    sale, name = stored.pop("invitation").split("#")
    return Invitation(sale=sale, invitation=name, **stored)


def _levels_of(item: Item) -> Levels:
    decoded = {name: _decoded(each) for name, each in item.items()}
    return Levels(**LevelsItem.from_raw_data(decoded).attribute_values)


def _decoded(attribute: Mapping[str, Any]) -> dict[str, Any]:
    ((kind, content),) = attribute.items()
    # Moto keeps bytes as they came: as text, or decoded already.
    return {kind: b64decode(content) if kind == "B" and isinstance(content, str) else content}


def _table(name: str) -> Any:
    return moto_backend("dynamodb").tables[f"{PREFIX}{name}"]


def _messages(queue: Queue) -> list[Any]:
    messages: list[Any] = moto_backend("sqs").queues[f"{PREFIX}{queue}"]._messages
    return messages
