"""Tests that share what they set up run in one process; else each process sets up all of it."""

import pytest

pytestmark = pytest.mark.xdist_group("groups")


def test_a_group_is_what_the_tests_are_spread_by(request: pytest.FixtureRequest) -> None:
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("tests are not spread by their groups here, as `make test` does it")

    named = request.node.nodeid

    assert named.endswith("@groups")
