from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.systems import World, installed


@pytest.fixture
def world() -> Iterator[World]:
    with installed(World()) as world:
        yield world
