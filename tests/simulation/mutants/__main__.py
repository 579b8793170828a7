"""Break the heart in named ways, and see that the worlds find each: `make mutants`.

Every mutant is played on new seeds, until an invariant names what is wrong; an exception does not
count. Writes `build/mutants.json`, and ends with 1 if one survives.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import SystemRandom
from typing import Any

from tests.simulation.mutants.catalogue import MUTANTS
from tests.simulation.mutants.loader import Mutant, become

ROOT = Path(__file__).parents[3]
REPORT = ROOT / "build" / "mutants.json"
WORLDS = 500
LARGEST_SEED = 2**40


def main() -> int:
    """Return 0 if every mutant was caught."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="this mutant alone")
    parser.add_argument("--worlds", type=int, default=WORLDS, help="how many at most")
    parser.add_argument("--hunt", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    chosen = [mutant for mutant in MUTANTS if arguments.only in {None, mutant.name}]
    if not chosen:
        parser.error(f"there is no mutant {arguments.only!r}")
    if arguments.hunt is not None:
        print(json.dumps(hunted(chosen[0], arguments.hunt, arguments.worlds)))
        return 0
    found = dict(found_of(chosen, arguments.worlds))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps({"mutants": found}, indent=2) + "\n", encoding="utf-8")
    survivors = [name for name, each in found.items() if not each["caught"]]
    print(f"\n{len(found) - len(survivors)} of {len(found)} mutants were caught.")
    return 1 if survivors else 0


def found_of(mutants: list[Mutant], worlds: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Hunt mutants on all cores, each in a process of its own, and tell of each."""

    def hunt(mutant: Mutant) -> dict[str, Any]:
        seed = SystemRandom().randrange(LARGEST_SEED)
        command = [sys.executable, "-m", "tests.simulation.mutants", "--only", mutant.name]
        command += ["--hunt", str(seed), "--worlds", str(worlds)]
        hunter = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
        found: dict[str, Any] = json.loads(hunter.stdout)
        return found

    with ThreadPoolExecutor(os.cpu_count()) as hunters:
        for mutant, found in zip(mutants, hunters.map(hunt, mutants), strict=True):
            caught = f"{found['invariant']:<4}" if found["caught"] else "    "
            worlds_taken = f"{found['worlds']:>3} worlds"
            print(f"  {caught} {worlds_taken}  {mutant.name}: {mutant.why}", flush=True)
            yield mutant.name, found


def hunted(mutant: Mutant, first: int, worlds: int) -> dict[str, Any]:
    """Become the mutant, and play worlds until an invariant names it."""
    become(mutant)
    from tests.simulation.play import play  # noqa: PLC0415 - only now: it imports the mutant

    faults = 0
    for seed in range(first, first + worlds):
        world = play(seed)
        if world.invariant not in {"", "fault"}:
            return {
                "caught": True,
                "worlds": seed - first + 1,
                "invariant": world.invariant,
                "seed": seed,
                "sentence": world.sentence,
            }
        faults += world.is_broken
    return {"caught": False, "worlds": worlds, "invariant": "", "faults": faults, "seed": first}


if __name__ == "__main__":
    sys.exit(main())
