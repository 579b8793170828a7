"""Tests that share what they set up run in one process; else each process sets up all of it."""

import os

import pytest

pytestmark = pytest.mark.xdist_group("groups")


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="one process runs everything")
def test_a_group_is_what_the_tests_are_spread_by(request: pytest.FixtureRequest) -> None:
    named = request.node.nodeid

    assert named.endswith("@groups")
