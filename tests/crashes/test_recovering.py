"""Each path, ended at each of its calls, and some in pairs and on AWS; `make crashes` tries all."""

from __future__ import annotations

import random

import pytest

from tests.crashes.catalogue import PATHS
from tests.crashes.dooms import Crash, Doom, When
from tests.crashes.grounds import Memory, on_moto
from tests.crashes.many import at_calls, at_exchanges, at_pairs, points_on_aws
from tests.crashes.paths import TWO_LOTS, Path
from tests.crashes.play import Player

pytestmark = pytest.mark.slow

SELLING = [path for path in PATHS.values() if path.sells]
SMALL = [path for path in PATHS.values() if path.plan is TWO_LOTS]
TRIED_IN_PAIRS = 6
PATHS_ON_AWS = 4


@pytest.mark.parametrize("path", PATHS.values(), ids=str)
def test_a_path_recovers_wherever_it_ends_or_gets_no_answer(path: Path) -> None:
    tally = at_calls(path, Memory())

    assert tally.failures == []
    assert tally.recovered == tally.points >= 2 * tally.calls > 0


def test_selling_recovers_when_whoever_goes_on_ends_too() -> None:
    chosen = random.sample(SELLING, TRIED_IN_PAIRS)

    tallies = [at_pairs(path, Memory()) for path in chosen]

    assert [tally.failures for tally in tallies if tally.failures] == []
    assert all(tally.recovered == tally.points > 4 * tally.calls for tally in tallies)


def test_a_path_recovers_when_it_ends_between_two_requests_to_aws() -> None:
    chosen = random.sample(SMALL, PATHS_ON_AWS)

    with on_moto() as ground:
        players = [Player(path, ground) for path in chosen]
        crashes = [(player, random.choice(points_on_aws(player))) for player in players]
        failures = [(str(player.path), player.crashed(Crash(doom))) for player, doom in crashes]

    assert [(path, sentence) for path, sentence in failures if sentence] == []


def test_what_lays_out_several_lots_ends_between_their_writes_on_aws() -> None:
    with on_moto() as ground:
        player = Player(PATHS["publish"], ground)
        sentence = player.crashed(Crash(Doom(5, When.AFTER)))

    assert sentence == ""
    # The plan is frozen, then a look at the lots, the two of them, their levels, the plan again.
    assert player.calls == (
        *("GetItem", "PutItem"),
        *("BatchGetItem", "PutItem", "PutItem", "PutItem"),
        *("GetItem", "PutItem"),
    )


def test_each_request_to_aws_has_five_points() -> None:
    with on_moto() as ground:
        tally = at_exchanges(PATHS["plan a sale"], ground)

    assert (tally.calls, tally.points, tally.recovered) == (1, 5, 5)
