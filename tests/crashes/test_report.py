"""The report of all points: numbers, table, verdict."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tests.crashes.catalogue import PATHS, Job, Kind, done, jobs
from tests.crashes.dooms import Crash, Doom, When
from tests.crashes.grounds import Memory
from tests.crashes.many import Tally
from tests.crashes.play import Player
from tests.crashes.reached import Reached, call_sites
from tests.crashes.report import Findings, show, verdict


@pytest.fixture(scope="module")
def everything() -> Reached:
    reached = Reached()
    for path in PATHS.values():
        Player(path, Memory(), reached)
    return reached


def found(points: int, recovered: int, reached: Reached) -> Findings:
    findings = Findings()
    failures = [(Crash(Doom(2, When.AFTER)), "I1: a unit is gone")] * (points - recovered)
    findings.add(Job("ship", Kind.CALLS), Tally("ship", 2, points, recovered, failures), reached)
    findings.add(Job("ship", Kind.EXCHANGES), Tally("ship", 3, 15, 15), Reached())
    return findings


def test_every_path_is_tried_at_calls_and_requests_and_those_that_sell_in_pairs() -> None:
    kinds = {path: {job.kind for job in jobs() if job.path == path} for path in PATHS}

    assert all({Kind.CALLS, Kind.EXCHANGES} <= tried for tried in kinds.values())
    assert [path for path in PATHS if Kind.PAIRS in kinds[path]] == [
        path.name for path in PATHS.values() if path.sells
    ]


def test_a_job_tells_what_it_found_and_what_it_reached() -> None:
    job, tally, reached = done(Job("ship", Kind.CALLS))

    assert (job.path, tally.calls, tally.points, tally.recovered) == ("ship", 2, 10, 10)
    assert dict(reached.verbs) == {"orders.find": 1, "orders.move": 1}


def test_the_numbers_of_a_path_are_those_of_all_its_points(everything: Reached) -> None:
    numbers = found(10, 10, everything).numbers()

    assert numbers["paths"] == {
        "ship": {
            "calls": 2,
            "points": 25,
            "recovered": 25,
            "points_calls": 10,
            "points_exchanges": 15,
        }
    }
    assert numbers["call_sites"] == {"found": len(call_sites()), "reached": len(call_sites())}
    assert numbers["missed"] == []


def test_the_verdict_says_that_everything_recovered(everything: Reached) -> None:
    sentence = verdict(found(10, 10, everything))

    assert sentence.startswith("Verdict: all 25 points recovered, on 1 paths that come to all ")


def test_the_verdict_names_the_path_that_did_not_recover(everything: Reached) -> None:
    sentence = verdict(found(10, 9, everything))

    assert sentence == "Verdict: 1 points did not recover, on: ship."


def test_the_verdict_names_what_no_path_comes_to() -> None:
    sentence = verdict(found(10, 10, Reached()))

    assert sentence.startswith("Verdict: no path comes to: baskets.drop; ")


def test_of_one_path_alone_the_verdict_says_no_more_than_that_it_recovered() -> None:
    findings = found(10, 10, Reached())
    findings.is_whole = False

    sentence = verdict(findings)

    assert sentence == "Verdict: all 25 points recovered."


def test_the_report_shows_each_path_and_what_did_not_recover(everything: Reached) -> None:
    out = io.StringIO()

    show(found(10, 9, everything), Console(file=out, width=100))

    shown = out.getvalue()
    assert "ship, at calls of ports: at call 2 it dies after it; then whoever asked asks" in shown
    assert "I1: a unit is gone" in shown
    assert "Verdict: 1 points did not recover" in shown
