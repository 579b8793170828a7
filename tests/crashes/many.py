"""Every point of a path: at calls of ports, between requests to AWS, and pairs of points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from tests.crashes.dooms import AT_CALLS, AT_EXCHANGES, AT_RETRIES, DEATHS, Crash, Doom, Recovery
from tests.crashes.paths import Path
from tests.crashes.play import NotReached, Player
from tests.crashes.stage import Ground

DICE = "chance."


@dataclass
class Tally:
    """How many calls a path makes, how many points were tried, and what did not recover."""

    path: str
    calls: int
    points: int = 0
    recovered: int = 0
    failures: list[tuple[Crash, str]] = field(default_factory=list)

    def add(self, player: Player, *crashes: Crash) -> None:
        """Try a point with every recovery; it recovered if each of them did."""
        sentences = [(crash, player.crashed(crash)) for crash in crashes]
        failures = [(crash, sentence) for crash, sentence in sentences if sentence]
        self.points += 1
        self.recovered += not failures
        self.failures += failures


def at_calls(path: Path, ground: Ground, on_call: Callable[[str], None] | None = None) -> Tally:
    """Interrupt a path at each call of a port, by a crash and by no answer; recover in each way."""
    player = Player(path, ground, on_call)
    tally = Tally(path.name, len(player.calls))
    ways = [Recovery.AGAIN, Recovery.NEVER, *([Recovery.INSTEAD] if path.instead else [])]
    for number, name in enumerate(player.calls, 1):
        # Dice always answer.
        for when in DEATHS if name.startswith(DICE) else AT_CALLS:
            tally.add(player, *(Crash(Doom(number, when), way) for way in ways))
    return tally


def at_exchanges(path: Path, ground: Ground) -> Tally:
    """Interrupt a path at each exchange with AWS: before it, after it, and about its retry."""
    player = Player(path, ground)
    points = points_on_aws(player)
    tally = Tally(path.name, len({point.call for point in points}))
    for doom in points:
        tally.add(player, Crash(doom))
    return tally


def points_on_aws(player: Player) -> list[Doom]:
    """Return all points of a path on AWS. The dice ask nobody; they are thrown in memory."""
    return [
        Doom(number, when)
        for number, name in enumerate(player.calls, 1)
        for when in AT_EXCHANGES
        if not name.startswith(DICE)
        if not (name in player.path.once and when in AT_RETRIES)
    ]


def at_pairs(path: Path, ground: Ground) -> Tally:
    """Let a path die at each call, and whoever goes on at each of theirs."""
    player = Player(path, ground)
    tally = Tally(path.name, len(player.calls))
    for number in range(1, len(player.calls) + 1):
        for when in DEATHS:
            for way in (Recovery.AGAIN, Recovery.KEEPER):
                _add_pairs(tally, player, Doom(number, when), way)
    return tally


def _add_pairs(tally: Tally, player: Player, first: Doom, way: Recovery) -> None:
    """Try all second points after a first one, until the second run is over before its point."""
    for second in _points():
        try:
            tally.add(player, Crash(first, way, second))
        except NotReached:
            return


def _points() -> Iterator[Doom]:
    for number in count(1):
        for when in DEATHS:
            yield Doom(number, when)
