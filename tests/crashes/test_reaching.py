"""No use case, no worker and no verb of a port is without a path."""

from __future__ import annotations

import pytest

from tests.crashes.catalogue import PATHS
from tests.crashes.grounds import Memory
from tests.crashes.play import Player
from tests.crashes.reached import (
    Reached,
    call_sites,
    entry_points,
    use_cases,
    verbs_of_ports,
)


@pytest.fixture(scope="module")
def reached() -> Reached:
    reached = Reached()
    for path in PATHS.values():
        Player(path, Memory(), reached)
    return reached


def test_the_paths_come_to_every_call_of_a_port(reached: Reached) -> None:
    missed = reached.missed()

    assert missed == []
    assert reached.sites() == len(call_sites())


def test_every_verb_of_every_port_is_known() -> None:
    verbs = verbs_of_ports()

    assert {"lots.claim", "orders.place", "queues.send", "mailer.send", "chance.below"} <= verbs
    assert len(verbs) == 85


def test_every_worker_that_is_deployed_is_known() -> None:
    workers = {name.removeprefix("chalicelib.workers.") for name in entry_points()}

    assert workers == {
        "again.passed_on_again",
        "erasing.erase_all",
        "heeding.heard",
        "messages.fulfilment",
        "messages.notices",
        "messages.sign_in",
        "opening.open_all",
        "schedule.keep_all",
        "stream.passed_on",
    }


def test_every_use_case_that_is_given_a_port_is_known() -> None:
    known = {name.rpartition(".")[2] for name in use_cases()}

    assert {"reserve", "held", "keep", "relay", "of_shopper", "add_stock", "coming"} <= known
    assert not {"hold_of", "summary_of", "needs_keeping"} & known


def test_a_path_that_is_left_out_is_missed() -> None:
    reached = Reached()
    for path in PATHS.values():
        if path.name != "ship":
            Player(path, Memory(), reached)

    missed = reached.missed()

    assert missed == ["sale_api.usecases.ship.ship"]


def test_a_branch_that_no_path_takes_is_missed() -> None:
    reached = Reached()
    for path in PATHS.values():
        if path.name != "keep: promote, beside another keeper":
            Player(path, Memory(), reached)

    missed = reached.missed()

    assert len(missed) == 1
    assert missed[0].startswith("sale_api/usecases/keep.py:")
    assert missed[0].endswith(" published.find")
