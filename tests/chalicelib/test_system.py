"""The machine below: what is bounded keeps to its bound, by the real clock."""

from __future__ import annotations

import time

import pytest

from chalicelib.system import Pace


def test_each_time_lasts_its_share_of_a_second_though_it_was_done_sooner() -> None:
    pace = Pace(50)
    begun = time.monotonic()

    for _ in range(3):
        with pace.kept():
            pass

    assert time.monotonic() - begun >= 3 / 50


def test_what_fails_keeps_to_the_bound_too() -> None:
    begun = time.monotonic()

    with pytest.raises(ValueError, match="no"), Pace(20).kept():
        raise ValueError("no")

    assert time.monotonic() - begun >= 1 / 20


def test_without_a_bound_nothing_waits() -> None:
    begun = time.monotonic()

    with Pace(0).kept():
        pass

    assert time.monotonic() - begun < 0.5
