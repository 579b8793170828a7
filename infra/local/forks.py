"""One program in several processes that share what was imported: a second start costs nothing.

The parent does no work. It says that it is ready when all are, and ends with a sentence when one of
them ends by itself.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from infra.local import lifeline

APP_ID: Final = "AWS_SDK_UA_APP_ID"
_FAILED: Final = 1
_TERMINATED: Final = 143


def run(
    works: Mapping[str, Callable[[], None]], *, logs: Path, replaces_killed: bool = False
) -> NoReturn:
    """Run each work in a process of its own, named to AWS by its key; ends with all of them.

    What it prints goes to a file of its name in `logs`. `replaces_killed` forks anew whatever was
    ended by SIGKILL, as Lambda replaces an environment that is gone.

    Nothing may have started a thread before. Each work calls `lifeline.ready` once.
    """
    for name in works:
        (logs / f"{name}.log").write_bytes(b"")
    reading, writing = os.pipe()
    forked = {_fork(name, work, logs, ready=writing): name for name, work in works.items()}
    os.close(writing)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        if not replaces_killed:  # a process that forks has no threads; what it forked ends it
            lifeline.watch()
        if all(os.read(reading, 1) for _ in works):
            lifeline.ready()
        while True:
            process, status = os.wait()
            name = forked.pop(process)
            if not replaces_killed or os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
                break
            forked[_fork(name, works[name], logs)] = name
        print(_obituary(name, status, logs), file=sys.stderr)
    finally:
        _end(forked)
    sys.exit(_FAILED)


def _fork(name: str, work: Callable[[], None], logs: Path, *, ready: int | None = None) -> int:
    process = os.fork()
    if process == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _into(logs / f"{name}.log")
        _work(name, work, ready)
    return process


def _obituary(name: str, status: int, logs: Path) -> str:
    how = os.waitstatus_to_exitcode(status)
    lines = (logs / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
    last = lines[-1].strip() if lines else "it said nothing"
    return f"the process {name} ended by itself ({how}): {last}"


def _into(log: Path) -> None:
    """Send what this process prints to a file, from the first byte to the last."""
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(descriptor, stream.fileno())
    os.close(descriptor)


def _work(name: str, work: Callable[[], None], ready: int | None) -> NoReturn:
    status = _FAILED
    try:
        os.environ[APP_ID] = name
        os.environ[lifeline.READY] = "" if ready is None else str(ready)
        work()
        status = 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else _FAILED
    except BaseException as error:  # noqa: BLE001 - nothing may go on in the parent's code
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(_TERMINATED)


def _end(forked: Mapping[int, str]) -> None:
    for process in forked:
        os.kill(process, signal.SIGTERM)
    for process in forked:
        os.waitpid(process, 0)
