"""A short run finds nothing, and finds what was planted; `make fuzz` runs for longer."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from infra.local.stack import Stack
from tests.functional import openapi
from tests.fuzz.planted import PLANTED, WORDS
from tests.fuzz.report import examples
from tests.fuzz.run import Run

SECONDS, MOST_SECONDS = 15, 120


@pytest.mark.slow
def test_the_api_keeps_its_contract_whatever_is_sent(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)

    with Stack(logs=tmp_path) as stack:
        outcome = Run(stack, seed).play(SECONDS, MOST_SECONDS)

    repeat = f"repeat: python -m tests.fuzz --seed {seed}"
    assert outcome.broken == [], f"{repeat}\n{examples(outcome)}"


@pytest.mark.slow
def test_every_planted_fault_is_found(tmp_path: Path) -> None:
    with Stack(logs=tmp_path, workers="tests.fuzz.planted") as stack:
        run = Run(stack, seed=1, routes=list(PLANTED))
        outcome = run.play(0, MOST_SECONDS, until=lambda: missing(run) == [])

    assert missing(run) == []
    spoiled = {openapi.operation(*route)["operationId"] for route in PLANTED}
    assert {name for name, _ in outcome.found} <= spoiled


def missing(run: Run) -> list[str]:
    """Give the planted faults that were not found yet."""
    told = " ".join(f"{name}: {fault}" for name, fault in run.outcome.found)
    return [name for name, words in WORDS.items() if f"{name}: " not in told or words not in told]
