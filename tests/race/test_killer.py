from __future__ import annotations

import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest

from infra.local.engines import Engine
from tests.race import killer
from tests.race.board import Board
from tests.race.killer import ENGINE, Killer

NAMES = ("api-1", "api-2")
PID, WRITES, SENT_AT, ANSWERED_AT = range(4)
NOBODY = 2**30


class FakeEngine:
    """An engine that only counts."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def kill(self) -> None:
        self.done.append("killed")

    def start(self) -> None:
        self.done.append("started")


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(tmp_path / "board", NAMES)


@pytest.fixture
def processes(board: Board) -> Iterator[list[subprocess.Popen[bytes]]]:
    started = [subprocess.Popen(["sleep", "60"]) for _ in NAMES]
    for name, process in zip(NAMES, started, strict=True):
        board._place(name)[PID] = process.pid
    yield started
    for process in started:
        process.kill()
        process.wait()


@contextmanager
def writing(board: Board, name: str, process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Announce writes in this name, and replace the process when it is killed."""
    over = threading.Event()

    def write() -> None:
        place = board._place(name)
        while not over.wait(0.005):
            place[SENT_AT] = time.monotonic_ns()
            place[WRITES] += 1
            place[ANSWERED_AT] = time.monotonic_ns()
            if process.poll() is not None:
                place[PID] = NOBODY

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def killing(board: Board, victims: list[str], engine: FakeEngine) -> Killer:
    working = Killer(board, cast("Engine", engine), victims, random.Random(1), lambda: 1.0)
    working.start()
    working.join(20)
    assert working.error is None
    return working


def test_whichever_process_of_a_kind_writes_next_is_killed(
    board: Board, processes: list[subprocess.Popen[bytes]]
) -> None:
    with writing(board, "api-2", processes[1]):
        done = killing(board, ["api"], FakeEngine())

    assert [(kill.name, kill.is_close) for kill in done.kills] == [("api-2", True)]
    assert processes[0].poll() is None
    assert processes[1].wait(5) == -signal.SIGKILL
    assert done.share == 1.0


def test_an_engine_is_killed_while_anybody_writes_and_started_again(
    board: Board, processes: list[subprocess.Popen[bytes]]
) -> None:
    engine = FakeEngine()

    with writing(board, "api-1", processes[0]):
        done = killing(board, [ENGINE], engine)

    assert [kill.name for kill in done.kills] == [ENGINE]
    assert engine.done == ["killed", "started"]
    assert [process.poll() for process in processes] == [None, None]


def test_who_never_writes_is_left_alone_in_the_end(
    board: Board, processes: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(killer, "_WRITES_WITHIN_SECONDS", 0.01)

    done = killing(board, ["api-1"], FakeEngine())

    assert done.kills == []
    assert [process.poll() for process in processes] == [None, None]
