"""A lot as its item, and back."""

from __future__ import annotations

from chalicelib.aws.claims import forms_of, text_of
from chalicelib.aws.dynamo import Refused
from chalicelib.aws.tables import LotItem
from chalicelib.aws.wire import Item
from sale_api.domain.lot import Claim, Lot


def key_of(sale: str, number: int) -> Item:
    """Return the key of a lot; a sale's id has no `#`."""
    return {"lot": {"S": f"{sale}#{number}"}}


def item_of(lot: Lot) -> Item:
    """Return the item that a lot is."""
    return LotItem(
        lot=key_of(lot.sale, lot.number)["lot"]["S"],
        pool=lot.pool,
        allotted=lot.allotted,
        available=lot.available,
        returned=lot.returned,
        written_off=lot.written_off,
        claims=lot.claims,
    ).serialize()


def lot_of(item: Item) -> Lot:
    """Return the lot that an item is."""
    stored = LotItem.from_raw_data(dict(item))
    sale, _, number = stored.lot.rpartition("#")
    return Lot(
        sale=sale,
        number=int(number),
        pool=stored.pool,
        allotted=stored.allotted,
        available=stored.available,
        returned=stored.returned,
        written_off=stored.written_off,
        claims=stored.claims,
    )


def refusing(refused: Refused, writes: int = 2) -> list[Lot]:
    """Return the lots that refused; the first `writes` of a transaction are on lots."""
    return [lot_of(item) for item in refused.items[:writes] if item]


def has(lot: Lot, shopper: str, claim: Claim) -> bool:
    """Tell whether the lot has exactly this claim, settled or not: its write came through before.

    The id alone would not do: whoever tries again with another lender keeps the id.
    """
    return shopper in lot.claims and text_of(lot.claims[shopper]) in forms_of(claim)
