"""Each path, ended at each of its calls; `make crashes` tries more: every pair, and all on AWS."""

from __future__ import annotations

import random

import pytest

from tests.crashes.catalogue import PATHS
from tests.crashes.grounds import Memory, on_moto
from tests.crashes.many import at_calls, at_exchanges, at_pairs
from tests.crashes.paths import TWO_LOTS, Path

SELLING = [path for path in PATHS.values() if path.sells]
SMALL = [path for path in PATHS.values() if path.plan is TWO_LOTS]
TRIED_IN_PAIRS = 6
TRIED_ON_AWS = 2


@pytest.mark.parametrize("path", PATHS.values(), ids=str)
def test_a_path_recovers_wherever_it_ends_or_gets_no_answer(path: Path) -> None:
    tally = at_calls(path, Memory())

    assert tally.failures == []
    assert tally.recovered == tally.points >= 2 * tally.calls > 0


def test_selling_recovers_when_whoever_goes_on_ends_too() -> None:
    chosen = random.sample(SELLING, TRIED_IN_PAIRS)

    tallies = [at_pairs(path, Memory()) for path in chosen]

    assert [tally.failures for tally in tallies if tally.failures] == []
    assert all(tally.points > 4 * tally.calls for tally in tallies)


def test_a_path_recovers_when_it_ends_between_two_requests_to_aws() -> None:
    chosen = random.sample(SMALL, TRIED_ON_AWS)

    with on_moto() as ground:
        tallies = [at_exchanges(path, ground) for path in chosen]

    assert [tally.failures for tally in tallies if tally.failures] == []
    assert all(tally.recovered == tally.points == 5 * tally.calls > 0 for tally in tallies)


def test_what_lays_out_several_lots_ends_between_their_writes_on_aws() -> None:
    with on_moto() as ground:
        tally = at_exchanges(PATHS["publish"], ground)

    # Two reads and two writes of the plan, a look at the lots, two lots, the levels.
    assert tally.calls == 8
    assert tally.failures == []
