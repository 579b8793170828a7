"""A seed is found by its commitment alone."""

from __future__ import annotations

from sale_api.domain.draw import commitment
from sale_api.ports import Seeds

SEED, OTHER = bytes(range(32)), bytes(range(32, 64))


def test_there_is_no_seed_for_a_commitment_that_nobody_made(seeds: Seeds) -> None:
    seeds.keep(OTHER)

    assert seeds.find(commitment(SEED)) is None


def test_a_seed_is_found_by_its_commitment(seeds: Seeds) -> None:
    seeds.keep(SEED)
    seeds.keep(OTHER)

    assert seeds.find(commitment(SEED)) == SEED


def test_keeping_a_seed_again_changes_nothing(seeds: Seeds) -> None:
    seeds.keep(SEED)

    seeds.keep(SEED)

    assert seeds.find(commitment(SEED)) == SEED
