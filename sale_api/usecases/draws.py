"""The seeds of a sale's draws: made when it is published, and when a window is added later."""

from __future__ import annotations

from msgspec.structs import replace

from sale_api.domain.draw import commitment
from sale_api.domain.line import WindowDraw
from sale_api.domain.sale import Sale
from sale_api.ports import Chance, Seeds


def with_draws(sale: Sale, seeds: Seeds, chance: Chance) -> Sale:
    """Return the sale with a draw for each window, if it is drawn; else as it is.

    The seeds are kept before the sale may name their commitments: whoever stops in between, or is
    overtaken, leaves seeds that no sale names. One write for each new draw.
    """
    missing = len(sale.plan.windows) - len(sale.draws)
    if not sale.plan.is_drawn or missing <= 0:
        return sale
    fresh = []
    for _ in range(missing):
        seed = chance.secret()
        seeds.keep(seed)
        fresh.append(WindowDraw(commitment=commitment(seed)))
    return replace(sale, draws=(*sale.draws, *fresh))
