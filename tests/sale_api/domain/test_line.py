"""When a draw takes its steps; the rounds of a beacon."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chalicelib.beacon import Drand
from sale_api.domain.draw import Draw
from sale_api.domain.line import ROUND_MS, SETTLED_MS, Rounds, WindowDraw, drawn_by, round_from
from sale_api.domain.plan import Line
from sale_api.domain.planning import LEAST_DELAY_SECONDS
from tests.sale_api.given import MINUTE, OPENS, SECOND, a_plan, a_window, in_line

ROUNDS = Rounds("a test", 10_000, 3_000)


@pytest.mark.parametrize(
    ("at", "number", "out_at"),
    [
        (0, 1, 10_000),
        (10_000, 1, 10_000),
        (10_001, 2, 13_000),
        (13_000, 2, 13_000),
        (13_001, 3, 16_000),
        (3_010_000, 1_001, 3_010_000),
    ],
)
def test_a_round_is_the_first_that_is_not_out_before(at: int, number: int, out_at: int) -> None:
    assert ROUNDS.first_from(at) == number
    assert ROUNDS.out_at(number) == out_at


def test_the_rounds_of_drand_are_counted_as_others_count_them() -> None:
    # Of drand's client in Ruby, whose documentation has it: midnight of 2026-04-20 in UTC.
    assert Drand.rounds.first_from(1_776_643_200_000) == 27_946_612
    assert Drand.rounds.out_at(27_946_612) == 1_776_643_200_000


def test_every_draw_has_time_for_its_digest_before_and_for_its_beacon_after_the_round() -> None:
    shortest = LEAST_DELAY_SECONDS * SECOND
    longest_period = Drand.rounds.period_ms

    assert shortest - ROUND_MS - SETTLED_MS >= SECOND
    assert ROUND_MS - longest_period >= SECOND


def test_the_round_moves_with_the_opening() -> None:
    moved = in_line(a_plan(windows=[a_window(), a_window(OPENS + MINUTE)]), Line(10, 60))

    assert drawn_by(moved, 0) == OPENS + 10 * SECOND
    assert drawn_by(moved, 1) == OPENS + MINUTE + 10 * SECOND
    assert round_from(moved, 1) - round_from(moved, 0) == MINUTE


def test_there_are_no_places_before_the_seed() -> None:
    begun = WindowDraw(commitment="c" * 64, digest="d" * 64, digested_at=1, entrants=2, beacon="")

    assert begun.drawn("a-sale", 0) is None
    assert WindowDraw(commitment="c" * 64, seed="5" * 64).drawn("a-sale", 0) is None


@pytest.mark.parametrize("beacon", ["", "be" * 32])
def test_with_the_seed_there_are(beacon: str) -> None:
    shown = WindowDraw(commitment="c" * 64, beacon=beacon, seed="5e" * 32)

    drawn = shown.drawn("a-sale", 1)

    assert drawn is not None
    alone = Draw(seed=b"\x5e" * 32, beacon=bytes.fromhex(beacon), sale="a-sale", window=1)
    assert drawn.place("anna") == alone.place("anna")


@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ({}, False),
        ({"digested_at": 7_001}, True),
        ({"beacon": ""}, True),
        ({"seed": None}, None),
        ({"seed": None, "beacon": None, "digest": None, "digested_at": None}, None),
    ],
)
def test_the_operator_could_know_what_was_out_before_the_digest_or_was_not_out_at_all(
    changes: dict[str, object],
    known: bool | None,  # noqa: FBT001 - a case
) -> None:
    whole = WindowDraw(
        commitment="c" * 64, digest="d" * 64, digested_at=7_000, beacon="be", seed="5" * 64
    )

    assert replace(whole, **changes).could_be_known(out_at=7_000) is known
