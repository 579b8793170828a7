"""A lot: a handful of units on one item, and who claimed the others.

The item arbitrates. Each rule below stands a second time as a condition expression in
`chalicelib/aws/lots.py`, under the same name; the contract suite holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

UNITS_PER_LOT = 16
"""How many units a lot holds at most when there is more than one: the spread of the writes."""

LARGEST_SINGLE_LOT = 32
"""Up to so many units one lot serves better: cutting twenty units twenty times costs tries."""


class Returned(StrEnum):
    """Where units go that come back: on sale again, or out of the sale for good."""

    RETURNED = "returned"
    WRITTEN_OFF = "written_off"


class Claim(Struct, frozen=True):
    """Units that a shopper holds; it stands in the shopper's home lot, wherever they come from.

    `deadline` is on the sale's clock. `lender` is the lot that gave the units, if not the home
    lot. `settled` says that the claim became an order, so that no deadline touches it any more.
    `offered` says that it was given to who waited, not asked for.
    """

    quantity: int
    claim: str
    deadline: int
    lender: int | None = None
    settled: bool = False
    offered: bool = False

    def __post_init__(self) -> None:
        """Refuse a claim on nothing."""
        assert self.quantity > 0, f"a claim on {self.quantity} units"

    def is_over(self, clock: int, grace_ms: int) -> bool:
        """Tell whether the deadline is past by more than the grace, on the sale's clock."""
        return not self.settled and clock > self.deadline + grace_ms

    def source(self, home: int) -> int:
        """Return the number of the lot that the units came from."""
        return home if self.lender is None else self.lender


class Lot(Struct, frozen=True):
    """One lot: `allotted` units, of which some are on sale, came back, or were written off."""

    sale: str
    number: int
    pool: str
    allotted: int
    available: int
    returned: int = 0
    written_off: int = 0
    claims: Mapping[str, Claim] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hold I2: nothing is negative."""
        counts = (self.allotted, self.available, self.returned, self.written_off)
        assert min(counts) >= 0, f"a negative count in lot {self.number}: {counts}"

    def can_claim(self, shopper: str, quantity: int) -> bool:
        """Tell whether there are as many units and no claim of this shopper."""
        return self.can_lend(quantity) and self.can_stand(shopper)

    def can_lend(self, quantity: int) -> bool:
        """Tell whether as many units are on sale."""
        return self.available >= quantity

    def can_stand(self, shopper: str) -> bool:
        """Tell whether a claim of this shopper may be written here: a shopper has one at most."""
        return shopper not in self.claims

    def can_offer(self, returned: int, available: int) -> bool:
        """Tell whether as many units came back, and as many are on sale."""
        return self.returned >= returned and self.available >= available

    def stands(self, shopper: str, claim: Claim) -> bool:
        """Tell whether this very claim stands here, settled or not.

        Its id alone would not do: whoever tries again with another lender keeps the id.
        """
        standing = self.claims.get(shopper)
        return standing is not None and replace(standing, settled=claim.settled) == claim

    def claimed(self, shopper: str, claim: Claim) -> Lot:
        """Return the lot with the claim written and, unless they are lent, its units gone."""
        taken = claim.quantity if claim.lender is None else 0
        return replace(self.holding(shopper, claim), available=self.available - taken)

    def holding(self, shopper: str, claim: Claim) -> Lot:
        """Return the lot with the claim written; the units are not counted here."""
        return replace(self, claims={**self.claims, shopper: claim})

    def lent(self, quantity: int) -> Lot:
        """Return the lot with units gone to a claim that stands in another lot."""
        return replace(self, available=self.available - quantity)

    def offered(self, returned: int, available: int) -> Lot:
        """Return the lot with units gone to an offer, of those that came back and those on sale."""
        return replace(
            self, returned=self.returned - returned, available=self.available - available
        )

    def released(self, shopper: str) -> Lot:
        """Return the lot without this shopper's claim; the units are not counted here."""
        rest = {key: claim for key, claim in self.claims.items() if key != shopper}
        return replace(self, claims=rest)

    def restocked(self, quantity: int, where: Returned) -> Lot:
        """Return the lot with units that came back to it."""
        if where is Returned.RETURNED:
            return replace(self, returned=self.returned + quantity)
        return replace(self, written_off=self.written_off + quantity)

    def settled(self, shopper: str) -> Lot:
        """Return the lot with this shopper's claim marked as an order's."""
        claim = replace(self.claims[shopper], settled=True)
        return replace(self, claims={**self.claims, shopper: claim})

    def promoted(self, quantity: int) -> Lot:
        """Return the lot with returned units on sale again."""
        return replace(self, available=self.available + quantity, returned=self.returned - quantity)


def lots_for(units: int) -> int:
    """Return into how many lots units are cut: one up to 32, else as few as hold 16 at most."""
    return 1 if units <= LARGEST_SINGLE_LOT else -(-units // UNITS_PER_LOT)


def cut(units: int) -> list[int]:
    """Cut units evenly into lots, the larger ones first."""
    lots = lots_for(units)
    smaller, larger_lots = divmod(units, lots)
    return [smaller + 1] * larger_lots + [smaller] * (lots - larger_lots)
