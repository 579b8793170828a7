"""A shop in memory where people prepare baskets, and buy with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from sale_api.domain.basket import Basket, terms_of
from sale_api.domain.contact import Delivery
from sale_api.domain.payment import Payment
from sale_api.usecases import basket as preparing
from sale_api.usecases import buy as buying
from sale_api.usecases.place_order import Placed
from sale_api.usecases.watch import Watch
from tests.fakes import FakeBaskets
from tests.sale_api.given import CONTACT, DELIVERY, GRACE, OPENS, SALE, a_plan
from tests.sale_api.shop import Shop


def a_basket(**changes: Any) -> Basket:
    """Return a basket that fits the plan that tests start from."""
    basket = Basket(
        sale=SALE,
        shopper="anna",
        pool="main",
        quantity=2,
        delivery=DELIVERY,
        payment=Payment.INVOICE,
        agreed=terms_of(a_plan()),
        prepared_at=OPENS,
    )
    return replace(basket, **changes)


@dataclass
class BasketShop(Shop):
    """The same shop, with baskets."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.baskets: Any = FakeBaskets()

    def prepare(
        self,
        shopper: str,
        quantity: int = 2,
        pool: str | None = None,
        delivery: Delivery = DELIVERY,
    ) -> preparing.Prepared:
        return preparing.prepare(
            sale_id=SALE,
            shopper=shopper,
            quantity=quantity,
            pool=pool,
            delivery=delivery,
            payment=Payment.INVOICE,
            now=self.now,
            watch=self.watch,
            baskets=self.baskets,
        )

    def prepared(self, shopper: str) -> preparing.Prepared:
        return preparing.prepared(
            sale_id=SALE, shopper=shopper, now=self.now, watch=self.watch, baskets=self.baskets
        )

    def drop(self, shopper: str) -> None:
        preparing.drop(
            sale_id=SALE, shopper=shopper, now=self.now, watch=self.watch, baskets=self.baskets
        )

    def buy(self, shopper: str, watch: Watch | None = None) -> Placed:
        return buying.buy(
            sale_id=SALE,
            buyer=buying.Buyer(shopper, CONTACT),
            counter=buying.Counter(
                now=self.now,
                watch=watch or self.watch,
                sales=self.sales,
                lots=self.lots,
                orders=self.orders,
                chance=self.chance,
                circles=self.circles,
                grace_ms=GRACE,
            ),
            baskets=self.baskets,
        )

    def retitle(self, title: str) -> None:
        """Change what is sold, and let this process see it."""
        plan = replace(self.sale.plan, title=title)
        self.sales.sales[SALE] = replace(self.sale, plan=plan, version=self.sale.version + 1)
        self.watch = self.another_process()
