"""`make crashes`: let every use case and worker die at every call it makes, and see it recover.

    python -m tests.crashes [--path NAME]

Writes `build/crashes.json`. Exit status 1 if any point did not recover, or if use cases or workers
call a port where no path comes to. With a path: that one alone, and the history of what failed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from multiprocessing import get_context
from pathlib import Path
from time import monotonic

from infra.local.moto_speed import remember
from infra.local.progress import watching
from tests.crashes.catalogue import PATHS, Job, done, ground_of, jobs
from tests.crashes.dooms import Crash
from tests.crashes.play import Player
from tests.crashes.report import Findings, show
from tests.simulation.history import Line

REPORT = Path(__file__).parents[2] / "build" / "crashes.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 if every point recovered, and every call of a port was on some path."""
    parser = argparse.ArgumentParser(prog="python -m tests.crashes")
    parser.add_argument("--path", choices=PATHS, metavar="NAME", help="this path alone")
    only = parser.parse_args(arguments).path
    findings = _found([job for job in jobs() if only in {None, job.path}])
    findings.is_whole = only is None
    show(findings)
    failures = list(findings.failures())
    if only:
        if failures:
            _retell(*failures[0][:2])
        return 1 if failures else 0
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(findings.numbers(), indent=2) + "\n", encoding="utf-8")
    return 1 if failures or findings.missed() else 0


def _found(chosen: Sequence[Job]) -> Findings:
    """Do all jobs on all cores."""
    findings, begun = Findings(), monotonic()
    pool = get_context("spawn").Pool(os.cpu_count(), initializer=remember)
    with pool, watching() as watch:
        watch.stage("Ending runs", len(chosen))
        for job, tally, reached in pool.imap_unordered(done, chosen):
            findings.add(job, tally, reached)
            watch.step()
    findings.seconds = monotonic() - begun
    return findings


def _retell(job: Job, crash: Crash) -> None:
    """Print the history of a crash that did not recover."""
    history: list[Line] = []
    with ground_of(job.kind) as ground:
        sentence = Player(PATHS[job.path], ground).crashed(crash, history)
    print(f"\n{job.path}: {crash}\n")
    for line in history:
        print(line)
    print(f"\n{sentence}")


if __name__ == "__main__":
    sys.exit(main())
