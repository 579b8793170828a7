"""The plans of all sales."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sale_api.domain.sale import Sale


class Sales(Protocol):
    """The plans. Writes are conditional on the version."""

    def find(self, sale: str) -> Sale | None:
        """Read one sale, consistently. One read."""

    def all(self) -> Sequence[Sale]:
        """Read all sales. A scan: one request for each MB."""

    def create(self, sale: Sale) -> Sale:
        """Write a new sale, or return the one that stands under its id. One write."""

    def replace(self, sale: Sale) -> None:
        """Write the next version over the one before it, else `Unmet`. One write."""
