"""Afterwards everybody who ordered looks at the order's own page, by the link that came with it.

A page that is not there, or tells another story than the shopper was told, goes into the journal.
"""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from infra.local.crowd.asking import Asker
from infra.local.crowd.connection import Pool
from infra.local.crowd.journal import Journal, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.local.crowd.journal import Bought

_BROWSERS: Final = 32
_STANDING: Final = frozenset({"placed", "paid", "in_fulfilment"})


async def look_at_orders(api_url: str, journal: Journal, *, done: Callable[[], None]) -> None:
    """Open the page of each order in `journal` once; `done` is called for each."""
    address = urlsplit(api_url)
    host, port = address.hostname or "", address.port or 80
    async with Pool(host, port, _BROWSERS) as pool:
        asker = Asker(pool, journal, random.Random(0), f"{host}:{port}")
        orders = [
            (fate.number, bought)
            for fate in journal.fates.values()
            for bought in fate.orders.values()
        ]
        await asyncio.gather(*(_look(asker, number, bought, done) for number, bought in orders))


async def _look(asker: Asker, number: int, bought: Bought, done: Callable[[], None]) -> None:
    token = bought.link.partition("#")[2]
    request = asker.words("GET", f"/v1/orders/{bought.order}", token=token)
    reply = await asker.ask(number, Step.ORDER_PAGE, request)
    page = reply.body
    as_told = (page.get("order"), page.get("quantity")) == (bought.order, bought.quantity)
    if not (reply.accepted and as_told and page.get("state") in _STANDING):
        asker.journal.wrong_pages.append(bought.order)
    done()
