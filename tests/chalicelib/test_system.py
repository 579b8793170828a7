"""The machine below: what is bounded keeps to its bound, by the real clock."""

from __future__ import annotations

import time

import pytest

from chalicelib.system import Pace, SystemChance, now, wait_until


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


def test_an_instant_is_waited_for_and_one_that_is_past_is_not() -> None:
    begun = now()

    wait_until(begun - 60_000)
    wait_until(begun + 20)

    assert begun + 20 <= now() < begun + 5_000


def test_a_secret_is_32_bytes_that_nobody_had_before() -> None:
    chance = SystemChance()

    secrets = {chance.secret() for _ in range(100)}

    assert {len(secret) for secret in secrets} == {32}
    assert len(secrets) == 100
