"""A prepared basket, as its owner sees it."""

from __future__ import annotations

from chalicelib.http.presenting.instants import instant, money
from chalicelib.http.presenting.orders import delivery_shown
from sale_api.usecases.basket import Prepared


def basket_shown(prepared: Prepared) -> dict[str, object]:
    """Return a basket with the terms that were agreed to, and what does not fit any more."""
    basket = prepared.basket
    agreed = basket.agreed
    return {
        "sale": basket.sale,
        "pool": basket.pool,
        "quantity": basket.quantity,
        "delivery": delivery_shown(basket.delivery),
        "payment": basket.payment,
        "title": agreed.title,
        "seller": agreed.seller,
        "price": money(agreed.price),
        "total": money(agreed.price.times(basket.quantity)),
        "prepared_at": instant(basket.prepared_at),
        "faults": [
            {"field": field, "problem": problem} for field, problem in prepared.faults.items()
        ],
    }
