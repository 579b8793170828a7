"""What is known of each engine: where it is installed, and the command that starts it."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from infra.local.processes import StackError
from infra.local.sockets import HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

INSTALLED: Final = Path(sys.prefix) / "engines"
"""Beside the interpreter that runs: a virtual environment and its engines come and go together."""

DYNOXIDE_RUNS_ON: Final = ("Linux", "x86_64")
"""The one platform whose binary is pinned here, by its checksum."""


@dataclass(frozen=True, slots=True)
class Start:
    """How to start an engine: the command, and what it must find in the environment."""

    command: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """An engine; `survives` says that it can keep its database on file, and so survive a kill."""

    name: str
    program: Path
    survives: bool
    start: Callable[[int, Path | None], Start]

    @property
    def is_installed(self) -> bool:
        """Whether it can be started here."""
        return self.program.exists()

    def refuse_unless_installed(self) -> None:
        """Raise StackError with the command that installs it."""
        if not self.is_installed:
            raise StackError(
                f"The engine {self.name} is not installed here: "
                f"`python -m infra.local.engines.install {self.name}` does it."
            )


_DYNOXIDE: Final = INSTALLED / "dynoxide/node_modules/@dynoxide/linux-x64/dynoxide"
_MINISTACK: Final = INSTALLED / "ministack/bin/python"


def _dynoxide(port: int, db: Path | None) -> Start:
    file = ("--db-path", str(db)) if db else ()
    return Start((str(_DYNOXIDE), "--host", HOST, "--port", str(port), *file), {})


def _ministack(port: int, _db: Path | None) -> Start:
    environment = {
        "BIND_HOST": HOST,  # else it listens on every interface
        "GATEWAY_PORT": str(port),
        "LOG_LEVEL": "WARNING",
        "SERVICES": "dynamodb,dynamodbstreams",
    }
    return Start((str(_MINISTACK), "-m", "ministack"), environment)


KINDS: Final[Mapping[str, Kind]] = {
    "dynoxide": Kind("dynoxide", _DYNOXIDE, survives=True, start=_dynoxide),
    "ministack": Kind("ministack", _MINISTACK, survives=False, start=_ministack),
}


def refuse_platform(system: str = platform.system(), machine: str = platform.machine()) -> None:
    """Raise StackError unless dynoxide comes for this platform."""
    if (system, machine) != DYNOXIDE_RUNS_ON:
        raise StackError(
            f"dynoxide comes for Linux on x86_64, and this is {system} on {machine}: "
            "only the engine ministack works here (ENGINE=ministack)."
        )
