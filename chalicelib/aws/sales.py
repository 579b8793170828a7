"""The plans on DynamoDB: one item a sale, each write conditional on the version before it."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import asdict

from chalicelib.aws.dynamo import Refused, put
from chalicelib.aws.session import answered
from chalicelib.aws.tables import SaleItem
from chalicelib.aws.wire import Item, packed
from sale_api.domain.sale import Sale
from sale_api.ports import Unmet

NEW = "attribute_not_exists(#sale)"
"""Whoever comes first under an id has it."""

NOT_CHANGED = "#version = :version"
"""Nobody has changed the sale since it was read."""


class DynamoSales:
    """`sale_api.ports.Sales`."""

    def find(self, sale: str) -> Sale | None:
        """Read one sale, consistently. One read."""
        try:
            with answered():
                return _sale_of(SaleItem.get(sale, consistent_read=True))
        except SaleItem.DoesNotExist:
            return None

    def all(self) -> Sequence[Sale]:
        """Read all sales, consistently. One request for each MB."""
        with answered():
            return [_sale_of(item) for item in SaleItem.scan(consistent_read=True)]

    def create(self, sale: Sale) -> Sale:
        """Write a new sale, or return the one that stands under its id. One write."""
        try:
            put(SaleItem.Meta.table_name, _item_of(sale), NEW)
        except Refused as refused:
            return _standing(refused) or sale
        return sale

    def replace(self, sale: Sale) -> None:
        """Write the next version over the one before it. One write."""
        before = {":version": packed(sale.version - 1)}
        try:
            put(SaleItem.Meta.table_name, _item_of(sale), NOT_CHANGED, before)
        except Refused as refused:
            # A write whose answer was lost finds itself there when it is repeated.
            if _standing(refused) != sale:
                raise Unmet from None


def _standing(refused: Refused) -> Sale | None:
    (item,) = refused.items
    return _sale_of(SaleItem.from_raw_data(dict(item))) if item else None


def _sale_of(item: SaleItem) -> Sale:
    return Sale(**{name: getattr(item, name) for name in Sale.__struct_fields__})


def _item_of(sale: Sale) -> Item:
    return SaleItem(**asdict(sale)).serialize()
