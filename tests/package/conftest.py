import fcntl
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra.aws.package import PROJECT, package


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory that `make package` fills, packed once for all tests here (seconds)."""
    directory = tmp_path_factory.mktemp("package")
    lock = PROJECT / "build" / "packing.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as held:
        # Packing begins by emptying Chalice's cache in the checkout: one process at a time.
        fcntl.flock(held, fcntl.LOCK_EX)
        package(directory)
    return directory


@pytest.fixture(scope="session")
def bundle(packed: Path) -> Path:
    return packed / "deployment.zip"


@pytest.fixture(scope="session")
def unpacked(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory that a Lambda function finds itself in."""
    directory = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(directory)
    return directory


@pytest.fixture(scope="session")
def template(packed: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((packed / "sam.json").read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="session")
def resources(template: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = template["Resources"]
    return content
