"""Play worlds: `python -m tests.simulation [--worlds N] [--on-moto N] [--seed S]`.

Without a seed it plays new ones, and all that ever failed; with one, that world alone, shortened.
Writes `build/simulation.json`, and ends with 1 if any invariant did not hold.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.simulation.many import Tally, fresh_seeds, known_seeds, played
from tests.simulation.on_moto import play_on_moto
from tests.simulation.play import Played, play, shortest

REPORT = Path(__file__).parents[2] / "build" / "simulation.json"
WORLDS = 10_000
ON_MOTO = 50
SOMETIMES_IN = 2_000
SOMETIMES_AT_LEAST = 10


def main() -> int:
    """Return 0 if every invariant held in every world, and every rare place was reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=WORLDS, help="how many new worlds")
    parser.add_argument("--on-moto", type=int, default=ON_MOTO, help="how many on the adapters")
    parser.add_argument("--seed", type=int, help="play this world alone")
    arguments = parser.parse_args()
    if arguments.seed is not None:
        return replay(arguments.seed)
    tally = tallied(arguments.worlds, arguments.on_moto)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(tally.report(), indent=2) + "\n", encoding="utf-8")
    return verdict(tally)


def tallied(worlds: int, on_moto: int) -> Tally:
    """Play so many new worlds, and all that ever broke, and tell of each that breaks."""
    fresh = fresh_seeds(worlds)
    seeds = [*known_seeds(), *fresh]
    print(f"Playing {len(seeds):,} worlds, from seed {fresh.start}.", flush=True)
    tally = Tally()
    for world in played(seeds):
        tally.add(world)
        tell(world)
    for world in played(seeds[:on_moto], play_on_moto, chunk=1):
        tally.add_on_moto(world)
        tell(world, " on moto")
    return tally


def tell(world: Played, where: str = "") -> None:
    """Print what a broken world broke."""
    if world.is_broken:
        print(f"Seed {world.seed}{where}: {world.sentence}", flush=True)


def verdict(tally: Tally) -> int:
    """Print what came of all worlds, and return the exit code."""
    print(tally.summary())
    if tally.broken:
        show(tally.broken[0])
    if tally.violations:
        return 1
    if tally.worlds >= SOMETIMES_IN and (rare := tally.too_rare(SOMETIMES_AT_LEAST)):
        print(f"Hardly or never reached: {', '.join(rare)}.")
        return 1
    return 0


def replay(seed: int) -> int:
    """Play one world, and show the shortest history in which it breaks."""
    world = play(seed)
    if not world.is_broken:
        print(
            f"Seed {seed}: every invariant held, in {world.writes} writes, {world.faults} faults."
        )
        return 0
    show(world)
    return 1


def show(world: Played) -> None:
    """Print the shortest history found of a broken world."""
    print(f"\nThe shortest history found of seed {world.seed}:\n")
    shorter, history = shortest(world)
    for line in history:
        print(line)
    print(f"\n{shorter.sentence}\n\nPlay it again: make simulate SEED={world.seed}")


if __name__ == "__main__":
    sys.exit(main())
