"""What the stack's processes tell each other beside AWS: who they are, and what was switched.

All of it are small files in one directory, which `SALE_LOCAL_STATE` names; without it nobody is
announced, and every switch is as it was at the start. A read costs a look at one file's date.
"""

import json
import os
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

STATE: Final = "SALE_LOCAL_STATE"
_SWITCHES: Final = "switches.json"
_PROCESS: Final = ".pid"


class Mail(StrEnum):
    """How SES behaves."""

    WORKS = "works"
    REFUSES = "refuses"
    THROTTLES = "throttles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """What a developer chose. `twice`: every message; `paused`: the names of pumps that rest.

    `warehouse`: whether it takes messages.
    """

    twice: bool = False
    mail: Mail = Mail.WORKS
    warehouse: bool = True
    paused: frozenset[str] = frozenset()


AT_START: Final = Switches()


class Switchboard:
    """The switches, as every process of the stack sees them."""

    def __init__(self, directory: Path | None) -> None:
        """Read and write below `directory`; None for a process that no stack has started."""
        self._file = directory / _SWITCHES if directory else None
        self._read = AT_START
        self._stamp: tuple[int, int] | None = None

    @property
    def now(self) -> Switches:
        """The switches as they stand."""
        if self._file is None:
            return AT_START
        try:
            found = self._file.stat()
        except FileNotFoundError:
            return AT_START
        stamp = (found.st_ino, found.st_mtime_ns)
        if stamp != self._stamp:
            self._read = _switches(json.loads(self._file.read_bytes()))
            self._stamp = stamp
        return self._read

    def set(self, **changed: Any) -> None:
        """Change some of them, for all processes at once."""
        if self._file is None:
            return
        switches = replace(self.now, **changed)
        told = {
            "twice": switches.twice,
            "mail": switches.mail,
            "warehouse": switches.warehouse,
            "paused": sorted(switches.paused),
        }
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps(told), encoding="utf-8")
        draft.replace(self._file)


def _switches(told: dict[str, Any]) -> Switches:
    return Switches(
        twice=told["twice"],
        mail=Mail(told["mail"]),
        warehouse=told["warehouse"],
        paused=frozenset(told["paused"]),
    )


def directory() -> Path | None:
    """Give this process's directory of the stack's state, if it belongs to a stack."""
    named = os.environ.get(STATE, "")
    return Path(named) if named else None


def switchboard() -> Switchboard:
    """Give the switches of the stack that this process belongs to."""
    return Switchboard(directory())


def announce(name: str) -> None:
    """Say that this process runs under `name`."""
    if state := directory():
        (state / f"{name}{_PROCESS}").write_text(str(os.getpid()), encoding="ascii")


def announced() -> dict[str, tuple[int, bool]]:
    """Give each process that was announced: its id, and whether it runs."""
    state = directory()
    found = sorted(state.glob(f"*{_PROCESS}")) if state else []
    pids = {one.stem: int(one.read_text(encoding="ascii") or 0) for one in found}
    return {name: (pid, is_alive(pid)) for name, pid in pids.items()}


def is_alive(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
