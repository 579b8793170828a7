"""The waiting lists on DynamoDB: one item a shopper and sale, in sixteen parts of each list.

An entry has a `turn` only while it waits, so the index by turn is the list itself. Each step is
conditional on the length of the history, which only grows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from chalicelib.aws.claims import text_of
from chalicelib.aws.dynamo import Refused, Update, get, put, query, update
from chalicelib.aws.entries import entry_from_image, key_of, step, updating, write
from chalicelib.aws.entry_queries import counting, items, pages, who_wait, whole
from chalicelib.aws.lots import CAN_OFFER, CAN_STAND, EXISTS, OF_POOL, change
from chalicelib.aws.tables import WaitingItem
from chalicelib.aws.tasks import finishing, leasing
from chalicelib.aws.wire import packed, packed_fields
from sale_api.domain import waiting
from sale_api.domain.contact import FORGOTTEN
from sale_api.domain.lot import Claim
from sale_api.domain.waiting import Entry, EntryState, what_became
from sale_api.ports import Done, Taken, Unknown, Unmet, Waited

NEW = "attribute_not_exists(#list)"
"""Joining twice is one item."""

THERE = "attribute_exists(#list)"

WAITS, DOES_NOT_WAIT = "#state = :waiting", "#state <> :waiting"

LAST_OFFER = "#state = :offered AND #order = :order"
"""This offer is the last, and nobody has noted what became of it."""


class DynamoWaiting:
    """`sale_api.ports.Waiting`."""

    def find(self, sale: str, shopper: str) -> Entry | None:
        """Read an entry, consistently. One read."""
        item = get(WaitingItem.Meta.table_name, key_of(sale, shopper))
        return entry_from_image(item) if item else None

    def join(self, entry: Entry) -> Entry:
        """Write a first entry, or return the one that stands there. One write."""
        fields = {**packed_fields(entry), **key_of(entry.sale, entry.shopper)}
        item = {
            **{name: field for name, field in fields.items() if name != "sale"},
            "state": packed(entry.state),
            "version": packed(entry.version),
            "leases": packed({}),
        }
        try:
            put(WaitingItem.Meta.table_name, item, NEW)
        except Refused as refused:
            if not refused.items or not refused.items[0]:
                raise Unknown("a transaction was in the way of a new entry") from None
            return entry_from_image(refused.items[0])
        return entry

    def join_again(self, entry: Entry) -> None:
        """Let an entry wait again, in a new place. One write."""
        wish = {
            "turn": packed(entry.turn),
            "pool": packed(entry.pool),
            "quantity": packed(entry.quantity),
            "price": packed(entry.price),
            "contact": packed(entry.contact),
        }
        write(entry, step(entry, DOES_NOT_WAIT, wish))

    def leave(self, entry: Entry) -> None:
        """Append that it left. One write."""
        write(entry, step(entry, WAITS, {}))

    def serve(self, entry: Entry) -> None:
        """Append that its shopper has units already. One write."""
        write(entry, step(entry, WAITS, {}))

    def offer(self, entry: Entry, home: int, claim: Claim, returned: int) -> None:
        """Take units, write the claim at home, append the offer. One transaction."""
        own = step(entry, WAITS, {"order": packed(entry.order)})
        write(entry, own, *_offering(entry, home, claim, returned))

    def end_offer(self, sale: str, shopper: str, order: str, to: EntryState, at: int) -> None:
        """Append what became of an offer, if it is the last one. One write."""
        words = "SET #history = list_append(#history, :event), #state = :state"
        words += ", #version = #version + :one"
        if to is EntryState.TAKEN:
            words += ", #took = :order"
        values = {
            ":event": packed((what_became(to, at),)),
            ":state": packed(to),
            ":one": packed(1),
            ":offered": packed(EntryState.OFFERED),
            ":order": packed(order),
        }
        try:
            update(updating(key_of(sale, shopper), words, (LAST_OFFER,), values))
        except Refused as refused:
            if not refused.items:
                raise Unmet from None  # a transaction was in the way: it is to be tried again

    def head(self, sale: str, pool: str, part: int) -> str | None:
        """Read the least turn of those who wait for a pool in one part, consistently. One read."""
        page = query(**who_wait(sale, pool, part), ConsistentRead=True, Limit=1)
        return next((item["turn"]["S"] for item in page["Items"]), None)

    def turns(self, sale: str, pool: str, most: int) -> Sequence[str]:
        """Read the turns of a pool, a moment old. One request for each part and MB of it."""
        turns: list[str] = []
        for part in range(waiting.PARTS):
            found = items(who_wait(sale, pool, part), Limit=most)
            turns += [item["turn"]["S"] for item in islice(found, most)]
        return sorted(turns)[:most]

    def counts(self, sale: str) -> Waited:
        """Count the entries of a sale. Two requests a part, and for each MB of it.

        DynamoDB counts: to read 80,000 histories would take a core eight seconds.
        """
        joined = offered = taken = 0
        for part in range(waiting.PARTS):
            for page in pages(counting(sale, part, "order")):  # the last offer's, which stays
                joined += page["ScannedCount"]
                offered += page["Count"]
            taken += sum(page["Count"] for page in pages(counting(sale, part, "took")))
        return Waited(joined, offered, taken)

    def of_sale(self, sale: str) -> Iterator[Entry]:
        """Give all entries of a sale, a moment old. One request for each part and MB of it."""
        for part in range(waiting.PARTS):
            yield from map(entry_from_image, items(whole(sale, part)))

    def forget(self, sale: str, shopper: str) -> None:
        """Erase how somebody is reached; again is harmless. One write."""
        values = {":forgotten": packed(FORGOTTEN)}
        update(updating(key_of(sale, shopper), "SET #contact = :forgotten", (THERE,), values))

    def lease(self, sale: str, shopper: str, task: str, now: int, until: int) -> Entry:
        """Take a task until an instant, and return the entry as it then stands. One write."""
        table, key = WaitingItem.Meta.table_name, key_of(sale, shopper)
        leased = leasing(table, key, THERE, task, now=now, until=until)
        try:
            return entry_from_image(update(leased, "ALL_NEW"))
        except Refused as refused:
            item = refused.items[0] if refused.items else None
            if not item:
                raise Unmet from None
            raise (Done if task in entry_from_image(item).done else Taken) from None

    def finish(self, sale: str, shopper: str, task: str, at: int) -> None:
        """Mark a task as done, for good. One write."""
        table, key = WaitingItem.Meta.table_name, key_of(sale, shopper)
        try:
            update(finishing(table, key, THERE, task, at))
        except Refused:
            raise Unmet from None


def _offering(entry: Entry, home: int, claim: Claim, returned: int) -> list[Update]:
    """Return what takes the units of an offer, and writes its claim at home.

    One update if they are the home lot's own: one item can stand only once in a transaction.
    """
    units: dict[str, int | str] = {
        "returned": returned,
        "available": claim.quantity - returned,
        "pool": entry.pool,
    }
    taking = "SET #returned = #returned - :returned, #available = #available - :available"
    lot, source = (entry.sale, home), (entry.sale, claim.source(home))
    standing = "#claims.#shopper = :claim"
    text: dict[str, int | str] = {"claim": text_of(claim)}
    names = {"#shopper": entry.shopper}
    if source == lot:
        conditions = (OF_POOL, CAN_OFFER, CAN_STAND)
        return [change(lot, f"{taking}, {standing}", conditions, units | text, names)]
    return [
        change(source, taking, (OF_POOL, CAN_OFFER), units),
        change(lot, f"SET {standing}", (EXISTS, CAN_STAND), text, names),
    ]
