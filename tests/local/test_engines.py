import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from infra.local import processes
from infra.local.engines import Engine, engine, install
from infra.local.engines.kinds import KINDS, Kind, refuse_platform
from infra.local.processes import ROOT, StackError
from infra.local.resources import client
from infra.local.stack import Stack

TABLE = "engine-test"
LOCKED = ROOT / "infra/local/engines/dynoxide"


def needs(name: str) -> Kind:
    if not KINDS[name].is_installed:
        pytest.skip(f"{name} is not installed: python -m infra.local.engines.install {name}")
    return KINDS[name]


def with_table(url: str) -> Any:
    database = client("dynamodb", url)
    database.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return database


def test_an_engine_that_is_unknown_is_one_sentence() -> None:
    with pytest.raises(StackError, match=r"no engine moon; there are dynoxide and ministack\.$"):
        Engine("moon")


def test_an_engine_that_is_not_installed_names_the_command(tmp_path: Path) -> None:
    absent = Kind("dynoxide", tmp_path / "dynoxide", survives=True, start=KINDS["dynoxide"].start)

    with pytest.raises(StackError, match=r"`python -m infra\.local\.engines\.install dynoxide`"):
        absent.refuse_unless_installed()


def test_another_platform_is_told_which_engine_works_there() -> None:
    refuse_platform("Linux", "x86_64")

    with pytest.raises(StackError, match=r"this is Darwin on arm64: only the engine ministack"):
        refuse_platform("Darwin", "arm64")


def test_without_npm_one_sentence_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(install, "refuse_platform", lambda: None)

    status = install.main(["dynoxide"])

    assert status == 1
    assert capsys.readouterr().err.startswith("npm is missing, which brings the engine dynoxide:")


def test_installing_what_does_not_exist_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert install.main(["moon"]) == 1
    assert capsys.readouterr().err == "There is no engine moon; there are dynoxide and ministack.\n"


def test_dynoxide_is_held_to_a_checksum_and_to_no_registry() -> None:
    wanted = json.loads((LOCKED / "package.json").read_text())["dependencies"]
    locked = json.loads((LOCKED / "package-lock.json").read_text())["packages"]

    for name, version in wanted.items():
        package = locked[f"node_modules/{name}"]
        assert package["version"] == version
        assert package["integrity"].startswith("sha512-")
        assert "resolved" not in package


@pytest.mark.parametrize("name", list(KINDS))
def test_an_engine_answers_for_the_length_of_a_block(name: str, tmp_path: Path) -> None:
    needs(name)

    with engine(name, logs=tmp_path) as url:
        database = with_table(url)
        database.put_item(TableName=TABLE, Item={"key": {"S": "a"}})
        found = database.get_item(TableName=TABLE, Key={"key": {"S": "a"}}, ConsistentRead=True)

    assert found["Item"] == {"key": {"S": "a"}}
    with pytest.raises(EndpointConnectionError):
        database.list_tables()


def test_what_dynoxide_answered_survives_a_kill(tmp_path: Path) -> None:
    needs("dynoxide")
    running = Engine("dynoxide", db=tmp_path / "shop.db", logs=tmp_path)
    try:
        running.start()
        database = with_table(running.url)
        for number in range(50):
            database.put_item(TableName=TABLE, Item={"key": {"S": f"{number}"}})
        running.kill()
        running.start()
        found = database.scan(TableName=TABLE, ConsistentRead=True)["Count"]
    finally:
        running.end()

    assert found == 50


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    [name, *_] = [name for name, kind in KINDS.items() if kind.is_installed] or [""]
    if not name:
        pytest.skip("no engine is installed: python -m infra.local.engines.install ministack")
    with Stack(engine=name, logs=tmp_path, api_processes=1) as running:
        yield running


def test_the_stack_keeps_its_tables_on_the_engine_and_all_else_on_moto(stack: Stack) -> None:
    tables = client("dynamodb", stack.database_url).list_tables()["TableNames"]
    queues = client("sqs", stack.engine_url).list_queues()["QueueUrls"]

    assert f"{stack.prefix}lots" in tables
    assert client("dynamodb", stack.engine_url).list_tables()["TableNames"] == []
    assert len(queues) >= 3
    assert not stack.counts_requests
    stack.check()
    assert stack.database is not None
    assert stack.database.child is not None
    os.killpg(stack.database.child.process.pid, signal.SIGKILL)
    stack.database.child.process.wait(10)
    with pytest.raises(StackError, match="The process database ended by signal 9"):
        stack.check()


def test_a_database_on_file_is_for_engines_that_keep_one(tmp_path: Path) -> None:
    needs("ministack")

    with pytest.raises(AssertionError, match="keeps nothing on file"):
        Engine("ministack", db=tmp_path / "shop.db")


FORKS = """
import os, sys, time
from pathlib import Path
from infra.local import forks, lifeline

def work():
    lifeline.ready()
    print(os.getpid(), flush=True)
    time.sleep(60)

forks.run({"a": work}, logs=Path(sys.argv[1]), replaces_killed=True)
"""


def test_a_killed_fork_is_replaced_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "forking.py").write_text(FORKS, encoding="utf-8")
    environment = {"PYTHONPATH": f"{tmp_path}:{ROOT}"}
    child = processes.start("workers", ["forking", str(tmp_path)], environment, logs=tmp_path)
    try:
        processes.wait_until_ready(child, seconds=30)
        first = _pids(tmp_path / "a.log", 1)
        os.kill(first[0], signal.SIGKILL)
        both = _pids(tmp_path / "a.log", 2)
        assert child.process.poll() is None
    finally:
        processes.end([child])

    assert both[0] == first[0] != both[1]


def _pids(log: Path, count: int) -> list[int]:
    for _ in range(1_000):
        pids = [int(line) for line in log.read_text(encoding="utf-8").split()]
        if len(pids) == count:
            return pids
        time.sleep(0.01)
    raise AssertionError("the process did not say who it is")
