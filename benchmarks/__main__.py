"""Measure what each promise costs: `python -m benchmarks [NAME ...]`, all of them without a name.

Each benchmark runs in a process of its own, so that no stub, cache or setting of one meets
another. Writes `build/bench.json` and the tables in benchmarks/README.md; ends with 1 if a bar was
missed or a benchmark failed.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from benchmarks import ROOT, results, tables

BENCHMARKS: Final[Mapping[str, str]] = {
    "cpu": "CPU of one request inside the handler",
    "cold-start": "import and first request in a fresh interpreter",
    "costs": "requests and write units of each path",
    "throughput": "accepted reservations a second",
    "alternatives": "the same crowd on what people build instead",
    "growth": "memory, and the cost of a request in a large sale",
    "draw": "a million places, and the digest of a million",
    "proof": "a proof of work: what it costs us and others",
    "pipeline": "10,000 orders relayed, fulfilled and told",
    "polling": "a purchase while 500 browsers watch the sale",
}
"""Every benchmark with a few words; its module has the same name."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, run, and say what was missed."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args(arguments)
    unknown = set(wanted.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; choose of {', '.join(BENCHMARKS)}")
    if wanted.here:
        return _run_here(wanted.names[0])
    if not wanted.names:
        shutil.rmtree(results.PARTS, ignore_errors=True)
    failed = [name for name in wanted.names or BENCHMARKS if not _run(name)]
    return verdict(results.join(BENCHMARKS), failed)


def verdict(entries: Sequence[Mapping[str, Any]], failed: Sequence[str] = ()) -> int:
    """Say which bars were missed; 1 if any was, or a benchmark gave no numbers."""
    missed = [entry["name"] for entry in entries if not entry["holds"]]
    for name in failed:
        print(f"The benchmark {name} failed; its words stand above.", file=sys.stderr)
    for name in missed:
        print(f"Missed its bar: {name}.", file=sys.stderr)
    if not (missed or failed):
        print(f"All bars hold. {results.ALL.relative_to(ROOT)} has the numbers.")
    return 1 if missed or failed else 0


def _run(name: str) -> bool:
    print(f"{name}: {BENCHMARKS[name]}", flush=True)
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--here", name], check=False, cwd=ROOT
    )
    print(f"  {time.monotonic() - begun:.0f} s\n", flush=True)
    return done.returncode == 0


def _run_here(name: str) -> int:
    module = importlib.import_module(f"benchmarks.{name.replace('-', '_')}")
    measured: list[results.Result] = []
    for result in module.run():
        measured.append(result)
        print(f"  {_line(result)}", file=sys.stderr, flush=True)
    results.keep(name, measured)
    entries = [result.entry() for result in measured]
    page = tables.README.read_text(encoding="utf-8")
    tables.README.write_text(tables.written_into(page, name, entries), encoding="utf-8")
    return 0


def _line(result: results.Result) -> str:
    words = [f"{result.name}: {result.ours:.4g} against {result.reference:.4g} {result.unit}"]
    if result.ratio is not None:
        words.append(f"ratio {result.ratio:.2f}")
    if result.bar is not None:
        words.append(f"bar {result.bar:g}: {'holds' if result.holds else 'MISSED'}")
    return ", ".join(words)


if __name__ == "__main__":
    sys.exit(main())
