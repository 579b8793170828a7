from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cloud import Stores, on_dynamodb


@pytest.fixture
def aws() -> Iterator[Stores]:
    with on_dynamodb() as stores:
        yield stores
