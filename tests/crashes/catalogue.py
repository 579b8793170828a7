"""All paths there are, and what is tried on each."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from tests.crashes import (
    buying,
    erasing,
    goods,
    invitations,
    lines,
    lists,
    money,
    planning,
    warehouse,
    working,
)
from tests.crashes.grounds import Memory, on_moto
from tests.crashes.many import Tally, at_calls, at_exchanges, at_pairs
from tests.crashes.paths import Path
from tests.crashes.reached import Reached
from tests.crashes.stage import Ground

PATHS: Mapping[str, Path] = {
    path.name: path
    for path in (
        *buying.PATHS,
        *erasing.PATHS,
        *goods.PATHS,
        *invitations.PATHS,
        *lines.PATHS,
        *lists.PATHS,
        *money.PATHS,
        *planning.PATHS,
        *warehouse.PATHS,
        *working.PATHS,
    )
}


class Kind(StrEnum):
    """Which points of a path are tried."""

    CALLS = "at calls of ports"
    PAIRS = "pairs of points"
    EXCHANGES = "at requests to AWS"


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of points of one path."""

    path: str
    kind: Kind


def jobs() -> list[Job]:
    """Return all jobs, those that take longest first."""
    largest = sorted(PATHS.values(), key=lambda path: -path.plan.units)
    exchanges = [Job(path.name, Kind.EXCHANGES) for path in largest]
    pairs = [Job(path.name, Kind.PAIRS) for path in largest if path.sells]
    return [*exchanges, *pairs, *(Job(path.name, Kind.CALLS) for path in largest)]


def ground_of(kind: Kind) -> AbstractContextManager[Ground]:
    """Return the ground on which these points are tried."""
    return on_moto() if kind is Kind.EXCHANGES else nullcontext(Memory())


def done(job: Job) -> tuple[Job, Tally, Reached]:
    """Do a job, in a process for nothing else; return what it found, and what it reached."""
    path, reached = PATHS[job.path], Reached()
    ground = _ground_for_good(job.kind)
    if job.kind is Kind.CALLS:
        return job, at_calls(path, ground, reached), reached
    play = at_pairs if job.kind is Kind.PAIRS else at_exchanges
    return job, play(path, ground), reached


_OPEN = ExitStack()
"""Grounds that stay until the process ends."""


@cache
def _ground_for_good(kind: Kind) -> Ground:
    return _OPEN.enter_context(ground_of(kind))
