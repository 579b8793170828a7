"""`make race`: processes race on real engines while some are killed; judged from the database.

    python -m tests.race [--engine dynoxide|ministack] [--units N] [--seed N]

Writes `build/race.json`, an entry for each engine. Exit status 1 when anything was sold twice, left
over, lost or doubled, or when fewer than 20 kills came close enough to a write to count.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table

from infra.local.engines.kinds import KINDS
from infra.local.processes import StackError
from infra.local.progress import watching
from tests.race.judge import SENTENCES, kills_told, too_few
from tests.race.run import Outcome, race

if TYPE_CHECKING:
    from collections.abc import Sequence

REPORT: Final = Path("build/race.json")
SIZES: Final = (500, 1_000)
FEWEST_UNITS, MOST_UNITS = 50, 5_000
_WIDTH: Final = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Race on the engines that were asked for; give the exit status."""
    given = _asked(arguments)
    outcomes = []
    try:
        with watching() as watch:
            for engine in [given.engine] if given.engine else KINDS:
                sizes = (given.units,) if given.units else SIZES
                outcomes.append(race(engine, sizes, given.seed, watch=watch))
    except StackError as error:
        print(f"The race ended early: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    REPORT.parent.mkdir(exist_ok=True)
    written = {each.engine: numbers_of(each, given.seed) for each in outcomes}
    REPORT.write_text(json.dumps(written, indent=2) + "\n")
    return 1 if _show(outcomes, given.seed) else 0


def numbers_of(outcome: Outcome, seed: int) -> dict[str, Any]:
    """Return an engine's entry in the report."""
    found = asdict(outcome.findings)
    first = {name: found.pop(name) for name in ("oversold", "undersold", "lost", "doubled")}
    return {
        "units": outcome.units,
        "sold": outcome.sold,
        **first,
        **kills_told(outcome.kills),
        **found,
        **outcome.happened,
        "seconds": outcome.seconds,
        "seed": seed,
    }


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.race")
    parser.add_argument("--engine", choices=list(KINDS), help="both unless given")
    parser.add_argument("--units", type=int, help=f"one sale of so many, not of {SIZES}")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args(arguments)
    if given.units is not None and not FEWEST_UNITS <= given.units <= MOST_UNITS:
        parser.error(f"--units: give {FEWEST_UNITS} to {MOST_UNITS:,}")
    return given


def _show(outcomes: Sequence[Outcome], seed: int) -> bool:
    """Print the table and the verdict; tell whether anything was broken."""
    console = Console(width=None if Console().is_terminal else _WIDTH)
    table = Table(title=f"Races, and who was killed in them (seed {seed})", title_justify="left")
    table.add_column("")
    for outcome in outcomes:
        table.add_column(outcome.engine, justify="right")
    entries = [numbers_of(outcome, seed) for outcome in outcomes]
    for name in [name for name in entries[0] if name not in {"killed", "seed"}]:
        shown = [f"{entry[name]:,}" for entry in entries]
        table.add_row(name.replace("_", " "), *shown)
    console.print()
    console.print(table)
    broken = [sentence for outcome in outcomes for sentence in sentences(outcome)]
    if broken:
        console.print("\n".join(["Verdict: the race found faults.", *broken]), style="bold red")
    else:
        kept = "Verdict: nothing oversold, left over, lost or doubled."
        console.print(kept, style="bold green")
    console.print(f"The numbers are in {REPORT}, the logs in build/race/.", highlight=False)
    return bool(broken)


def sentences(outcome: Outcome) -> list[str]:
    """Say what was broken, and whether the run was hard enough to prove anything."""
    found = [
        f"  - {outcome.engine}: {SENTENCES[name]}: {count:,}."
        for name, count in outcome.findings.broken.items()
    ]
    few = too_few(outcome.kills)
    return [*found, *([f"  - {outcome.engine}: {few}"] if few else [])]


if __name__ == "__main__":
    sys.exit(main())
