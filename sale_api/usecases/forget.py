"""Forget what a shopper had us remember; orders stay orders."""

from __future__ import annotations

from sale_api.ports import Baskets, Shoppers


def forget(*, shopper: str, shoppers: Shoppers, baskets: Baskets) -> None:
    """Delete the remembered delivery and every basket; again is the same.

    One read and one write, and one write for each basket.
    """
    shoppers.forget(shopper)
    for basket in baskets.of_shopper(shopper):
        baskets.drop(basket.sale, shopper)
