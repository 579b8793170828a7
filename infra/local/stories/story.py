"""What a story is: the facts of a sale that failed, and the plan under which it is played again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Story:
    """A reported sale. `plan` is the body of a plan without its windows and pools.

    `then` has what was reported, by the name of a row in the comparison; `chosen` lists in words
    what no report gives and was chosen for the play.
    """

    name: str
    title: str
    sale: str
    shoppers: int
    units: int
    registering: int
    plan: dict[str, Any]
    then: dict[str, str]
    chosen: tuple[str, ...]
    seed: int = 2009

    def sized(self, shoppers: int | None, units: int | None, scale: float) -> Story:
        """Return the same story with another crowd or stock; `scale` multiplies both."""
        return replace(
            self,
            shoppers=max(1, round((shoppers or self.shoppers) * scale)),
            units=max(1, round((units or self.units) * scale)),
        )

    @property
    def limit(self) -> int:
        """How many units one shopper may buy."""
        return int(self.plan["limit"])
