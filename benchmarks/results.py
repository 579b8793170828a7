"""A measured number beside the one that it must not be far from; kept as JSON, one file a group."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks import BUILD

ALL: Final = BUILD / "bench.json"
"""Every result of the last run of each benchmark."""

PARTS: Final = BUILD / "bench"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What ours took, what the reference took, and how far apart they may be.

    Without a bar the two stand side by side, and nothing is demanded. `at_least` turns the bar
    round: the ratio must reach it. `spread` is the interquartile range of the rounds' ratios.
    """

    name: str
    unit: str
    ours: float
    reference: float
    bar: float | None = None
    at_least: bool = False
    spread: float | None = None
    measured_ratio: float | None = None
    """The median of the rounds' ratios, where there were rounds."""

    @property
    def ratio(self) -> float | None:
        """Ours by the reference; nothing by nothing is nothing, something by nothing no number."""
        if self.measured_ratio is not None:
            return self.measured_ratio
        if self.reference:
            return self.ours / self.reference
        return None if self.ours else 0.0

    @property
    def holds(self) -> bool:
        """Whether the bar is met, or there is none."""
        if self.bar is None:
            return True
        if self.ratio is None:
            return False
        return self.ratio >= self.bar if self.at_least else self.ratio <= self.bar

    def entry(self) -> dict[str, Any]:
        """Return what is kept of it; numbers that nobody reads the sixth digit of have five."""
        rounded = {
            name: _short(value) if isinstance(value, float) else value
            for name, value in asdict(self).items()
            if name != "measured_ratio"
        }
        ratio = None if self.ratio is None else _short(self.ratio)
        return {**rounded, "ratio": ratio, "holds": self.holds}


def keep(benchmark: str, results: Sequence[Result]) -> None:
    """Keep what one benchmark gave, and all that there is together."""
    PARTS.mkdir(parents=True, exist_ok=True)
    _write(PARTS / f"{benchmark}.json", [result.entry() for result in results])


def join(benchmarks: Iterable[str]) -> list[Mapping[str, Any]]:
    """Write one list of what these benchmarks gave last, and return it."""
    files = [PARTS / f"{benchmark}.json" for benchmark in benchmarks]
    entries = [entry for file in files if file.exists() for entry in json.loads(file.read_text())]
    _write(ALL, entries)
    return entries


def _write(file: Path, entries: object) -> None:
    file.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")


def _short(value: float) -> float:
    return float(f"{value:.5g}")
