"""The numbers in the README: written by a run, never by hand.

Takes the report of the last demonstration, keeps it under `docs/figures/`, and writes the table
between the README's two marks. A test holds the table against the kept report.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any, Final

from infra.local.stories.windows7 import WINDOWS7

REPORT: Final = Path("build/demo/windows7.json")
KEPT: Final = Path("docs/figures/windows7.json")
README: Final = Path("README.md")
BEGIN: Final = "<!-- figures: written by `make figures` from docs/figures/windows7.json -->\n"
END: Final = "<!-- /figures -->"

COUNTS: Final = {
    "shoppers": "shoppers",
    "units": "units",
    "ordered": "units ordered",
    "fulfilled": "units taken into fulfilment",
    "oversold": "units oversold",
    "undersold": "units undersold",
    "duplicates": "duplicates",
    "orders_lost": "orders lost",
    "unanswered": "requests without a final answer",
    "server_errors": "server errors",
    "notices_missing": "notices missing",
    "asked_to_retry": "requests asked to try again (all got a final answer)",
    "database_writes_per_refusal": "database writes for each refusal",
    "database_reads_per_process_second": "reads of sale and levels, each process and second",
    "seconds": "seconds for everything",
}


def main() -> int:
    """Keep the last report and write it into the README; refuse one of a broken or small run."""
    if not REPORT.exists():
        print("There is no report yet; run `make demo` first.", file=sys.stderr)
        return 1
    report = json.loads(REPORT.read_text())
    if report["broken"]:
        print("The last run broke promises; mend that first.", file=sys.stderr)
        return 1
    if report["not_judged"]:
        print("The last run was not judged in full; run `make demo` on moto.", file=sys.stderr)
        return 1
    if report["shoppers"] != WINDOWS7.shoppers:
        print("The last run was not of full size; run `make demo` without SCALE.", file=sys.stderr)
        return 1
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(REPORT, KEPT)
    README.write_text(written_into(README.read_text(), report))
    return 0


def written_into(readme: str, report: dict[str, Any]) -> str:
    """Return the README with the report's table between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table_of(report)}\n{END}{after}"


def table_of(report: dict[str, Any]) -> str:
    """Return the report as a table, numbers as the run wrote them."""
    rows = [f"| {name} | {report[field]:,} |" for field, name in COUNTS.items()]
    every_table = report["more"]["database_reads_per_process_second_all_tables"]
    rows.append(f"| reads of every table, looks before lending among them | {every_table:,} |")
    for kind in ("accepted", "refused"):
        latency = report["latency_ms"][kind]
        seconds = " / ".join(f"{latency[part] / 1000:.1f} s" for part in ("p50", "p99"))
        rows.append(f"| {kind} first requests: half within / 99 in 100 within | {seconds} |")
    return "\n".join(["| what | in this run |", "| --- | ---: |", *rows, ""])


if __name__ == "__main__":
    sys.exit(main())
