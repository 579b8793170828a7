"""What a demonstration's report says of a line: who was served when, and what scripts got."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.local.crowd.journal import Step

if TYPE_CHECKING:
    from infra.local.stories.play import Played
    from infra.local.stories.story import Story
    from infra.local.verdict.judge import Verdict


def line_rows(story: Story, played: Played, verdict: Verdict) -> dict[str, str]:
    """Return the rows of the comparison that only a sale with a line has."""
    line, journal = verdict.parts.line, played.journal
    if line is None:
        return {}
    counts = line.counts
    rows = {
        "signing_in": f"{len(journal.fates):,} signed in, {played.turned_away:,} could not",
        "line": f"By a draw, which was recomputed: {line.entrants:,} joined, "
        f"{line.late_comers:,} of them late. Served before their turn: {counts['served_early']:,}; "
        f"late comers before those in time: {counts['behind_late_comers']:,}",
        "scripts": f"{line.scripts:,} scripts tried {journal.count(Step.RELOAD):,} times and got "
        f"{line.script_units:,} of the {line.units_for_all:,} units sold to all; their share would "
        f"explain {line.script_units_at_most:,.0f}",
    }
    if line.invited:
        rows["invitations"] = (
            f"A window of its own, before the one for all: {line.invited:,} used; "
            f"misused: {counts['invitations_misused']:,}"
        )
    if story.mail_is_down:
        rows["mails"] = (
            f"While none was delivered: {counts['mails_in_the_outage']:,}; orders' pages that were "
            f"not true meanwhile: {len(journal.wrong_pages):,}. Afterwards: missing "
            f"{verdict.notices_missing:,}, doubled {counts['notices_doubled']:,}"
        )
    return rows
