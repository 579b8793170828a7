"""All that is on record of a sale, as the audit reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from sale_api.domain.goods import Arrivals
from sale_api.domain.lot import Claim, Lot
from sale_api.domain.order import Order, Standing
from sale_api.domain.sale import Sale
from sale_api.domain.ticket import Ticket
from sale_api.domain.waiting import Entry


class Record(Struct, frozen=True, kw_only=True, dict=True):  # room for what is cached
    """A sale, its lots, what stands under the keys of orders, lines, list, and goods to come."""

    sale: Sale
    lots: Sequence[Lot]
    standing: Mapping[str, Standing]
    lines: Sequence[Sequence[Ticket]]
    entries: Mapping[str, Entry]
    goods: Sequence[Arrivals]
    now: int
    grace_ms: int

    @property
    def claims(self) -> Iterator[tuple[Lot, str, Claim]]:
        """All claims, each with the lot that it stands in, and its shopper."""
        return ((lot, shopper, claim) for lot in self.lots for shopper, claim in lot.claims.items())

    @cached_property
    def orders(self) -> Sequence[Order]:
        """All orders, whatever became of them."""
        return [each for each in self.standing.values() if isinstance(each, Order)]
