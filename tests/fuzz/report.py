"""What a run tells at its end: counts by operation and status, what was explained, the verdict."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.fuzz.run import Outcome

KEPT = Path("build/fuzz/findings.txt")
WIDTH = 110


def show(outcome: Outcome) -> None:
    """Print the report, and write examples of what was found to a file."""
    console = Console(width=None if Console().is_terminal else WIDTH, highlight=False)
    console.print(_table(outcome))
    console.print("\nRefusals of right requests, and the rule that explains them:")
    for reason, times in outcome.explained.most_common():
        console.print(f"  {times:5,}  {reason}", markup=False)
    share = 100 * outcome.signed_in / max(outcome.calls, 1)
    console.print(
        f"\n{outcome.calls:,} calls in {outcome.seconds:.0f} s, {share:.0f} % of them signed in; "
        f"seed {outcome.seed}."
    )
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(examples(outcome), encoding="utf-8")
    if outcome.broken:
        console.print("Verdict: the API and its contract differ.", style="bold red")
        for sentence in outcome.broken:
            console.print(f"  - {sentence}", markup=False)
        console.print(f"An example of each is in {KEPT}.")
    else:
        console.print("Verdict: everything was as the contract says.", style="bold green")


def examples(outcome: Outcome) -> str:
    """Return each finding with an exchange that shows it."""
    found = [
        f"{name}: {fault}\n    {kept[0]}\n" for (name, fault), kept in sorted(outcome.found.items())
    ]
    return "\n".join([*found, *outcome.broken])


def _table(outcome: Outcome) -> Table:
    statuses = sorted({status for counts in outcome.statuses.values() for status in counts})
    table = Table(title="Calls by operation and status", title_justify="left")
    table.add_column("")
    for status in statuses:
        table.add_column(str(status), justify="right")
    for name, counts in sorted(outcome.statuses.items()):
        named = "(not described)" if name == "none" else name
        table.add_row(named, *(f"{counts[each]:,}" if counts[each] else "" for each in statuses))
    return table
