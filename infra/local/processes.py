"""Processes of the stack: started in sessions of their own, watched, ended to the last one.

Each writes to a log of its own. Each ends by itself when the stack is gone (see `lifeline`).
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.local.lifeline import READY

ROOT: Final = Path(__file__).resolve().parents[2]
LOGS: Final = ROOT / "build" / "local"
_GRACE_SECONDS: Final = 5.0
_FOREIGN: Final = ("AWS_", "SALE_", "MOTO_")
_PROXIES: Final = frozenset({"http_proxy", "https_proxy", "all_proxy"})


class StackError(Exception):
    """The stack cannot start or go on; its text is one sentence for a terminal."""


@dataclass(frozen=True, slots=True)
class Child:
    """A process of the stack; `ready` is the reading end of the pipe that it reports on."""

    name: str
    process: subprocess.Popen[bytes]
    ready: int
    log: Path

    def let_go(self) -> None:
        """End the waiting of a process that calls `lifeline.wait_for_go`."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it has ended: asking for readiness says why
            self.process.stdin.write(b"g")
            self.process.stdin.flush()

    def complaint(self) -> str:
        """Give the last line that it wrote, and where all of it is."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        last = lines[-1].strip().rstrip(".") if lines else "it said nothing"
        return f"{last} (its log: {self.log})."


def start(
    name: str,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    logs: Path,
    descriptors: Sequence[int] = (),
) -> Child:
    """Start `python -m` with these arguments, and with nothing of the caller's AWS settings."""
    try:
        logs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StackError(f"There is no place for logs at {logs}: {error.strerror}.") from error
    log = logs / f"{name}.log"
    reading, writing = os.pipe()
    inherited = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(_FOREIGN) and key.lower() not in _PROXIES
    }
    own = {**environment, "AWS_SDK_UA_APP_ID": name, "PYTHONUNBUFFERED": "1", READY: str(writing)}
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                env={**inherited, **own},
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=[writing, *descriptors],
                start_new_session=True,
            )
    except OSError as error:
        os.close(reading)
        raise StackError(f"The process {name} could not be started: {error}.") from error
    finally:
        os.close(writing)
    return Child(name, process, reading, log)


def wait_until_ready(child: Child, *, seconds: float) -> None:
    """Return once the process is ready; raise StackError if it ends or takes longer."""
    readable, _, _ = select.select([child.ready], [], [], seconds)
    if not readable:
        raise StackError(
            f"The process {child.name} was not ready after {seconds:.0f} s; see {child.log}."
        )
    if not os.read(child.ready, 1):
        child.process.wait()
        raise StackError(f"The process {child.name} ended while starting: {child.complaint()}")


def check(children: Sequence[Child]) -> None:
    """Raise StackError for the first process that is gone."""
    for child in children:
        status = child.process.poll()
        if status is not None:
            how = f"by signal {-status}" if status < 0 else f"with status {status}"
            raise StackError(f"The process {child.name} ended {how}: {child.complaint()}")


def end(children: Sequence[Child]) -> None:
    """End these processes: SIGTERM to all, SIGKILL to whoever is left after five seconds."""
    for child in children:
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE_SECONDS
    for child in children:
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(child, signal.SIGKILL)
            child.process.wait()
        if child.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                child.process.stdin.close()
        os.close(child.ready)


def kill(child: Child) -> None:
    """End a process and those it started as a power cut would, in the midst of whatever it does."""
    _signal(child, signal.SIGKILL)
    end([child])


def _signal(child: Child, number: signal.Signals) -> None:
    """Reach a process that lives, and those it forked."""
    if child.process.poll() is None:
        os.killpg(child.process.pid, number)
