"""Proof of work: what it costs us, against what it costs whoever wants something.

Ours are microseconds of CPU: to make a challenge, to accept a proof, to refuse another's. Theirs
are seconds of one core for ALTCHA's solver in Python, at the difficulty that the template chooses
for registering; the median of some, for how long one takes is luck.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from benchmarks.results import Result
from chalicelib.keyring import Keyring, Keys
from chalicelib.proof import Action, Asked, Proofs
from chalicelib.system import SystemChance
from infra.aws import template
from infra.local.crowd.proof import solved

ROUNDS: Final = 7
TIMES: Final = 400
SOLVED: Final = 15
MADE_MICROSECONDS: Final = 1_000
CHECKED_MICROSECONDS: Final = 150
SOLVED_SECONDS: Final = 2.0
NOW: Final = 1_790_848_800_000


def run() -> Iterator[Result]:
    """Measure making, accepting, refusing; then solving."""
    proofs = Proofs(Keys(Keyring({"k1": b"1" * 32}, b"s" * 32)), SystemChance())
    asked = Asked(action=Action.REGISTER, subject="anna", difficulty=_difficulty())
    proof = solved(_challenge(proofs, asked))
    other = Asked(action=Action.REGISTER, subject="berta", difficulty=_difficulty())
    assert proofs.holds(proof, asked, NOW)
    assert not proofs.holds(proof, other, NOW)
    yield _within("a challenge made", lambda: proofs.challenge(asked, NOW), MADE_MICROSECONDS)
    yield _within("a proof accepted", lambda: proofs.holds(proof, asked, NOW), CHECKED_MICROSECONDS)
    yield _within(
        "another's refused", lambda: proofs.holds(proof, other, NOW), CHECKED_MICROSECONDS
    )
    yield Result(
        name=f"solved at {_difficulty():,}, median of {SOLVED}",
        unit="s of CPU",
        ours=statistics.median(_seconds_to_solve(proofs, asked) for _ in range(SOLVED)),
        reference=SOLVED_SECONDS,
        bar=1.0,
    )


def _difficulty() -> int:
    chosen: int = template.joined()["Parameters"]["ProofOfWork"]["Default"]
    return chosen


def _challenge(proofs: Proofs, asked: Asked) -> dict[str, Any]:
    challenge = proofs.challenge(asked, NOW)
    assert challenge is not None
    return challenge


def _seconds_to_solve(proofs: Proofs, asked: Asked) -> float:
    challenge = _challenge(proofs, asked)
    begun = time.process_time()
    solved(challenge)
    return time.process_time() - begun


def _within(name: str, work: Callable[[], object], most: float) -> Result:
    best = min(_microseconds(work) for _ in range(ROUNDS))
    return Result(name=name, unit="microseconds of CPU", ours=best, reference=most, bar=1.0)


def _microseconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    for _ in range(TIMES):
        work()
    return (time.process_time() - begun) / TIMES * 1e6
