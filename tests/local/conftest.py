"""A running engine for the tests of the local cloud: one process for each test module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local import processes
from infra.local.sockets import HOST, listen


@pytest.fixture(scope="module")
def engine_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logs: Path = tmp_path_factory.mktemp("logs")
    listening = listen(0, option="--engine-port")
    url = f"http://{HOST}:{listening.getsockname()[1]}"
    arguments = ["infra.local.engine", "--fd", str(listening.fileno())]
    with listening:
        child = processes.start(
            "engine", arguments, {}, logs=logs, descriptors=[listening.fileno()]
        )
    try:
        processes.wait_until_ready(child, seconds=30)
        yield url
    finally:
        processes.end([child])
