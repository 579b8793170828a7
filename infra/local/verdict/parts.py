"""The verdicts on the warehouse, and on what only some sales have: a line, a list, pools..."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from infra.local.verdict.line import LineVerdict
    from infra.local.verdict.pools import PoolVerdict
    from infra.local.verdict.shortage import ShortageVerdict
    from infra.local.verdict.waits import WaitVerdict
    from infra.local.verdict.warehouse import WarehouseVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What was judged beside what every sale promises; none: the sale has no such thing."""

    line: LineVerdict | None = None
    waitlist: WaitVerdict | None = None
    shortage: ShortageVerdict | None = None
    pools: PoolVerdict | None = None
    warehouse: WarehouseVerdict | None = None

    @property
    def broken(self) -> tuple[str, ...]:
        """One sentence for each broken promise."""
        parts = (self.line, self.waitlist, self.shortage, self.pools, self.warehouse)
        return tuple(broken for part in parts if part for broken in part.broken)

    @property
    def not_judged(self) -> tuple[str, ...]:
        """What this run says nothing about, in sentences."""
        parts = (self.waitlist, self.shortage, self.pools)
        return tuple(sentence for part in parts if part for sentence in part.not_judged)

    def as_json(self) -> dict[str, Any]:
        """Return the report's fields of each part that there is."""
        names = ("line", "waitlist", "shortage", "pools", "warehouse")
        parts = {name: getattr(self, name) for name in names}
        return {name: part.as_json() for name, part in parts.items() if part}


NO_PARTS: Final = Parts()
