"""What others wrote and we serve: their files, byte for byte, from the version that is locked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

OURS = Path(__file__).parents[2] / "storefront" / "vendor" / "altcha"
THEIRS = Path(sys.prefix) / "typescript" / "node_modules" / "altcha"
ORIGINS = {
    "altcha.js": "dist/external/altcha.min.js",
    "pbkdf2.js": "dist/workers/pbkdf2.js",
    "license.txt": "LICENSE.txt",
}


@pytest.mark.skipif(
    not THEIRS.exists(),
    reason="NOT TESTED: the widget that the storefront serves, for there is no npm here",
)
@pytest.mark.parametrize("name", ORIGINS)
def test_a_file_is_as_its_makers_published_it(name: str) -> None:
    assert (OURS / name).read_bytes() == (THEIRS / ORIGINS[name]).read_bytes()


def test_there_are_no_other_files_of_others() -> None:
    assert {one.name for one in OURS.parent.rglob("*") if one.is_file()} == set(ORIGINS)
