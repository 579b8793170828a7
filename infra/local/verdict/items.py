"""Raw items of the shop's tables, parsed by hand: what the verdict believes, and no more.

Takes items as DynamoDB sends them (`{"available": {"N": "3"}}`); raises `KeyError` or `ValueError`
for an item that is not what the tables are described to hold, which a verdict must not overlook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from infra.local.verdict.books import (
    Claim,
    Entrant,
    Entry,
    EntryEvent,
    Goods,
    Invitation,
    Lot,
    Order,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    Item = Mapping[str, Mapping[str, Any]]

_BASE: Final = 36
_OFFERED: Final = "o"


def lot_from(item: Item) -> Lot:
    """Return a lot; its key is `sale#number`."""
    number = int(item["lot"]["S"].rpartition("#")[2])
    claims = tuple(
        claim_from(shopper, number, text["S"]) for shopper, text in item["claims"]["M"].items()
    )
    return Lot(
        number=number,
        allotted=_whole(item, "allotted"),
        available=_whole(item, "available"),
        returned=_whole(item, "returned"),
        written_off=_whole(item, "written_off"),
        claims=claims,
        pool=item["pool"]["S"],
    )


def claim_from(shopper: str, home: int, text: str) -> Claim:
    """Return a claim from `quantity.claim.deadline.lender[.flags]`, with two in base 36."""
    quantity, claim, deadline, lender, *flags = text.split(".")
    return Claim(
        shopper,
        claim,
        int(quantity),
        home,
        lender=int(lender, _BASE) if lender else home,
        deadline_at=int(deadline, _BASE),
        offered=_OFFERED in "".join(flags),
    )


def is_bar(item: Item) -> bool:
    """Whether an item of the orders table only says that no order may come here."""
    return "barred_at" in item


def order_from(item: Item) -> Order:
    """Return an order; its state is what the last event of its history says."""
    claim = claim_from(item["shopper"]["S"], _whole(item, "home"), item["claim"]["S"])
    history = [event["M"] for event in item["history"]["L"]]
    return Order(
        order=item["order"]["S"],
        shopper=claim.shopper,
        claim=claim.claim,
        quantity=claim.quantity,
        total_minor=claim.quantity * int(item["price"]["M"]["minor"]["N"]),
        state=history[-1]["what"]["S"],
        email=item["contact"]["M"]["email"]["S"],
        events=tuple(_name_of(event) for event in history),
        deadline_at=claim.deadline_at,
        offered=claim.offered,
        pool=item["pool"]["S"],
        at=tuple(_whole(event, "at") for event in history),
    )


def _name_of(event: Item) -> str:
    """Return what an event is: a note is told by its kind, for it repeats the state."""
    name: str = event["note"]["M"]["kind"]["S"] if "note" in event else event["what"]["S"]
    return name


def goods_from(item: Item) -> Goods:
    """Return what has arrived of a pool, and was given; its key is `sale#pool`."""
    arrivals = item["arrivals"]["M"].values()
    arrived = sum(int(units["N"]) for units in arrivals)
    return Goods(item["goods"]["S"].rpartition("#")[2], arrived, _whole(item, "given"))


def entrant_from(item: Item) -> Entrant:
    """Return who joined a line; its key is `sale#window#part`."""
    _, window, _ = item["line"]["S"].split("#")
    return Entrant(item["shopper"]["S"], int(window), _whole(item, "joined_at"))


def invitation_from(item: Item) -> Invitation:
    """Return what became of a code."""
    used_by = item.get("used_by", {}).get("S")
    return Invitation(_whole(item, "window"), used_by)


def entry_from(item: Item) -> Entry:
    """Return an entry of a waiting list; its key is `sale#part`, and the shopper."""
    return Entry(
        shopper=item["shopper"]["S"],
        quantity=_whole(item, "quantity"),
        price_minor=int(item["price"]["M"]["minor"]["N"]),
        email=item["contact"]["M"]["email"]["S"],
        order=item.get("order", {}).get("S", ""),
        history=tuple(_entry_event_from(event["M"]) for event in item["history"]["L"]),
        pool=item["pool"]["S"],
    )


def _entry_event_from(event: Item) -> EntryEvent:
    what = event["what"]["S"]
    return EntryEvent(
        at=_whole(event, "at"),
        what=what,
        quantity=_whole(event, "quantity") if "quantity" in event else None,
        read_at=_whole(event, "read_at") if what == "offered" else None,
    )


def _whole(item: Item, name: str) -> int:
    return int(item[name]["N"])
