"""What a prepared basket costs: to prepare it, and to buy with it in one request.

Buying is reserving, ordering, and one read. Who comes when nothing is left costs nothing, whatever
their baskets say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benchmarks.bench import bench
from benchmarks.crowds import ceilings
from benchmarks.results import Result
from benchmarks.shop import DELIVERY, SALE, Shop, event
from infra.local.proxy_event import Event

FIVE_LOTS: Final = 80
TIMES: Final = 20


def buying_at_once(url: str) -> Iterator[Result]:
    """Prepare a basket, buy with it, ask again; and come too late."""
    with bench(url, units=FIVE_LOTS) as ours:
        prepare, buy = _preparing(ours.shop, 0), _buying(ours.shop, 0)
        with ours.warm().counting() as counts:
            assert ours.ask(prepare)["faults"] == []
        yield from ceilings("prepare a basket", counts, 1, 1)
        with ours.warm().counting() as counts:
            order = ours.ask(buy)
            assert order["state"] == "placed", order
        yield from ceilings("buy at once", counts, 3, 3)
        with ours.warm().counting() as counts:
            assert ours.ask(buy)["order"] == order["order"]
        yield from ceilings("buy at once, asked again", counts, 3, 1)
    with bench(url, units=32, limit=32) as ours:
        ours.reserve(0, 32)
        ours.publish_levels()
        with ours.warm().counting() as counts:
            for number in range(1, TIMES):
                ours.told(_buying(ours.shop, number), "sold_out")
        yield from ceilings("refused: nothing is left to buy at once", counts, 0, 0)


def _preparing(shop: Shop, number: int) -> Event:
    basket = {"quantity": 1, "delivery": DELIVERY, "payment": "invoice", "consent": True}
    token = shop.shopper(number)
    return event("PUT", "/v1/sales/{sale}/basket", token=token, body=basket, sale=SALE)


def _buying(shop: Shop, number: int) -> Event:
    token, path = shop.shopper(number), "/v1/sales/{sale}/reservation"
    return event("POST", path, token=token, body={"order": True}, sale=SALE)
