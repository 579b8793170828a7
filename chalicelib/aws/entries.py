"""An entry of a waiting list as its item, and back; and the writes that move it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.aws.dynamo import Refused, Update, transact, update
from chalicelib.aws.lot_items import lot_of
from chalicelib.aws.tables import WaitingItem
from chalicelib.aws.wire import Item, packed, unpacked
from sale_api.domain.waiting import Entry, EntryState, part_of
from sale_api.ports import Unmet

NOT_MOVED = "#version = :before"
"""The history is as it was when it was read: it only grows, so its length says all."""


def entry_from_image(image: Mapping[str, Any]) -> Entry:
    """Return what an item of the table, or an image in its change stream, stands for."""
    sale = image["list"]["S"].rpartition("#")[0]
    entry: Entry = unpacked(Entry, {**image, "sale": packed(sale)})
    return entry


def write(entry: Entry, own: Update, *others: Update) -> None:
    """Write a step, with others or none; one that was written before is done."""
    try:
        if others:
            transact(own, *others)
        else:
            update(own)
    except Refused as refused:
        standing, *lots = refused.items or (None,)
        if standing:
            there = entry_from_image(standing)
            if (there.history, there.order) == (entry.history, entry.order):
                return
        raise Unmet(*(lot_of(lot) for lot in lots if lot)) from None


def step(entry: Entry, condition: str, fields: Item) -> Update:
    """Return the update that appends the entry's last event; only who waits keeps a turn."""
    change = "SET #history = list_append(#history, :event), #version = :version, #state = :state"
    change += "".join(f", #{name} = :{name}" for name in fields)
    if "turn" not in fields:
        change += " REMOVE #turn"
    values = {
        ":event": packed(entry.history[-1:]),
        ":version": packed(entry.version),
        ":before": packed(entry.version - 1),
        ":state": packed(entry.state),
        ":waiting": packed(EntryState.WAITING),
        **{f":{name}": field for name, field in fields.items()},
    }
    key = key_of(entry.sale, entry.shopper)
    return updating(key, change, (NOT_MOVED, condition), values)


def updating(key: Item, change: str, conditions: tuple[str, ...], values: Item) -> Update:
    """Return the update of one entry."""
    return Update(
        table=WaitingItem.Meta.table_name,
        key=key,
        change=change,
        conditions=conditions,
        values=values,
    )


def key_of(sale: str, shopper: str) -> Item:
    """Return the key of an entry."""
    return {"list": packed(list_of(sale, part_of(shopper))), "shopper": packed(shopper)}


def list_of(sale: str, part: int) -> str:
    """Return the name of a part of a sale's list; a sale's id has no `#`."""
    return f"{sale}#{part}"
