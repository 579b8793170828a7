"""What shoppers had us remember, on DynamoDB."""

from __future__ import annotations

from chalicelib.aws.links import ask_for_link
from chalicelib.aws.session import answered
from chalicelib.aws.tables import ShopperItem
from sale_api.domain.contact import Delivery


class DynamoShoppers:
    """`sale_api.ports.Shoppers`."""

    def delivery(self, shopper: str) -> Delivery | None:
        """Read the remembered delivery address, consistently. One read."""
        try:
            with answered():
                return ShopperItem.get(shopper, consistent_read=True).delivery
        except ShopperItem.DoesNotExist:
            return None

    def remember(self, shopper: str, delivery: Delivery) -> None:
        """Write the delivery address. One write."""
        with answered():
            ShopperItem(shopper, delivery=delivery).save()

    def forget(self, shopper: str) -> None:
        """Delete what is remembered. One write."""
        with answered():
            ShopperItem(shopper).delete()

    def ask_for_link(self, shopper: str, at: int, request: str) -> bool:
        """Count a sign-in link that is to be mailed, if it may be. One write."""
        return ask_for_link(shopper, at, request)
