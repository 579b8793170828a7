"""A mail that cannot be written is found when the system is packed, not when it is due."""

import shutil
from pathlib import Path

import pytest

from infra.aws.package import IncompleteError, package
from tests.house.sources import PROJECT


@pytest.mark.slow
def test_what_has_mails_that_cannot_be_written_is_not_packed(tmp_path: Path) -> None:
    project, packed = tmp_path / "project", tmp_path / "packed"
    for name in ("chalicelib", "sale_api"):
        shutil.copytree(PROJECT / name, project / name)
    words = project / "chalicelib" / "workers" / "mails" / "en.toml"
    spoilt = words.read_text(encoding="utf-8").replace("{carrier}, parcel", "{parcel}, parcel")
    words.write_text(spoilt, encoding="utf-8")

    with pytest.raises(IncompleteError, match=r"en, shipped: nothing fills \{parcel\}"):
        package(packed, project)

    assert not packed.exists()
