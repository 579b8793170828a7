"""The published levels: one process at a time, and never over a rise."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sale_api.domain.levels import Levels
from sale_api.ports import Published, Unmet

LEVELS = Levels("a-sale", (16, 0, 3), lease=4, generation=2)


def test_a_sale_that_is_not_published_has_no_levels(published: Published) -> None:
    assert published.find("a-sale") is None


def test_levels_are_found_as_they_were_created(published: Published) -> None:
    levels = replace(
        LEVELS, held_until=1_800_000_000_000, holders=frozenset({b"\x00\xffa", b"abc"})
    )

    published.create(levels)

    assert published.find("a-sale") == levels


def test_levels_that_exist_are_left_as_they_are(published: Published) -> None:
    published.create(LEVELS)

    published.create(Levels("a-sale", (16, 16, 16)))

    assert published.find("a-sale") == LEVELS


def test_a_lease_is_the_next_number(published: Published) -> None:
    published.create(LEVELS)

    published.lease(LEVELS)

    assert published.find("a-sale") == LEVELS.leased()


def test_a_lease_is_taken_once(published: Published) -> None:
    published.create(LEVELS)
    published.lease(LEVELS)

    with pytest.raises(Unmet):
        published.lease(LEVELS)

    assert published.find("a-sale") == LEVELS.leased()


def test_a_sale_without_levels_has_no_lease(published: Published) -> None:
    with pytest.raises(Unmet):
        published.lease(LEVELS)


def test_who_has_the_lease_publishes(published: Published) -> None:
    published.create(LEVELS)
    published.lease(LEVELS)
    fresh = replace(
        LEVELS.leased().lowered({0: 9, 1: 5}),
        held_until=1_800_000_000_000,
        holders=frozenset({b"abc"}),
    )

    published.publish(fresh)

    found = published.find("a-sale")
    assert found == fresh.leased()
    assert found.levels == (9, 0, 3)


def test_who_published_last_publishes_again_without_another_write(published: Published) -> None:
    published.create(LEVELS)
    fresh = replace(LEVELS, levels=(9, 0, 3))
    published.publish(fresh)

    published.publish(replace(fresh.leased(), levels=(8, 0, 3)))

    assert published.find("a-sale") == replace(LEVELS, levels=(8, 0, 3), lease=LEVELS.lease + 2)


def test_a_publication_that_is_repeated_is_refused_and_stands(published: Published) -> None:
    published.create(LEVELS)
    fresh = replace(LEVELS, levels=(9, 0, 3))
    published.publish(fresh)

    with pytest.raises(Unmet):
        published.publish(fresh)

    assert published.find("a-sale") == fresh.leased()


@pytest.mark.parametrize(("lease", "generation"), [(3, 2), (5, 2), (4, 1), (4, 3)])
def test_with_another_lease_or_generation_nothing_is_published(
    published: Published, lease: int, generation: int
) -> None:
    published.create(LEVELS)

    with pytest.raises(Unmet):
        published.publish(Levels("a-sale", (1, 0, 1), lease, generation))

    assert published.find("a-sale") == LEVELS


def test_without_levels_nothing_is_published(published: Published) -> None:
    with pytest.raises(Unmet):
        published.publish(LEVELS)
