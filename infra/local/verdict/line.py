"""The verdict on a line: who was served when, by what everybody could see of the draw.

Takes the raw entrants and invitations, the orders and what shoppers were told, and the draws as
they were public; recomputes every turn. When units were given follows from the deadline until which
they were held. A demonstration pauses no sale, so its clock is the wall clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from infra.local.verdict import turns
from infra.local.verdict.findings import notices_doubled
from infra.local.verdict.promises import broken

if TYPE_CHECKING:
    from infra.local.crowd.journal import Journal
    from infra.local.verdict.books import Books, LineBooks
    from infra.local.verdict.turns import Draws, Planned

SIGMAS: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineVerdict:
    """The numbers of a line, and the sentences of what it broke."""

    entrants: int
    late_comers: int
    invited: int
    scripts: int
    script_units: int
    script_units_at_most: float
    units_for_all: int
    counts: dict[str, int]

    @property
    def broken(self) -> tuple[str, ...]:
        """One sentence for each broken promise."""
        told = broken(PROMISES, self.counts)
        if self.script_units <= self.script_units_at_most:
            return told
        scripts = (
            f"Scripts got {self.script_units:,} units; their share of identities explains at "
            f"most {self.script_units_at_most:,.0f}."
        )
        return (*told, scripts)

    def as_json(self) -> dict[str, Any]:
        """Return the fields of the report's `line`."""
        names = "entrants late_comers invited scripts script_units units_for_all"
        return {
            **{name: getattr(self, name) for name in names.split()},
            "script_units_at_most": round(self.script_units_at_most, 1),
            **self.counts,
        }


PROMISES: Final = {
    "served_early": "Units were given before their shopper's own turn: {}.",
    "behind_late_comers": "Late comers were served before all who were in time: {}.",
    "draws_wrong": "Draws are not what was public of them: {}.",
    "left_out": "Shoppers asked for a place in the line, and have none: {}.",
    "tickets_wrong": "Shoppers were told another place in the line than stands there: {}.",
    "invitations_misused": "Invitations were not used once each, by whoever joined: {}.",
    "notices_doubled": "Notices were sent more than once: {}.",
    "mails_in_the_outage": "Mails went out while there was no delivery: {}.",
}


def judge_line(
    books: Books,
    line: LineBooks,
    journal: Journal,
    shown: Draws,
    planned: Planned,
    *,
    mails: int = 0,
) -> LineVerdict:
    """Recompute everything about a line; `shown` is what was public of each window's draw.

    `mails` went out while none was to be delivered. Scripts are judged in the window for all.
    """
    for_all = len(planned.opens_at) - 1
    scripts = {fate.shopper for fate in journal.fates.values() if fate.is_script}
    given = turns.given_in(for_all, books, planned)
    stood = [entrant.shopper for entrant in line.entrants if entrant.window == for_all]
    standing, units = len(scripts.intersection(stood)), sum(given.values())
    return LineVerdict(
        entrants=len(line.entrants),
        late_comers=sum(e.joined_at >= planned.opens_at[e.window] for e in line.entrants),
        invited=sum(code.used_by is not None for code in line.invitations),
        scripts=standing,
        script_units=sum(given[shopper] for shopper in scripts),
        script_units_at_most=_most(units, standing / max(1, len(stood))),
        units_for_all=units,
        counts={
            **turns.out_of_turn(books, line, journal, shown, planned),
            "draws_wrong": turns.draws_wrong(shown, line, planned),
            "left_out": sum(fate.window is None for fate in journal.fates.values()),
            "tickets_wrong": turns.tickets_wrong(line, journal),
            "invitations_misused": turns.misused(line, planned),
            "notices_doubled": notices_doubled(books),
            "mails_in_the_outage": mails,
        },
    )


def _most(units: int, share: float) -> float:
    """Return how many units a share of identities explains, by four standard deviations."""
    return units * share + SIGMAS * sqrt(units * share * (1 - share))
