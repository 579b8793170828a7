"""Playing one seed: what came of it, and, of a broken world, the shortest history found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TypeVar

from tests.simulation.books import Broken
from tests.simulation.history import Line
from tests.simulation.plans import setting_of, small_lots
from tests.simulation.world import Without, World

T = TypeVar("T")

SHRINKING_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of a world; `invariant` names the one that broke, or is empty."""

    seed: int
    invariant: str = ""
    sentence: str = ""
    writes: int = 0
    shoppers: int = 0
    lots: int = 0
    faults: int = 0
    sometimes: Counter[str] = field(default_factory=Counter)
    fates: tuple[tuple[str, int], ...] = ()

    @property
    def is_broken(self) -> bool:
        return bool(self.invariant)


def play(seed: int, without: Without | None = None, *, history: list[Line] | None = None) -> Played:
    """Play a world to its end; a fault of the product's counts if no invariant was broken."""
    with small_lots():
        return result_of(World(seed, without, history=history))


def result_of(world: World) -> Played:
    """Play a world, and return what came of it."""
    invariant = sentence = ""
    try:
        world.play()
    except Broken as broken:
        invariant, sentence = broken.invariant, str(broken)
    if world.faults and not invariant:
        invariant, sentence = "fault", world.faults[0]
    return Played(
        seed=world.seed,
        invariant=invariant,
        sentence=sentence,
        writes=world.writes,
        shoppers=len(world.setting.visitors),
        lots=len(world.database.lots()),
        faults=len(world.fates),
        sometimes=world.sometimes,
        fates=tuple(world.fates),
    )


def shortest(played: Played) -> tuple[Played, list[Line]]:
    """Leave out actors and fates as long as the same invariant breaks; return the last history.

    Again and again: who is needed among many is often not needed any more among few.
    """
    until = monotonic() + SHRINKING_SECONDS

    def still_breaks(other: Without) -> bool:
        return monotonic() < until and play(played.seed, other).invariant == played.invariant

    everybody = _actors_of(played.seed)
    without, before = Without(), None
    while without != before:
        before = without
        actors = [name for name in everybody if name not in without.actors]
        without = _fewer(actors, without, _and_actors, still_breaks)
        without = _fewer(play(played.seed, without).fates, without, _and_fates, still_breaks)
    history: list[Line] = []
    return play(played.seed, without, history=history), history


def _actors_of(seed: int) -> Sequence[str]:
    with small_lots():
        setting = setting_of(seed)
    names = [visitor.name for visitor in setting.visitors]
    names += [f"marketer{nth}" for nth in range(setting.marketers)]
    return [*names, "host"] if setting.batches else names


def _fewer(
    rest: Sequence[T],
    without: Without,
    leave_out: Callable[[Without, Sequence[T]], Without],
    still_breaks: Callable[[Without], bool],
) -> Without:
    """Leave out what can be: halves first, then less at a time, down to single ones."""
    size = max(1, len(rest) // 2)
    while size:
        for start in range(0, len(rest), size):
            other = leave_out(without, rest[start : start + size])
            without = other if still_breaks(other) else without
        size //= 2
    return without


def _and_actors(without: Without, actors: Sequence[str]) -> Without:
    return Without(without.actors.union(actors), without.fates)


def _and_fates(without: Without, fates: Sequence[tuple[str, int]]) -> Without:
    return Without(without.actors, without.fates.union(fates))
