"""Prepared baskets on DynamoDB: one item each, gone some time after the sale."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.aws.session import answered
from chalicelib.aws.tables import BasketItem
from sale_api.domain.basket import Basket

FIELDS = Basket.__struct_fields__
"""Named as the item's attributes."""


class DynamoBaskets:
    """`sale_api.ports.Baskets`."""

    def find(self, sale: str, shopper: str) -> Basket | None:
        """Read a shopper's basket in a sale, consistently. One read."""
        try:
            with answered():
                return _basket(BasketItem.get(shopper, sale, consistent_read=True))
        except BasketItem.DoesNotExist:
            return None

    def of_shopper(self, shopper: str) -> Sequence[Basket]:
        """Read all baskets of a shopper, consistently. One request for each MB."""
        with answered():
            return [_basket(item) for item in BasketItem.query(shopper, consistent_read=True)]

    def keep(self, basket: Basket, until: int) -> None:
        """Write a basket over the one before. One write."""
        fields = {name: getattr(basket, name) for name in FIELDS}
        with answered():
            BasketItem(**fields, forget_at=until // 1_000 + 1).save()

    def drop(self, sale: str, shopper: str) -> None:
        """Delete a basket; none is the same. One write."""
        with answered():
            BasketItem(shopper, sale).delete()


def _basket(item: BasketItem) -> Basket:
    return Basket(**{name: getattr(item, name) for name in FIELDS})
