"""Playing one seed: what came of it, and, of a broken world, the shortest history found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic

from tests.simulation.books import Broken
from tests.simulation.history import Line
from tests.simulation.plans import setting_of, small_lots
from tests.simulation.world import Without, World

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
    """Leave out actors and fates as long as the same invariant breaks; return the last history."""
    with small_lots():
        setting = setting_of(played.seed)
    names = [visitor.name for visitor in setting.visitors]
    names += [f"marketer{nth}" for nth in range(setting.marketers)]
    without = Without()
    until = monotonic() + SHRINKING_SECONDS

    def still_breaks(other: Without) -> bool:
        return monotonic() < until and play(played.seed, other).invariant == played.invariant

    for name in names:
        other = Without(without.actors | {name}, without.fates)
        without = other if still_breaks(other) else without
    without = _fewer_fates(play(played.seed, without).fates, without, still_breaks)
    history: list[Line] = []
    return play(played.seed, without, history=history), history


def _fewer_fates(
    fates: Iterable[tuple[str, int]], without: Without, still_breaks: Callable[[Without], bool]
) -> Without:
    rest = list(fates)
    size = max(1, len(rest) // 2)
    while size:
        for start in range(0, len(rest), size):
            fewer = without.fates.union(rest[start : start + size])
            other = Without(without.actors, fewer)
            without = other if still_breaks(other) else without
        size //= 2
    return without
