"""Money: whole minor units of one currency; no fractions, no conversion."""

from __future__ import annotations

from msgspec import Struct

LARGEST_MINOR = 10**11
"""A bound far above any price, so that totals stay exact in every JSON reader (below 2**53)."""

CURRENCIES = frozenset({"CHF", "CZK", "DKK", "EUR", "GBP", "NOK", "PLN", "SEK", "USD"})
"""Currencies that sales may use: each has two decimals, so that amounts can be written plainly."""


class Money(Struct, frozen=True):
    """An amount in minor units (cents of EUR) of a currency by its ISO 4217 code."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse what could not have come from a checked plan."""
        assert 0 <= self.minor <= LARGEST_MINOR, f"an amount of {self.minor} minor units"
        assert self.currency in CURRENCIES, f"a currency called {self.currency!r}"

    def __str__(self) -> str:
        """Return the amount as 49.97 EUR."""
        return f"{self.minor // 100}.{self.minor % 100:02} {self.currency}"

    def times(self, quantity: int) -> Money:
        """Return the price of `quantity` units."""
        return Money(self.minor * quantity, self.currency)
