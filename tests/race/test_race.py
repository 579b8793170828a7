"""A small race, with the real processes and a real engine: that the machinery of it works."""

from __future__ import annotations

import io
import random
from collections import Counter

import pytest

from infra.local.engines.kinds import KINDS
from infra.local.progress import Lines
from tests.race.judge import FEWEST_KILLS
from tests.race.killer import ENGINE
from tests.race.run import race, victims_of

# No consumer of messages, and no engine: whoever has a lease then keeps it for a minute.
VICTIMS = ("api", "pump-keep", "api", "pump-relay", "api")


@pytest.mark.slow
def test_a_small_race_loses_nothing_though_processes_die() -> None:
    installed = [kind for kind in KINDS.values() if kind.is_installed]
    if not installed:
        pytest.skip("no engine is installed: python -m infra.local.engines.install ministack")

    outcome = race(installed[0].name, (60,), seed=1, watch=Lines(io.StringIO()), kills=VICTIMS)

    assert outcome.findings.broken == {}
    assert (outcome.units, outcome.sold) == (60, 60)
    # One that came late, as on a busy machine, proves nothing, and is tried again.
    killed = Counter(kill.name.split("-")[0] for kill in outcome.kills if kill.is_close)
    # Who writes nothing while the killer waits for it lives on.
    assert killed.total() >= len(VICTIMS) - 1
    assert killed["api"]
    assert killed["pump"]
    assert outcome.happened["orders"] >= 20


@pytest.mark.parametrize("with_engine", [True, False])
def test_a_sale_has_victims_enough_and_no_engine_that_forgets(with_engine: bool) -> None:  # noqa: FBT001
    victims = Counter(victims_of(random.Random(1), with_engine=with_engine))

    assert victims.total() >= FEWEST_KILLS
    assert (victims[ENGINE] > 0) is with_engine
