"""The verdict on what is packed: by what the warehouse was told and could verify itself.

That an order is in fulfilment is the shop's own word for it; here is whether anybody heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from infra.local.verdict.promises import broken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.verdict.books import Books

PROMISES: Final = {
    "never_heard_of": "The warehouse never heard of orders that are to be packed: {}.",
    "packed_in_vain": "The warehouse packs orders that have ended, or never were: {}.",
    "unverified": "The warehouse was told things that it could not verify: {}.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseVerdict:
    """How many orders the warehouse was told to pack, and that had ended; and what was broken."""

    ready: int
    ended: int
    counts: Mapping[str, int]

    @property
    def broken(self) -> tuple[str, ...]:
        """One sentence for each broken promise."""
        return broken(PROMISES, self.counts)

    def as_json(self) -> dict[str, Any]:
        """Return the fields of the report's `warehouse`."""
        return {"ready": self.ready, "ended": self.ended, **self.counts}


def judge_warehouse(books: Books, told: Mapping[str, Any]) -> WarehouseVerdict:
    """Hold what the warehouse was told against the orders; what has ended stays ended."""
    heard = {
        kind: {message["order"] for message in told["messages"] if message["type"] == kind}
        for kind in ("order.ready", "order.ended")
    }
    ready, ended = heard.values()
    packed, in_force = ready - ended, {order.order for order in books.in_force}
    return WarehouseVerdict(
        ready=len(ready),
        ended=len(ended),
        counts={
            "never_heard_of": len(in_force - packed),
            "packed_in_vain": len(packed - in_force),
            "unverified": int(told["refused"]),
        },
    )
