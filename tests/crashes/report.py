"""What came of all points: a table by path, the verdict in a sentence, and the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.crashes.catalogue import Job, Kind
from tests.crashes.dooms import Crash
from tests.crashes.many import Tally
from tests.crashes.reached import Reached, call_sites

SHOWN = 10
_WIDTH = 100


@dataclass
class Findings:
    """The tallies of all jobs, and what they reached together, if they were all there are."""

    tallies: dict[Job, Tally] = field(default_factory=dict)
    reached: Reached = field(default_factory=Reached)
    seconds: float = 0.0
    is_whole: bool = True

    def add(self, job: Job, tally: Tally, reached: Reached) -> None:
        """Take what a job found."""
        self.tallies[job] = tally
        self.reached.add(reached)

    @property
    def paths(self) -> list[str]:
        """The names of all paths, each once."""
        return sorted({job.path for job in self.tallies})

    def row(self, path: str) -> dict[str, int]:
        """Return the numbers of a path: its calls of ports, and all points, whatever the kind."""
        own = {job.kind: tally for job, tally in self.tallies.items() if job.path == path}
        return {
            "calls": own[Kind.CALLS].calls,
            "points": sum(tally.points for tally in own.values()),
            "recovered": sum(tally.recovered for tally in own.values()),
            **{f"points_{kind.name.lower()}": tally.points for kind, tally in own.items()},
        }

    def totals(self) -> Mapping[str, int]:
        """Return the sums over all paths."""
        rows = [self.row(path) for path in self.paths]
        return {name: sum(row[name] for row in rows) for name in ("calls", "points", "recovered")}

    def missed(self) -> list[str]:
        """Return what no path has come to; of a part of the paths nothing can be said."""
        return self.reached.missed() if self.is_whole else []

    def failures(self) -> Iterable[tuple[Job, Crash, str]]:
        """Give each crash that did not recover."""
        for job, tally in self.tallies.items():
            for crash, sentence in tally.failures:
                yield job, crash, sentence

    def numbers(self) -> dict[str, Any]:
        """Return what goes into the report."""
        return {
            "paths": {path: self.row(path) for path in self.paths},
            **self.totals(),
            "verbs": dict(sorted(self.reached.verbs.items())),
            "call_sites": {"found": len(call_sites()), "reached": self.reached.sites()},
            "missed": self.missed(),
            "seconds": round(self.seconds, 1),
        }


def show(findings: Findings, console: Console | None = None) -> None:
    """Print the table, what did not recover, and the verdict."""
    console = console or Console(width=None if Console().is_terminal else _WIDTH)
    console.print()
    console.print(_table(findings))
    failures = list(findings.failures())
    for job, crash, sentence in failures[:SHOWN]:
        console.print(f"\n{job.path}, {job.kind}: {crash}.\n  {sentence}", highlight=False)
    console.print()
    style = "bold red" if failures or findings.missed() else "bold green"
    console.print(verdict(findings), style=style, highlight=False)


def verdict(findings: Findings) -> str:
    """Return the sentence that says whether everything recovered, and whether that was all."""
    totals = findings.totals()
    lost = totals["points"] - totals["recovered"]
    if lost:
        names = sorted({job.path for job, _, _ in findings.failures()})
        return f"Verdict: {lost:,} points did not recover, on: {'; '.join(names)}."
    if missed := findings.missed():
        return f"Verdict: no path comes to: {'; '.join(missed)}."
    kept = f"Verdict: all {totals['points']:,} points recovered"
    if not findings.is_whole:
        return f"{kept}."
    return (
        f"{kept}, on {len(findings.paths)} paths that come to all {len(call_sites())} places where "
        "use cases and workers call a port."
    )


def _table(findings: Findings) -> Table:
    table = Table(title="Where runs were ended, and recovered", title_justify="left")
    table.add_column("path")
    for name in ("calls", "points", "recovered"):
        table.add_column(name, justify="right")
    for path in findings.paths:
        row = findings.row(path)
        table.add_row(path, *(f"{row[name]:,}" for name in ("calls", "points", "recovered")))
    table.add_section()
    table.add_row("together", *(f"{number:,}" for number in findings.totals().values()))
    return table
