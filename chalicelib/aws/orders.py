"""The orders on DynamoDB, and the bars that stand where no order may come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msgspec.structs import asdict, replace

from chalicelib.aws.dynamo import Refused, Update, get, get_all, put, update
from chalicelib.aws.tables import OrderItem
from chalicelib.aws.tasks import MARK_DONE, finishing, leasing
from chalicelib.aws.wire import Item, packed, unpacked
from sale_api.domain.erasure import forget_order_at
from sale_api.domain.moves import Actor
from sale_api.domain.order import Bar, Order, Standing
from sale_api.ports import Done, Taken, Unknown, Unmet

NOTHING_STANDS = "attribute_not_exists(#order)"
"""Checkout and expiry meet here: the first of them has the key for good."""

IS_ORDER = "attribute_exists(#version)"
"""An order stands there; bars have no version."""

NOT_OVERRULED = "(attribute_not_exists(#posted.#task) OR #posted.#task < :fate)"
"""No fate is noted of the mail that stands over this one, nor this very one."""

NOT_MOVED = "#version = :before"
"""The history is as it was when it was read: it only grows, so its length says all."""


class DynamoOrders:
    """`sale_api.ports.Orders`."""

    def find(self, order: str) -> Standing | None:
        """Read what stands under a key, consistently. One read."""
        item = get(OrderItem.Meta.table_name, _key_of(order))
        return order_from_image(item) if item else None

    def look(self, orders: Collection[str]) -> Mapping[str, Standing]:
        """Read what stands under keys, consistently. One request a hundred."""
        items = get_all(OrderItem.Meta.table_name, [_key_of(order) for order in orders])
        return {item["order"]["S"]: order_from_image(item) for item in items}

    def place(self, order: Order) -> Standing:
        """Create the order, or return what stands under its key. One write."""
        return self._create(order, _item_of(order))

    def bar(self, bar: Bar) -> Standing:
        """Create the bar, or return what stands under its key. One write."""
        item = {
            **_key_of(bar.order),
            "sale": packed(bar.sale),
            "barred_at": packed(bar.at),
            "forget_at": packed(forget_order_at(bar.at)),
        }
        if bar.offered_to:
            item |= {"offered_to": packed(bar.offered_to), "by": packed(bar.by)}
        return self._create(bar, item)

    def move(self, order: Order, done: str = "", at: int = 0) -> None:
        """Append the last event of `order`, if the order is as it was before it. One write."""
        try:
            update(appending(order, done, at))
        except Refused as refused:
            if not was_appended(refused, order):
                raise Unmet from None

    def lease(self, order: str, task: str, now: int, until: int) -> Order:
        """Take a task until an instant, and return the order as it then stands. One write.

        A lease whose answer was lost is `Taken`, by nobody: the message comes again later.
        """
        table, key = OrderItem.Meta.table_name, _key_of(order)
        leased = leasing(table, key, IS_ORDER, task, now=now, until=until)
        try:
            after = update(leased, "ALL_NEW")
        except Refused as refused:
            standing = _refusing(refused)
            if standing is None:
                raise Unmet from None
            raise (Done if task in standing.done else Taken) from None
        return _order_of(after)

    def finish(self, order: str, task: str, at: int) -> None:
        """Mark a task as done, for good; one that is done stays as it is. One write."""
        table, key = OrderItem.Meta.table_name, _key_of(order)
        try:
            update(finishing(table, key, IS_ORDER, task, at))
        except Refused:
            raise Unmet from None

    def posted(self, order: str, task: str, fate: str) -> None:
        """Note what became of a mail, unless a fate that stands over it is noted. One write."""
        noting = Update(
            table=OrderItem.Meta.table_name,
            key=_key_of(order),
            change="SET #posted.#task = :fate",
            conditions=(IS_ORDER, NOT_OVERRULED),
            values={":fate": packed(fate)},
            names={"#task": task},
        )
        try:
            update(noting)
        except Refused as refused:
            if not refused.items:
                raise Unknown("a transaction was in the way of a mail's fate") from None
            if _refusing(refused) is None:
                raise Unmet from None

    @staticmethod
    def _create(standing: Standing, item: Item) -> Standing:
        try:
            put(OrderItem.Meta.table_name, item, NOTHING_STANDS)
        except Refused as refused:
            if not refused.items:
                raise Unknown("a transaction was in the way of a new order") from None
            (there,) = refused.items
            return order_from_image(there) if there else standing
        return standing


def appending(order: Order, done: str = "", at: int = 0) -> Update:
    """Return what appends the last event of an order, if it is as it was before that.

    `done` also marks that task as done at `at`.
    """
    change = "SET #history = list_append(#history, :event), #version = :version"
    change += ", #resell = :resell"
    values = {
        ":event": packed(order.history[-1:]),
        ":version": packed(order.version),
        ":before": packed(order.version - 1),
        ":resell": packed(order.resell),
    }
    if done:
        change += f", {MARK_DONE}"
        values[":at"] = packed(at)
    return Update(
        table=OrderItem.Meta.table_name,
        key=_key_of(order.order),
        change=change,
        conditions=(NOT_MOVED,),
        values=values,
        names={"#task": done} if done else {},
    )


def was_appended(refused: Refused, order: Order) -> bool:
    """Tell whether the order that refused has this very history: its answer was lost before."""
    standing = _refusing(refused)
    return standing is not None and standing.history == order.history


def order_from_image(image: Mapping[str, Any]) -> Standing:
    """Return what an item of the table, or an image in its change stream, stands for.

    `TypeError` or `ValueError`: it is neither an order nor a bar.
    """
    if "barred_at" in image:
        bar = Bar(image["order"]["S"], image["sale"]["S"], unpacked(int, image["barred_at"]["N"]))
        if "offered_to" not in image:
            return bar
        return replace(bar, offered_to=image["offered_to"]["S"], by=Actor(image["by"]["S"]))
    return _order_of(image)


def _order_of(item: Item) -> Order:
    order: Order = unpacked(Order, item)
    return order


def _item_of(order: Order) -> Item:
    return OrderItem(
        **asdict(order),
        version=order.version,
        leases={},
        forget_at=forget_order_at(order.placed_at),
    ).serialize()


def _refusing(refused: Refused) -> Order | None:
    """Return the order that refused, or None: a bar, nothing, or a transaction in the way."""
    item = next(iter(refused.items), None)
    standing = order_from_image(item) if item else None
    return standing if isinstance(standing, Order) else None


def _key_of(order: str) -> Item:
    return {"order": {"S": order}}
