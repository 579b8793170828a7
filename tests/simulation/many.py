"""Many worlds on all cores, and what they came to together."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import SystemRandom
from statistics import median
from time import monotonic
from typing import Any

from tests.simulation.play import Played, play

SEEDS = Path(__file__).with_name("seeds.txt")
LARGEST_SEED = 2**40
CHUNK = 20

SOMETIMES = (
    "added stock sold",
    "answer lost",
    "applied late",
    "applied late, and refused",
    "asked for the next pool",
    "barred while ordering",
    "batch handed over twice",
    "batch taken back",
    "booked: known",
    "booked: paid",
    "booked: wrong_amount",
    "booked: wrong_state",
    "cancelled by the shopper",
    "cancelled, to be sold again",
    "closed",
    "code taken back",
    "codes made again",
    "frozen after",
    "frozen before",
    "given back before",
    "drawn without a beacon",
    "goods allotted",
    "goods arrived",
    "said to come later",
    "halted",
    "invitations.revoke refused",
    "invitations.use refused",
    "joined the list",
    "joined the list again",
    "joined the list for other units",
    "joined with a code",
    "expired unpaid",
    "killed after",
    "killed before",
    "late repeat of a good order",
    "left while units were offered",
    "lent",
    "let go by the shopper",
    "level raised by the keeper",
    "lost answer of an order recognised",
    "lost answer of claim recognised",
    "lost answer of lend recognised",
    "lots.lend in conflict",
    "message comes again",
    "message delivered twice",
    "offered after the sale",
    "offered by the home lot",
    "offered fewer than asked for",
    "offered what was on sale",
    "offered, lent",
    "on the list: declined",
    "on the list: lapsed",
    "on the list: left",
    "on the list: served",
    "on the list: taken",
    "one fate stands over another",
    "opening moved",
    "ordered thanks to a pause",
    "ordered while barring",
    "paid by hand",
    "publication taken up again",
    "published.lease refused",
    "published.publish refused",
    "refused a ticket of another window",
    "refused another's ticket",
    "reminded to pay",
    "served in line, in time",
    "served in line, late",
    "shipped",
    "sold at the end",
    "the same reservation",
    "shown an offer",
    "told 410",
    "told of a next pool",
    "told sold out",
    "told that a code is needed",
    "told that it is too late to take a code back",
    "told that the code is another's",
    "told that the code was taken back",
    "told that the code was used",
    "told that the domain has enough",
    "told that the household has enough",
    "told that it is not one's turn",
    "told that nothing comes back",
    "told that units are on sale",
    "told to wait for other units",
    "two keepers on one claim",
    "waiting.leave refused",
    "waiting.offer refused",
    "written off",
)
"""The rare places that every large run must have reached; a run tells of others, too."""


def known_seeds() -> Sequence[int]:
    """Return the seeds of all worlds that ever broke."""
    lines = SEEDS.read_text(encoding="utf-8").splitlines()
    return [int(line.split()[0]) for line in lines if line and not line.startswith("#")]


def fresh_seeds(worlds: int) -> range:
    """Return so many seeds that nobody has played."""
    first = SystemRandom().randrange(LARGEST_SEED)
    return range(first, first + worlds)


def played(
    seeds: Sequence[int], how: Callable[[int], Played] = play, chunk: int = CHUNK
) -> Iterator[Played]:
    """Play worlds on all cores; which comes first is not told."""
    with get_context("spawn").Pool(os.cpu_count()) as pool:
        yield from pool.imap_unordered(how, seeds, chunksize=chunk)


@dataclass
class Tally:
    """What many worlds came to."""

    worlds: int = 0
    worlds_on_moto: int = 0
    broken: list[Played] = field(default_factory=list)
    broken_on_moto: list[Played] = field(default_factory=list)
    sometimes: Counter[str] = field(default_factory=Counter)
    begun: float = field(default_factory=monotonic)
    seconds: float = 0.0
    sizes: dict[str, list[int]] = field(
        default_factory=lambda: {name: [] for name in ("writes", "shoppers", "lots", "faults")}
    )

    def add_on_moto(self, world: Played) -> None:
        """Count a world that was played on the adapters."""
        self.worlds_on_moto += 1
        if world.is_broken:
            self.broken_on_moto.append(world)

    def add(self, world: Played) -> None:
        """Count one world, played in memory."""
        self.seconds = monotonic() - self.begun
        self.worlds += 1
        self.sometimes += world.sometimes
        for name, sizes in self.sizes.items():
            sizes.append(getattr(world, name))
        if world.is_broken:
            self.broken.append(world)

    def too_rare(self, least: int) -> Sequence[str]:
        """Return the rare places that were not reached so often."""
        return [place for place in SOMETIMES if self.sometimes[place] < least]

    @property
    def violations(self) -> int:
        """How many worlds broke."""
        return len(self.broken) + len(self.broken_on_moto)

    @property
    def median(self) -> Mapping[str, float]:
        """The size of a world in the middle."""
        return {name: median(sizes) for name, sizes in self.sizes.items()}

    def report(self) -> dict[str, Any]:
        """Return what goes into the report."""
        return {
            "worlds": self.worlds,
            "violations": self.violations,
            "seconds": round(self.seconds, 1),
            "worlds_on_moto": self.worlds_on_moto,
            "median": self.median,
            "sometimes": dict(sorted(self.sometimes.items())),
            "broken": {str(each.seed): each.sentence for each in self.broken},
            "broken_on_moto": {str(each.seed): each.sentence for each in self.broken_on_moto},
        }

    def summary(self) -> str:
        """Return what a person wants to know first."""
        sizes = ", ".join(f"{size:g} {name}" for name, size in self.median.items())
        return (
            f"{self.worlds:,} worlds in {self.seconds:.0f} s, and {self.worlds_on_moto} on moto: "
            f"{self.violations} broken. In the median {sizes}."
        )
