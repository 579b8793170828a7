"""What refused writes cost, by the size of what refused them."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.meter import Counts, units_of


@pytest.mark.parametrize(("letters", "units"), [(0, 1), (1_020, 1), (1_021, 2), (2_045, 3)])
def test_each_begun_kilobyte_is_a_unit(letters: int, units: int) -> None:
    assert units_of({"name": {"S": "x" * letters}}) == units


def test_maps_and_lists_cost_what_is_in_them() -> None:
    item: dict[str, Any] = {
        "m": {"M": {"k": {"S": "x" * 500}}},
        "l": {"L": [{"S": "x" * 500}]},
        "n": {"N": "12"},
    }

    assert units_of(item) == 1
    assert units_of({**item, "b": {"B": b"x" * 100}, "flag": {"BOOL": True}}) == 2


def test_reads_and_writes_are_told_apart() -> None:
    counts = Counts({"GetItem": 2, "UpdateItem": 3, "BatchGetItem": 1})

    assert (counts.requests, counts.reads, counts.writes) == (6, 3, 3)
